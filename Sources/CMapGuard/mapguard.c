#define _GNU_SOURCE
#include "mapguard.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a signal handler may look at: blocks of slots that are never freed, each written by atomic stores. */
enum { SLOTS = 256, BLOCKS = 1024 };

struct slot {
  _Atomic uintptr_t start; /* 0: free */
  _Atomic uintptr_t end;   /* 0: not complete yet */
};

static _Atomic(struct slot *) blocks[BLOCKS];
static struct sigaction before;
static uintptr_t page_size = 4096;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local unsigned long faults __attribute__((tls_model("initial-exec")));

static int replace(uintptr_t address) {
  for (int block = 0; block < BLOCKS; block++) {
    struct slot *slots = atomic_load(&blocks[block]);
    if (!slots) return 0;
    for (int i = 0; i < SLOTS; i++) {
      uintptr_t start = atomic_load(&slots[i].start), end = atomic_load(&slots[i].end);
      if (!start || address < start || address >= end) continue;
      void *page = (void *)(address & ~(page_size - 1));
      /* A system call and nothing else: safe in a handler. */
      void *zeros = mmap(page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      if (zeros == MAP_FAILED) return 0;
      faults++;
      return 1;
    }
  }
  return 0;
}

static void handle(int number, siginfo_t *information, void *context) {
  if (replace((uintptr_t)information->si_addr)) return;
  if (before.sa_flags & SA_SIGINFO && before.sa_sigaction) {
    before.sa_sigaction(number, information, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(number);
  } else {
    /* Not ours: the access is tried again and ends the process as it always did. */
    signal(number, SIG_DFL);
  }
}

static void install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &before);
}

int mapguard_add(const void *start, size_t length) {
  pthread_once(&once, install);
  int found = -1;
  pthread_mutex_lock(&adding);
  for (int block = 0; block < BLOCKS && found < 0; block++) {
    struct slot *slots = atomic_load(&blocks[block]);
    if (!slots) {
      slots = calloc(SLOTS, sizeof *slots);
      if (!slots) break;
      atomic_store(&blocks[block], slots);
    }
    for (int i = 0; i < SLOTS && found < 0; i++) {
      if (atomic_load(&slots[i].start)) continue;
      atomic_store(&slots[i].end, (uintptr_t)start + length);
      atomic_store(&slots[i].start, (uintptr_t)start);
      found = block * SLOTS + i;
    }
  }
  pthread_mutex_unlock(&adding);
  return found;
}

void mapguard_remove(int number) {
  if (number < 0) return;
  struct slot *slots = atomic_load(&blocks[number / SLOTS]);
  pthread_mutex_lock(&adding);
  atomic_store(&slots[number % SLOTS].start, 0);
  pthread_mutex_unlock(&adding);
}

unsigned long mapguard_faults(void) { return faults; }
