// What the paths share: the memory that threads write to, and what each path does to it.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// One path of the kernel that takes permissions from page table entries.
struct path {
  const char *mode;
  void (*setup)(void); // before the writers start; NULL for nothing
  void (*round)(void); // again and again while they write
  void (*end)(void);   // lets writers go that wait for it
  // What the memory is, when it is not private, small and anonymous: asked before `setup`.
  char *(*memory)(size_t *pages);
};

extern const struct path protecting_paths[], userfault_paths[], moving_paths[];

extern char *area;   // what the writers write to
extern size_t pages; // how much of it

// Ways of a path that the writers must know.
extern bool loses_content; // it throws content away by design: it cannot be checked
extern bool stays_alike;   // every page gets the same values, with pauses: KSM merges such pages only
void waits_in_signal(void); // a page is missing or read-only for a while: tries again from the signal

char *map_fixed(void *where, size_t pages); // private and populated, where nothing else is mapped
void write_value(const char *file, const char *value); // of a setting; dies when it is refused
