// Paths that take the permission to write, and leave the page where it is.
#define _GNU_SOURCE
#include "paths.h"
#include "workload.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void do_nothing(void) {}
static void soft_dirty(void) { clear_refs("4"); }
static void referenced(void) { clear_refs("1"); }

static void do_fork(void) {
  pid_t child = fork();
  if (child == 0) {
    for (size_t i = 0; i < pages; i += 4) area[i * PAGE + PAGE / 2] = 1;
    _exit(0);
  }
  if (child > 0) waitpid(child, NULL, 0);
}

static void referenced_fork(void) {
  clear_refs("1");
  do_fork();
}

// Writers meet a read-only page and make it writable again from the signal.
static size_t granule = PAGE;
static void writable_again(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  char *at = (char *)((uintptr_t)info->si_addr & ~(uintptr_t)(granule - 1));
  if (at < area || at >= area + pages * PAGE) _exit(99);
  mprotect(at, granule, PROT_READ | PROT_WRITE);
}
static void setup_mprotect(void) {
  struct sigaction action = {.sa_sigaction = writable_again, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGSEGV, &action, NULL);
}
static void do_mprotect(void) { mprotect(area, pages * PAGE, PROT_READ); }
static void end_mprotect(void) { mprotect(area, pages * PAGE, PROT_READ | PROT_WRITE); }

// Pages of hugetlbfs, as many as hold what was asked for; a fork wants as many again for its copies.
static char *hugetlb_memory(size_t *count) {
  enum { HUGE = 512 };
  granule = HUGE * PAGE;
  *count = (*count + HUGE - 1) / HUGE * HUGE;
  char *at = mmap(NULL, *count * PAGE, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_POPULATE, -1, 0);
  if (at == MAP_FAILED) die("MAP_HUGETLB (see /proc/sys/vm/nr_hugepages)");
  return at;
}

const struct path protecting_paths[] = {
    {"idle", NULL, do_nothing, NULL, NULL},
    {"softdirty", NULL, soft_dirty, NULL, NULL},
    {"referenced", NULL, referenced, NULL, NULL},
    {"referenced-fork", NULL, referenced_fork, NULL, NULL},
    {"fork", NULL, do_fork, NULL, NULL},
    {"mprotect", setup_mprotect, do_mprotect, end_mprotect, NULL},
    {"hugetlb", setup_mprotect, do_mprotect, end_mprotect, hugetlb_memory},
    {"hugetlb-fork", NULL, do_fork, NULL, hugetlb_memory},
    {NULL, NULL, NULL, NULL, NULL},
};
