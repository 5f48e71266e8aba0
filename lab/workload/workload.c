// The lab's workload: protects live pages in one way while other threads write to them, and checks that
// no store was lost.
//
//   workload MODE [SECONDS] [PAGES] [THREADS]
//
// Modes: idle; protecting.c: softdirty referenced referenced-fork fork mprotect hugetlb hugetlb-fork;
// userfault.c: uffdwp pagemap-scan uffd-move uffd-move-huge; moving.c: mremap munmap dontneed free pageout writeback ksm thp
// numa migrate; lost.c: lost-cr lost-fork, and lost-cr-gup lost-fork-gup whose copies come from
// process_vm_writev. lab/jobs/record prepares what some of them need (swap, a file system, huge pages).
#define _GNU_SOURCE
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

atomic_bool stop;
_Atomic uint64_t lost, stores;
long worked = -1;
static int marker = -1;

void die(const char *what) {
  fprintf(stderr, "workload: %s: %s\n", what, strerror(errno));
  exit(2);
}

void pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu % sysconf(_SC_NPROCESSORS_ONLN), &set);
  sched_setaffinity(0, sizeof set, &set);
}

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

char *map_pages(size_t pages) {
  char *area = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (area == MAP_FAILED) die("mmap");
  madvise(area, pages * PAGE, MADV_NOHUGEPAGE);
  memset(area, 0, pages * PAGE);
  return area;
}

void clear_refs(const char *value) {
  static int file = -1;
  if (file < 0 && (file = open("/proc/self/clear_refs", O_WRONLY)) < 0) die("clear_refs");
  if (pwrite(file, value, 1, 0) != 1) die("write of clear_refs");
}

void report_loss(const volatile uint64_t *slot, uint64_t want, uint64_t got) {
  lost++;
  if (marker >= 0)
    dprintf(marker, "LOST addr=%lx want=%lu got=%lu", (unsigned long)slot, want, got);
}

// Minor faults of this process, and flushes that CPUs carried out for others, both since the boot of each.
static struct rates { double time, faults, flushes; } rates(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  struct rates rates = {now(), (double)usage.ru_minflt, 0};
  FILE *file = fopen("/proc/interrupts", "r");
  char line[4096];
  while (file && fgets(line, sizeof line, file)) {
    char *at = strstr(line, "TLB:");
    if (!at) continue;
    for (char *end = at += 4;; at = end) {
      double count = strtod(at, &end);
      if (end == at) break;
      rates.flushes += count;
    }
  }
  if (file) fclose(file);
  return rates;
}

int main(int count, char **words) {
  const char *mode = count > 1 ? words[1] : "";
  struct plan plan = {
      .seconds = count > 2 ? atof(words[2]) : 1,
      .pages = count > 3 ? strtoul(words[3], NULL, 10) : 64,
      .threads = count > 4 ? atoi(words[4]) : 3,
  };
  marker = open("/sys/kernel/tracing/trace_marker", O_WRONLY);
  bool gup = strstr(mode, "-gup") != NULL;
  long rounds;
  struct rates before = rates();
  if (!strncmp(mode, "lost-cr", 7)) rounds = run_lost("4", gup, plan);
  else if (!strncmp(mode, "lost-fork", 9)) rounds = run_lost("fork", gup, plan);
  else if (is_path(mode)) rounds = run_paths(mode, plan);
  else return fprintf(stderr, "workload: no mode \"%s\"\n", mode), 64;
  struct rates after = rates();
  double seconds = after.time - before.time;
  printf("%s: pid %d, %ld rounds, %lu stores, %lu lost\n", mode, getpid(), rounds, stores, lost);
  if (worked >= 0) printf("%s: %ld rounds did what they are for\n", mode, worked);
  printf("%s: %.0f rounds/s, %.0f faults/s, %.0f flushes by interrupt/s\n", mode, rounds / seconds,
      (after.faults - before.faults) / seconds, (after.flushes - before.flushes) / seconds);
  return 0;
}
