// What the modes of the lab's workload share.
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGE = 4096 };

// What was asked for: how long, how much memory, how many threads that write to it.
struct plan {
  double seconds;
  size_t pages;
  int threads;
};

extern atomic_bool stop;            // tells every thread to end
extern _Atomic uint64_t lost;       // stores that were read back as something else
extern _Atomic uint64_t stores;     // stores that were made
extern long worked;                 // rounds in which the kernel did what was asked; -1: the mode cannot tell

void die(const char *what);         // says what failed, with errno, and exits
void pin(int cpu);                  // this thread to one CPU
double now(void);                   // seconds of the monotonic clock
char *map_pages(size_t pages);      // private, populated, no huge pages
void clear_refs(const char *value); // writes it to /proc/self/clear_refs

// A store that vanished: counts it, and marks it in the recording.
void report_loss(const volatile uint64_t *slot, uint64_t want, uint64_t got);

// Modes: each returns how many rounds it made.
long run_paths(const char *mode, struct plan plan);      // one path that protects pages, writers beside it
long run_lost(const char *protect, bool gup, struct plan plan); // hunts lost stores
bool is_path(const char *mode);
