// One path of the kernel that takes permissions from page table entries, again and again, while threads
// write to the pages. Each thread owns a slot of every page and reads back what it stored there.
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

static char *area;
static size_t pages;
static int user_faults = -1;
static bool loses_content; // the path throws content away by design, so a writer cannot check it

static void *writer(void *number) {
  size_t slot = 8 * (size_t)(uintptr_t)number;
  pin((int)(uintptr_t)number);
  uint64_t *shadow = calloc(pages, sizeof *shadow), made = 0;
  if (!shadow) die("calloc");
  while (!stop) {
    for (size_t i = 0; i < pages && !stop; i++) {
      volatile uint64_t *word = (volatile uint64_t *)(area + i * PAGE) + slot;
      if (!loses_content && *word != shadow[i]) report_loss(word, shadow[i], *word);
      *word = shadow[i] = ++made;
    }
  }
  stores += made;
  free(shadow);
  return NULL;
}

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
static void writable_again(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  char *at = (char *)((uintptr_t)info->si_addr & ~(uintptr_t)(PAGE - 1));
  if (at < area || at >= area + pages * PAGE) _exit(99);
  mprotect(at, PAGE, PROT_READ | PROT_WRITE);
}
static void setup_mprotect(void) {
  struct sigaction action = {.sa_sigaction = writable_again, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGSEGV, &action, NULL);
}
static void do_mprotect(void) { mprotect(area, pages * PAGE, PROT_READ); }
static void end_mprotect(void) { mprotect(area, pages * PAGE, PROT_READ | PROT_WRITE); }

static void write_protect(char *at, size_t length, bool on) {
  struct uffdio_writeprotect what = {
      .range = {(uintptr_t)at, length}, .mode = on ? UFFDIO_WRITEPROTECT_MODE_WP : 0};
  ioctl(user_faults, UFFDIO_WRITEPROTECT, &what);
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
  user_faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
  if (user_faults < 0) die("userfaultfd");
  struct uffdio_api api = {.api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP};
  if (ioctl(user_faults, UFFDIO_API, &api)) die("UFFDIO_API");
  struct uffdio_register all = {
      .range = {(uintptr_t)area, pages * PAGE}, .mode = UFFDIO_REGISTER_MODE_WP};
  if (ioctl(user_faults, UFFDIO_REGISTER, &all)) die("UFFDIO_REGISTER");
  pthread_t handler;
  pthread_create(&handler, NULL, fault_handler, NULL);
  pthread_detach(handler);
}
static void do_uffd(void) { write_protect(area, pages * PAGE, true); }
static void end_uffd(void) { write_protect(area, pages * PAGE, false); }

// PAGEMAP_SCAN with write protection (6.7): gets what was written, and protects it, in one call.
static int pagemap = -1;
static void setup_scan(void) {
  enum { ASYNC_WP = 1 << 15, UNPOPULATED_WP = 1 << 13 };
  user_faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
  if (user_faults < 0) die("userfaultfd");
  struct uffdio_api api = {.api = UFFD_API, .features = ASYNC_WP | UNPOPULATED_WP};
  if (ioctl(user_faults, UFFDIO_API, &api)) die("UFFD_FEATURE_WP_ASYNC");
  struct uffdio_register all = {
      .range = {(uintptr_t)area, pages * PAGE}, .mode = UFFDIO_REGISTER_MODE_WP};
  if (ioctl(user_faults, UFFDIO_REGISTER, &all)) die("UFFDIO_REGISTER");
  pagemap = open("/proc/self/pagemap", O_RDONLY);
}
static void do_scan(void) {
  struct scan_argument {
    uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
    uint64_t inverted, mask, any, returned;
  };
  enum { PROTECT = 1 << 0, REQUIRE_ASYNC = 1 << 1, IS_WRITTEN = 1 << 1 };
  uint64_t regions[3 * 64];
  struct scan_argument what = {sizeof what, PROTECT | REQUIRE_ASYNC, (uintptr_t)area,
      (uintptr_t)area + pages * PAGE, 0, (uintptr_t)regions, 64, 0, 0, IS_WRITTEN, 0, IS_WRITTEN};
  if (ioctl(pagemap, _IOWR('f', 16, struct scan_argument), &what) < 0) die("PAGEMAP_SCAN");
}

static void setup_ksm(void) {
  int run = open("/sys/kernel/mm/ksm/run", O_WRONLY);
  if (run < 0 || write(run, "1", 1) != 1) die("ksm");
  if (madvise(area, pages * PAGE, MADV_MERGEABLE)) die("MADV_MERGEABLE");
}
static void do_nothing(void) {}

static void do_mremap(void) {
  char *from = map_pages(pages), *to = map_pages(pages);
  mremap(from, pages * PAGE, pages * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to);
  munmap(to, pages * PAGE);
}
static void set_loses(void) { loses_content = true; }
static void do_dontneed(void) { madvise(area, pages * PAGE, MADV_DONTNEED); }
static void do_pageout(void) { madvise(area, pages * PAGE, MADV_PAGEOUT); }

static const struct path {
  const char *mode;
  void (*setup)(void), (*round)(void), (*end)(void);
} paths[] = {
    {"idle", NULL, do_nothing, NULL},
    {"softdirty", NULL, soft_dirty, NULL},
    {"referenced", NULL, referenced, NULL},
    {"referenced-fork", NULL, referenced_fork, NULL},
    {"fork", NULL, do_fork, NULL},
    {"mprotect", setup_mprotect, do_mprotect, end_mprotect},
    {"uffdwp", setup_uffd, do_uffd, end_uffd},
    {"pagemap-scan", setup_scan, do_scan, NULL},
    {"ksm", setup_ksm, do_nothing, NULL},
    {"mremap", NULL, do_mremap, NULL},
    {"dontneed", set_loses, do_dontneed, NULL},
    {"pageout", NULL, do_pageout, NULL},
};

static const struct path *find(const char *mode) {
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    if (!strcmp(paths[i].mode, mode)) return &paths[i];
  return NULL;
}
bool is_path(const char *mode) { return find(mode) != NULL; }

long run_paths(const char *mode, struct plan plan) {
  const struct path *path = find(mode);
  if (!path) return 0;
  pages = plan.pages;
  area = map_pages(pages);
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
