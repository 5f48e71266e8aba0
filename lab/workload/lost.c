// Hunts lost stores: a victim stores a rising number into a page and reads it back, a trigger makes the
// kernel copy that page, and this thread protects it. More than one reference to the page, which forces
// a copy, comes from a child (fork) or from a pipe (clear_refs).
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

// Where the page is: the emulator's plugin watches it there (lab/storewatch.c).
#define WATCHED ((void *)0x100000000)

static char *page;   // the victim's slot is in its second half, the trigger's at its begin
static char *ballast; // read to push the trigger's own entry out of its TLB
enum { BALLAST_PAGES = 4096 };

static void *victim(void *unused) {
  (void)unused;
  pin(2);
  volatile uint64_t *slot = (volatile uint64_t *)page + 64;
  uint64_t made = 0;
  while (!stop) {
    *slot = ++made;
    for (int i = 0; i < 64; i++) {
      uint64_t got = *slot;
      if (got == made) continue;
      report_loss(slot, made, got);
      made = got;
      break;
    }
  }
  stores += made;
  return NULL;
}

static void *trigger(void *unused) {
  (void)unused;
  pin(1);
  volatile char *memory = ballast;
  while (!stop) {
    for (int i = 0; i < 512 && !stop; i++) (void)memory[(size_t)i * PAGE * (BALLAST_PAGES / 512)];
    __atomic_add_fetch((uint64_t *)page, 1, __ATOMIC_RELAXED);
  }
  return NULL;
}

// Faults through get_user_pages, so its own TLB does not matter.
static void *gup_trigger(void *unused) {
  (void)unused;
  pin(1);
  uint64_t value = 0;
  struct iovec from = {&value, sizeof value}, to = {page, sizeof value};
  for (; !stop; value++) process_vm_writev(getpid(), &from, 1, &to, 1, 0);
  return NULL;
}

static void *pinner(void *unused) {
  (void)unused;
  pin(3);
  int ends[2];
  if (pipe(ends)) die("pipe");
  struct iovec from = {page, PAGE};
  char drain[PAGE];
  while (!stop) {
    if (vmsplice(ends[1], &from, 1, 0) < 0) die("vmsplice");
    usleep(2000);
    if (read(ends[0], drain, PAGE) < 0) die("read of a pipe");
  }
  return NULL;
}

long run_lost(const char *protect, bool gup, struct plan plan) {
  page = mmap(WATCHED, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (page == MAP_FAILED) die("mmap");
  memset(page, 0, PAGE);
  ballast = map_pages(BALLAST_PAGES);
  bool forks = !strcmp(protect, "fork");
  pthread_t threads[3];
  int count = 0;
  pthread_create(&threads[count++], NULL, victim, NULL);
  pthread_create(&threads[count++], NULL, gup ? gup_trigger : trigger, NULL);
  if (!forks) pthread_create(&threads[count++], NULL, pinner, NULL);
  pin(0);
  long rounds = 0;
  for (double end = now() + plan.seconds; now() < end; rounds++) {
    if (!forks) {
      clear_refs(protect);
      continue;
    }
    pid_t child = fork();
    if (child == 0) _exit(0);
    if (child > 0) waitpid(child, NULL, 0);
  }
  stop = true;
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
  return rounds;
}
