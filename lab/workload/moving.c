// Paths that take the page away, or put another one in its place.
#define _GNU_SOURCE
#include "paths.h"
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// What is newer than some headers.
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

static void do_nothing(void) {}

// Memory that goes away for a while lies where the kernel puts nothing else meanwhile.
#define PLACE ((char *)0x200000000)
#define OTHER ((char *)0x300000000)
static char *placed(size_t *count) { return map_fixed(PLACE, *count); }

static void move(char *from, char *to) {
  if (mremap(from, pages * PAGE, pages * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to) die("mremap");
}
static void do_mremap(void) {
  move(PLACE, OTHER);
  move(OTHER, PLACE);
}

static void set_unmap(void) {
  loses_content = true;
  waits_in_signal();
}
static void do_munmap(void) {
  munmap(PLACE, pages * PAGE);
  map_fixed(PLACE, pages);
}

static void set_loses(void) { loses_content = true; }
static void do_dontneed(void) { madvise(area, pages * PAGE, MADV_DONTNEED); }
static void do_free(void) { madvise(area, pages * PAGE, MADV_FREE); }

// Needs swap.
static void do_pageout(void) {
  if (madvise(area, pages * PAGE, MADV_PAGEOUT)) die("MADV_PAGEOUT");
}

// Needs a file system that writes back, in the working directory.
static char *file_memory(size_t *count) {
  int file = open("workload.page", O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ftruncate(file, (off_t)(*count * PAGE))) die("workload.page");
  char *at = mmap(NULL, *count * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (at == MAP_FAILED) die("mmap of a file");
  memset(at, 0, *count * PAGE);
  return at;
}
static void do_writeback(void) { msync(area, pages * PAGE, MS_SYNC); }
static void end_writeback(void) { unlink("workload.page"); }

static void setup_ksm(void) {
  write_value("/sys/kernel/mm/ksm/pages_to_scan", "1000");
  write_value("/sys/kernel/mm/ksm/sleep_millisecs", "1");
  write_value("/sys/kernel/mm/ksm/run", "1");
  stays_alike = true;
  if (madvise(area, pages * PAGE, MADV_MERGEABLE)) die("MADV_MERGEABLE");
}
static void end_ksm(void) { write_value("/sys/kernel/mm/ksm/run", "0"); }

// Huge pages: a division of the mapping divides them, and they are collapsed again.
static char *huge_memory(size_t *count) {
  enum { HUGE = 512 };
  *count = (*count + HUGE - 1) / HUGE * HUGE;
  char *at = map_fixed(PLACE, *count);
  if (madvise(at, *count * PAGE, MADV_HUGEPAGE)) die("MADV_HUGEPAGE");
  return at;
}
static void setup_thp(void) {
  worked = 0;
  // For kernels without MADV_COLLAPSE (6.1).
  write_value("/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs", "1");
  write_value("/sys/kernel/mm/transparent_hugepage/khugepaged/alloc_sleep_millisecs", "1");
}
static void do_thp(void) {
  madvise(area + PAGE, PAGE, MADV_DONTFORK);
  madvise(area + PAGE, PAGE, MADV_DOFORK);
  // It fails while a page is in use, and where it is not known.
  if (madvise(area, pages * PAGE, MADV_COLLAPSE)) usleep(20000);
  else worked++;
}

// Two nodes: the memory is of the first one's, the writers run on the other's CPUs too. The kernel hints
// by itself (numa), or pages are sent to and fro (migrate).
static void setup_numa(void) {
  write_value("/proc/sys/kernel/numa_balancing", "1");
  const char *values[][2] = {{"scan_delay_ms", "0"}, {"scan_period_min_ms", "10"}, {"scan_period_max_ms", "50"}};
  for (int i = 0; i < 3; i++) {
    char old[80] = "/proc/sys/kernel/numa_balancing_", new[80] = "/sys/kernel/debug/sched/numa_balancing/";
    const char *name = access(new, F_OK) ? strcat(old, values[i][0]) : strcat(new, values[i][0]);
    write_value(name, values[i][1]);
  }
}
static void setup_migrate(void) { worked = 0; }
static void do_migrate(void) {
  enum { MOST = 512, MOVE_ALL = 1 << 2 };
  static int node;
  void *list[MOST];
  int nodes[MOST], status[MOST];
  node = !node;
  size_t count = pages < MOST ? pages : MOST;
  for (size_t i = 0; i < count; i++) {
    list[i] = area + i * PAGE;
    nodes[i] = node;
  }
  if (syscall(SYS_move_pages, 0, count, list, nodes, status, MOVE_ALL) < 0) die("move_pages");
  size_t moved = 0;
  for (size_t i = 0; i < count; i++) moved += status[i] == node;
  worked += moved == count;
}

const struct path moving_paths[] = {
    {"mremap", waits_in_signal, do_mremap, NULL, placed},
    {"munmap", set_unmap, do_munmap, NULL, placed},
    {"dontneed", set_loses, do_dontneed, NULL, NULL},
    {"free", set_loses, do_free, NULL, NULL},
    {"pageout", NULL, do_pageout, NULL, NULL},
    {"writeback", NULL, do_writeback, end_writeback, file_memory},
    {"ksm", setup_ksm, do_nothing, end_ksm, NULL},
    {"thp", setup_thp, do_thp, NULL, huge_memory},
    {"numa", setup_numa, do_nothing, NULL, NULL},
    {"migrate", setup_migrate, do_migrate, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
