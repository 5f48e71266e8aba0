// Paths of userfaultfd, and PAGEMAP_SCAN, which protects through it.
#define _GNU_SOURCE
#include "paths.h"
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// What is newer than the headers of Debian 12.
enum { WP_UNPOPULATED = 1 << 13, WP_ASYNC = 1 << 15, MOVE = 1 << 16 };
struct move_argument {
  uint64_t to, from, length, mode;
  int64_t moved;
};
struct scan_argument {
  uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
  uint64_t inverted, mask, any, returned;
};

static int user_faults = -1;

// Opens the descriptor for some features.
static void begin(uint64_t features) {
  user_faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
  if (user_faults < 0) die("userfaultfd");
  struct uffdio_api api = {.api = UFFD_API, .features = features};
  if (ioctl(user_faults, UFFDIO_API, &api)) die("UFFDIO_API (this kernel lacks a feature?)");
}
static void watch(char *at, uint64_t mode) {
  struct uffdio_register all = {.range = {(uintptr_t)at, pages * PAGE}, .mode = mode};
  if (ioctl(user_faults, UFFDIO_REGISTER, &all)) die("UFFDIO_REGISTER");
}

static void write_protect(char *at, size_t length, bool on) {
  struct uffdio_writeprotect what = {
      .range = {(uintptr_t)at, length}, .mode = on ? UFFDIO_WRITEPROTECT_MODE_WP : 0};
  // EAGAIN: the address space is changing, as when a thread is made.
  while (ioctl(user_faults, UFFDIO_WRITEPROTECT, &what))
    if (errno != EAGAIN) die("UFFDIO_WRITEPROTECT");
}
static void *fault_handler(void *unused) {
  (void)unused;
  struct uffd_msg message;
  struct pollfd ready = {.fd = user_faults, .events = POLLIN};
  while (!stop) {
    if (poll(&ready, 1, 20) <= 0) continue;
    while (read(user_faults, &message, sizeof message) == sizeof message)
      write_protect((char *)(uintptr_t)(message.arg.pagefault.address & ~(PAGE - 1ULL)), PAGE, false);
  }
  return NULL;
}
static void setup_uffd(void) {
  begin(UFFD_FEATURE_PAGEFAULT_FLAG_WP);
  watch(area, UFFDIO_REGISTER_MODE_WP);
  pthread_t handler;
  pthread_create(&handler, NULL, fault_handler, NULL);
  pthread_detach(handler);
}
static void do_uffd(void) { write_protect(area, pages * PAGE, true); }
static void end_uffd(void) { write_protect(area, pages * PAGE, false); }

// PAGEMAP_SCAN with write protection (6.7): gets what was written, and protects it, in one call.
static int pagemap = -1;
static void setup_scan(void) {
  begin(WP_ASYNC | WP_UNPOPULATED);
  watch(area, UFFDIO_REGISTER_MODE_WP);
  pagemap = open("/proc/self/pagemap", O_RDONLY);
  if (pagemap < 0) die("pagemap");
}
static void do_scan(void) {
  enum { PROTECT = 1 << 0, REQUIRE_ASYNC = 1 << 1, IS_WRITTEN = 1 << 1 };
  uint64_t regions[3 * 64];
  struct scan_argument what = {sizeof what, PROTECT | REQUIRE_ASYNC, (uintptr_t)area,
      (uintptr_t)area + pages * PAGE, 0, (uintptr_t)regions, 64, 0, 0, IS_WRITTEN, 0, IS_WRITTEN};
  if (ioctl(pagemap, _IOWR('f', 16, struct scan_argument), &what) < 0) die("PAGEMAP_SCAN");
}

// UFFDIO_MOVE (6.8): the pages go to another place, where writers of the first wait for them, and come back.
static char *elsewhere;
static void setup_move(void) {
  begin(MOVE);
  elsewhere = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (elsewhere == MAP_FAILED) die("mmap");
  watch(area, UFFDIO_REGISTER_MODE_MISSING);
  watch(elsewhere, UFFDIO_REGISTER_MODE_MISSING);
}
static void move(char *to, char *from) {
  for (size_t i = 0; i < pages; i++) {
    struct move_argument what = {(uintptr_t)to + i * PAGE, (uintptr_t)from + i * PAGE, PAGE, 0, 0};
    while (ioctl(user_faults, _IOWR(UFFDIO, 5, struct move_argument), &what))
      if (errno != EAGAIN && errno != EBUSY) die("UFFDIO_MOVE");
  }
}
static void do_move(void) {
  move(elsewhere, area);
  move(area, elsewhere);
}

// The same with huge pages, which move as a whole where both places are aligned.
static char *aligned_memory(size_t count) {
  enum { HUGE = 512 };
  char *at = mmap(NULL, (count + HUGE) * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) die("mmap");
  at += -(uintptr_t)at % (HUGE * PAGE);
  if (madvise(at, count * PAGE, MADV_HUGEPAGE)) die("MADV_HUGEPAGE");
  return at;
}
static char *huge_memory(size_t *count) {
  *count = (*count + 511) / 512 * 512;
  return memset(aligned_memory(*count), 0, *count * PAGE);
}
static void setup_move_huge(void) {
  begin(MOVE);
  elsewhere = aligned_memory(pages);
  watch(area, UFFDIO_REGISTER_MODE_MISSING);
  watch(elsewhere, UFFDIO_REGISTER_MODE_MISSING);
}
static void move_all(char *to, char *from) {
  for (size_t done = 0; done < pages * PAGE;) {
    struct move_argument what = {(uintptr_t)to + done, (uintptr_t)from + done, pages * PAGE - done, 0, 0};
    if (!ioctl(user_faults, _IOWR(UFFDIO, 5, struct move_argument), &what)) return;
    if (errno != EAGAIN && errno != EBUSY) die("UFFDIO_MOVE");
    if (what.moved > 0) done += (size_t)what.moved;
  }
}
static void do_move_huge(void) {
  move_all(elsewhere, area);
  move_all(area, elsewhere);
}

const struct path userfault_paths[] = {
    {"uffdwp", setup_uffd, do_uffd, end_uffd, NULL},
    {"pagemap-scan", setup_scan, do_scan, NULL, NULL},
    {"uffd-move", setup_move, do_move, NULL, NULL},
    {"uffd-move-huge", setup_move_huge, do_move_huge, NULL, huge_memory},
    {NULL, NULL, NULL, NULL, NULL},
};
