// Truth about lost stores: a plugin of QEMU that sees which physical frame each store really hit.
//
//   -plugin storewatch.so,page=ADDRESS,code=BEGIN-END,out=FILE
//
// It watches one page of user memory by its virtual address, and the stores that code between BEGIN and END
// makes to it (all hexadecimal): the other programs of the guest run at their full speed. When the kernel copies the
// frame behind it to another one (rep movs, as copy_page and copy_mc_* do), it notes when each 8 bytes were
// taken. A store that a CPU then still makes into the old frame, after its slot was taken, is in no page
// that anyone will read: it is lost. That is seen, not inferred: the frame is the one that the CPU's
// TLB gave, stale or not. A line for each copy whose new frame took the page's place:
//
//   copy CPU BEGIN END OLD NEW LOST STORECPU STOREADDRESS STORETIME
//
// with times in nanoseconds of the host's monotonic clock, frames and addresses in hexadecimal, the number
// of lost stores, and of the first of them the CPU, address and time (0 when none). mmtrace verify
// --truth reads them.
//
// Only with TCG and one thread per CPU. The header of the plugin interface is in no Debian package; the
// declarations that are used stand here.
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))
typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_info;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;
enum { CB_NO_REGS = 0, MEM_RW = 3 };
typedef void (*tb_callback)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*mem_callback)(unsigned, qemu_plugin_meminfo_t, uint64_t, void *);
typedef void (*exit_callback)(qemu_plugin_id_t, void *);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, tb_callback);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *, mem_callback, int, int, void *);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, exit_callback, void *);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t);
unsigned qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t);
struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(qemu_plugin_meminfo_t, uint64_t);
bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *);
uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *);

EXPORT int qemu_plugin_version = 1;

enum { PAGE = 4096, SLOTS = 512, RECENT = 1024, CPUS = 64 };
static const uint64_t KERNEL = 1ULL << 63, OFFSET = 4095;

struct copy {
  unsigned cpu, store_cpu;
  uint64_t old, new, begin, end, slot[SLOTS]; // slot: when its last byte was taken, 0 when it was not
  uint64_t lost, store_address, store_time;
  bool is_confirmed; // a store of the page hit the new frame
};

static uint64_t page, code_begin, code_end;
static FILE *out;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct copy recent[RECENT]; // the latest copies, in a ring
static uint64_t copies;
static _Atomic unsigned char known[1 << 21]; // a bit for each frame of 64 GiB: was it behind the page?
static struct {
  uint64_t frame, offset, time;
  struct copy *copy;
} last[CPUS]; // each CPU's last load by rep movs, and the copy it is in

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static _Atomic unsigned char *byte_of(uint64_t frame) { return &known[(frame / PAGE / 8) % sizeof known]; }
static unsigned char bit_of(uint64_t frame) { return 1 << (frame / PAGE % 8); }

static void print(const struct copy *copy) {
  if (!copy->is_confirmed || !copy->end) return;
  fprintf(out, "copy %u %" PRIu64 " %" PRIu64 " %" PRIx64 " %" PRIx64 " %" PRIu64 " %u %" PRIx64 " %" PRIu64 "\n",
      copy->cpu, copy->begin, copy->end, copy->old, copy->new, copy->lost, copy->store_cpu,
      copy->store_address, copy->store_time);
}

// The frame of copy number n - 1 is the page's: so were those that it came from, stored to or not.
static void confirm(uint64_t n) {
  uint64_t frame = recent[(n - 1) % RECENT].new;
  for (; n > 0 && copies - n < RECENT; n--) {
    struct copy *copy = &recent[(n - 1) % RECENT];
    if (copy->new != frame) continue;
    if (copy->is_confirmed) break;
    copy->is_confirmed = true;
    frame = copy->old;
  }
}

// A store of user code to the page: into which frame, and is that still the one that counts?
static void user_store(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *unused) {
  (void)unused;
  if (address - page > OFFSET || !qemu_plugin_mem_is_store(info)) return;
  struct qemu_plugin_hwaddr *where = qemu_plugin_get_hwaddr(info, address);
  if (!where || qemu_plugin_hwaddr_is_io(where)) return;
  uint64_t frame = qemu_plugin_hwaddr_phys_addr(where) & ~OFFSET, slot = (address & OFFSET) / 8;
  pthread_mutex_lock(&lock);
  uint64_t time = now();
  *byte_of(frame) |= bit_of(frame);
  for (uint64_t n = copies; n > 0 && copies - n < RECENT; n--) {
    struct copy *copy = &recent[(n - 1) % RECENT];
    if (copy->new == frame) {
      confirm(n);
      break;
    }
    if (copy->old != frame) continue;
    if (!copy->slot[slot]) break;
    if (!copy->lost++) {
      copy->store_cpu = cpu;
      copy->store_address = address;
      copy->store_time = time;
    }
    break;
  }
  pthread_mutex_unlock(&lock);
}

// A load or store of rep movs in the kernel: does it copy a frame of the page?
static void kernel_move(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *unused) {
  (void)unused;
  if (cpu >= CPUS || !(address & KERNEL)) return;
  struct qemu_plugin_hwaddr *where = qemu_plugin_get_hwaddr(info, address);
  if (!where || qemu_plugin_hwaddr_is_io(where)) return;
  uint64_t frame = qemu_plugin_hwaddr_phys_addr(where) & ~OFFSET, offset = address & OFFSET;
  if (!qemu_plugin_mem_is_store(info)) {
    last[cpu].frame = frame;
    last[cpu].offset = offset;
    last[cpu].time = *byte_of(frame) & bit_of(frame) ? now() : 0;
    return;
  }
  if (!last[cpu].time || last[cpu].offset != offset) return;
  uint64_t width = 1ULL << qemu_plugin_mem_size_shift(info);
  pthread_mutex_lock(&lock);
  struct copy *copy = last[cpu].copy;
  if (offset == 0) {
    copy = &recent[copies % RECENT];
    print(copy);
    for (unsigned i = 0; i < CPUS; i++)
      if (last[i].copy == copy) last[i].copy = NULL;
    memset(copy, 0, sizeof *copy);
    copy->cpu = cpu;
    copy->old = last[cpu].frame;
    copy->new = frame;
    copy->begin = last[cpu].time;
    // It may be copied on before anything is stored to it.
    *byte_of(frame) |= bit_of(frame);
    last[cpu].copy = copy;
    copies++;
  }
  if (copy && copy->old == last[cpu].frame && copy->new == frame) {
    if ((offset + width) % 8 == 0) copy->slot[offset / 8] = last[cpu].time;
    if (offset + width == PAGE) copy->end = last[cpu].time;
  }
  pthread_mutex_unlock(&lock);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
    struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
    const unsigned char *bytes = qemu_plugin_insn_data(instruction);
    size_t size = qemu_plugin_insn_size(instruction);
    uint64_t at = qemu_plugin_insn_vaddr(instruction);
    if (at >= code_begin && at < code_end)
      qemu_plugin_register_vcpu_mem_cb(instruction, user_store, CB_NO_REGS, MEM_RW, NULL);
    else if (at & KERNEL && size <= 3 && bytes[0] == 0xf3 && (bytes[size - 1] & 0xfe) == 0xa4)
      qemu_plugin_register_vcpu_mem_cb(instruction, kernel_move, CB_NO_REGS, MEM_RW, NULL);
  }
}

static void ended(qemu_plugin_id_t id, void *unused) {
  (void)id, (void)unused;
  uint64_t first = copies > RECENT ? copies - RECENT : 0;
  for (uint64_t n = first; n < copies; n++) print(&recent[n % RECENT]);
  fclose(out);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int count, char **words) {
  (void)info;
  for (int i = 0; i < count; i++) {
    if (!strncmp(words[i], "page=", 5)) page = strtoull(words[i] + 5, NULL, 16);
    if (!strncmp(words[i], "code=", 5)) sscanf(words[i] + 5, "%" SCNx64 "-%" SCNx64, &code_begin, &code_end);
    if (!strncmp(words[i], "out=", 4)) out = fopen(words[i] + 4, "w");
  }
  if (!page || !code_end || !out) return fprintf(stderr, "storewatch: page=, code= and out= are needed\n"), 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, ended, NULL);
  return 0;
}
