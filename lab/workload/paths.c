// One path of the kernel that takes permissions from page table entries, again and again, while threads
// write to the pages. Each thread owns a slot of every page and reads back what it stored there.
#define _GNU_SOURCE
#include "paths.h"
#include "workload.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

char *area;
size_t pages;
bool loses_content, stays_alike;

static void *writer(void *number) {
  size_t slot = 8 * (size_t)(uintptr_t)number;
  pin((int)(uintptr_t)number);
  uint64_t *shadow = calloc(pages, sizeof *shadow), made = 0, turn = 0;
  if (!shadow) die("calloc");
  while (!stop) {
    turn++;
    for (size_t i = 0; i < pages && !stop; i++) {
      volatile uint64_t *word = (volatile uint64_t *)(area + i * PAGE) + slot;
      if (!loses_content && *word != shadow[i]) report_loss(word, shadow[i], *word);
      made++;
      *word = shadow[i] = stays_alike ? turn : made;
    }
    if (stays_alike) usleep(50000);
  }
  stores += made;
  free(shadow);
  return NULL;
}

static void again(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  char *at = info->si_addr;
  if (at < area || at >= area + pages * PAGE) _exit(99);
  sched_yield();
}
void waits_in_signal(void) {
  struct sigaction action = {.sa_sigaction = again, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
}

char *map_fixed(void *where, size_t count) {
  char *at = mmap(where, count * PAGE, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE, -1, 0);
  if (at != where) die("mmap");
  return at;
}

void write_value(const char *name, const char *value) {
  int file = open(name, O_WRONLY);
  if (file < 0 || write(file, value, strlen(value)) < 0) die(name);
  close(file);
}

static const struct path *find(const char *mode) {
  const struct path *all[] = {protecting_paths, userfault_paths, moving_paths};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    for (const struct path *path = all[i]; path->mode; path++)
      if (!strcmp(path->mode, mode)) return path;
  return NULL;
}
bool is_path(const char *mode) { return find(mode) != NULL; }

long run_paths(const char *mode, struct plan plan) {
  const struct path *path = find(mode);
  if (!path) return 0;
  pages = plan.pages;
  area = path->memory ? path->memory(&pages) : map_pages(pages);
  if (path->setup) path->setup();
  pthread_t threads[64];
  if (plan.threads > 60) plan.threads = 60;
  for (int i = 0; i < plan.threads; i++)
    pthread_create(&threads[i], NULL, writer, (void *)(uintptr_t)(i + 1));
  pin(0);
  long rounds = 0;
  for (double end = now() + plan.seconds; now() < end; rounds++) {
    path->round();
    usleep(300);
  }
  stop = true;
  if (path->end) path->end();
  for (int i = 0; i < plan.threads; i++) pthread_join(threads[i], NULL);
  return rounds;
}
