/// The fact tables: what ingest writes.
///
/// One row is one thing that happened, not one tracepoint hit.
///
/// Primary keys are handed out when a thing begins, so they follow time: the order of ids is the order
/// of beginnings, and time order costs no index. All times are integers in the unit of `trace.clock_unit`
/// (nanoseconds for every clock that counts time). Addresses are 64 bits in a signed integer:
/// `printf('0x%x', address)` shows them as the kernel does.
public enum FactTables {
  /// Every fact table, in the order in which `mmtrace schema` lists them.
  public static let all: [Table] = [
    trace, eventKind, eventLoss, task, mm, memcg, mmapLock, pageFault, pteProtect, pteFlushPart,
    faultWindow, copyRunner, loadDuringFlush, tlbFlush, tlbFlushRequest, tlbFlushReceipt, mmuGather, onCPU,
    kernelCall, taskEvent, lockDelay, mark, event, callChainFrame, eventCaller, textLine, unreadLine,
    recorderNote, probe,
  ]

  /// The recording itself: exactly one row.
  public static let trace = Table(
    "trace", "the recording: one row",
    [
      Column("trace_id", "id", "always 1"),
      Column("file", .text, "", "the recording's file name, without its folder"),
      Column("size", "bytes", "the recording's size"),
      Column("sha256", .text, "", "SHA-256 of the recording, hexadecimal"),
      Column("container", .text, "", "format: 'trace.dat 7 zstd', 'perf.data', 'ftrace text', ..."),
      Column("kernel", .text, "", "uname of the recorded machine, NULL when the recording has none"),
      Column("arch", .text, "", "machine of the uname, NULL when unknown"),
      Column("host", .text, "", "host name of the uname, NULL when unknown"),
      Column("command", .text, "", "the recorder's command line, NULL when not in the recording"),
      Column("recorder", .text, "", "the recorder and its version, NULL when not in the recording"),
      Column("clock", .text, "", "trace clock by the kernel's name: mono, x86-tsc, local, ..."),
      Column("clock_unit", .text, "", "unit of all times here: ns, cycles, jiffies or order"),
      Column(
        "clock_comparable", "boolean",
        "1 when times of different CPUs can be compared, 0 when not (clock local)"),
      Column(
        "ordered", "boolean",
        "1 when the events are known to be in the order of time (as recorded, or sorted by their times), 0 when not"
      ),
      Column(
        "cpu_known", "boolean",
        "1 when the events say their CPU, 0 when some do not: then tables about CPUs have no rows"),
      Column("cpus", "count", "CPUs of the recorded machine"),
      Column("first_ts", "ns", "time of the first event, NULL when there is none"),
      Column("last_ts", "ns", "time of the last event, NULL when there is none"),
      Column("events", "count", "events in the recording: the sum of event_kind.hits"),
      Column("damage", .text, "", "what could not be read of a damaged file, NULL when it is whole"),
      Column(
        "notes", .text, "",
        "what this kind of recording cannot say, or what was passed over in it, NULL when nothing"),
      Column("mmtrace_version", .text, "", "the mmtrace that wrote this database"),
    ])

  /// The ledger: what was recorded and what became of it.
  public static let eventKind = Table(
    "event_kind", "a tracepoint or probe of the recording; hits = kept + filtered + unknown",
    [
      Column("event_kind_id", "id", "row number; follows time"),
      Column("kernel_id", "id", "the event's number in the recording (common_type), NULL in text"),
      Column("system", .text, "", "tracepoint group, as mmap_lock in mmap_lock:mmap_lock_released"),
      Column("name", .text, "", "event name"),
      Column(
        "role", .text, "",
        "what mmtrace reads it as, whatever its group is called: handle_mm_fault, handle_mm_fault_ret, ..."
      ),
      Column("hits", "count", "how often it was recorded"),
      Column("kept", "count", "hits that are in the tables"),
      Column("filtered", "count", "hits that mmtrace has no table for (--keep stores them)"),
      Column("unknown", "count", "hits that could not be decoded"),
      Column("why", .text, "", "why hits were filtered or unknown, NULL when all were kept"),
    ])

  /// Gaps in the recording.
  public static let eventLoss = Table(
    "event_loss", "a gap: events that were lost, or could not be read",
    [
      Column("event_loss_id", "id", "row number; follows time"),
      Column("cpu", "cpu", "CPU that lost them, NULL when unknown"),
      Column("buffer", .text, "", "ring buffer (instance) name, '' for the top one"),
      Column("from_ts", "ns", "last event before the gap, NULL when there is none"),
      Column("to_ts", "ns", "first event after the gap, NULL when there is none"),
      Column("events", "count", "how many were lost, NULL when unknown"),
      Column(
        "why", .text, "",
        "what says so: 'ring buffer', 'cpu stats', 'damaged file', 'undecodable', 'lines not understood', 'perf LOST', ..."
      ),
    ])

  /// Threads.
  public static let task = Table(
    "task", "a thread; a tid that was used again has a row for each use",
    [
      Column("task_id", "id", "row number; follows time"),
      Column("tid", "tid", "thread id; the idle thread of a CPU is 0"),
      Column("tgid", "tid", "thread group (process) id, NULL when not recorded"),
      Column("comm", .text, "", "last known name, NULL when not recorded"),
      Column("parent_tid", "tid", "thread that forked it, NULL when that was before the recording"),
      Column("mm_id", "mm.mm_id", "the last address space it was seen to run in, NULL when unknown"),
      Column("first_ts", "ns", "first event of it or about it"),
      Column("last_ts", "ns", "last event of it or about it"),
      Column("forked_ts", "ns", "sched_process_fork that made it, NULL when not seen"),
      Column("exec_ts", "ns", "its last sched_process_exec, NULL when not seen"),
      Column("exited_ts", "ns", "sched_process_exit, NULL when not seen"),
      Column("runs", "count", "its rows in on_cpu"),
      Column("faults", "count", "its rows in page_fault"),
      Column("locks", "count", "its rows in mmap_lock that are acquisitions: no failed try, no downgrade"),
      Column("write_locks", "count", "those for writing"),
      Column("flushes", "count", "its rows in tlb_flush_request"),
    ])

  /// Address spaces.
  public static let mm = Table(
    "mm", "an address space (struct mm_struct)",
    [
      Column("mm_id", "id", "row number; follows time"),
      Column("address", "address", "the kernel's pointer; hashed (%p) in text recordings"),
      Column("generation", "count", "1 for the first mm at this address, 2 after that one ended, ..."),
      Column("first_ts", "ns", "first event about it"),
      Column("last_ts", "ns", "last event about it"),
      Column("ended_ts", "ns", "its last full unmap (exit_mmap), NULL when not seen"),
    ])

  /// Memory cgroups named by mmap_lock events.
  public static let memcg = Table(
    "memcg", "a memory cgroup that mmap_lock events name",
    [
      Column("memcg_id", "id", "row number; follows time"),
      Column("path", .text, "", "cgroup path (6.1 to 6.12), NULL where the kernel gives a number"),
      Column("kernel_id", "id", "cgroup id = inode number of its directory (6.14 and later), else NULL"),
    ])

  /// Acquisitions of mmap_lock.
  public static let mmapLock = Table(
    "mmap_lock",
    "one acquisition of an mm's mmap_lock, or one failed try; a downgrade ends a row and begins the next",
    [
      Column("mmap_lock_id", "id", "row number; follows time"),
      Column("mm_id", "mm.mm_id", "whose lock"),
      Column("tid", "tid", "thread that took it"),
      Column("write", "boolean", "1 for writing, 0 for reading"),
      Column("requested", "ns", "mmap_lock_start_locking, NULL after a downgrade or when not recorded"),
      Column("requested_cpu", "cpu", "CPU of requested"),
      Column("returned", "ns", "mmap_lock_acquire_returned: when the lock was got, or the try failed"),
      Column("returned_cpu", "cpu", "CPU of returned"),
      Column("success", "boolean", "1 got, 0 failed, NULL when not recorded"),
      Column("released", "ns", "mmap_lock_released (just before the unlock), NULL when not recorded"),
      Column("released_cpu", "cpu", "CPU of released"),
      Column("downgraded", "ns", "when a write hold became a read hold (the next row), NULL when it did not"),
      Column("downgraded_from", "mmap_lock.mmap_lock_id", "the write hold that this read hold came from"),
      Column("memcg_id", "memcg.memcg_id", "memory cgroup of the mm, NULL when not recorded"),
      Column(
        "page_fault_id", "page_fault.page_fault_id",
        "the fault it was taken for: one that then went on to handle_mm_fault; NULL for none"),
      Column("kernel_call_id", "kernel_call.kernel_call_id", "the call it was taken in, NULL when in none"),
      Column(
        "path_code", "code",
        "path of the first call that took permission from PTEs under it (see pte_protect.path), NULL for none"
      ),
      .generated("path", "", as: pathName, "path_code in words, NULL for none"),
      .generated("mode", "", as: "CASE write WHEN 1 THEN 'write' ELSE 'read' END", "'write' or 'read'"),
      .generated(
        "ended_by", "",
        as:
          "CASE WHEN downgraded IS NOT NULL THEN 'downgrade' WHEN released IS NOT NULL THEN 'release' WHEN success = 0 THEN 'failed' ELSE 'unknown' END",
        "'release', 'downgrade', 'failed' or 'unknown'"),
    ])

  /// Page faults.
  public static let pageFault = Table(
    "page_fault",
    "one pass of a fault through handle_mm_fault, or a fault that never got there; a retry is a row of its own",
    [
      Column("page_fault_id", "id", "row number; follows time"),
      Column("tid", "tid", "thread that faulted"),
      Column("mm_id", "mm.mm_id", "address space, NULL when handle_mm_fault was not seen"),
      Column(
        "address", "address", "faulting address: exact from the exception, else as handle_mm_fault has it"),
      Column("entered", "ns", "exceptions:page_fault_*, NULL for get_user_pages() and when not recorded"),
      Column("entered_cpu", "cpu", "CPU of entered"),
      Column("kernel_mode", "boolean", "1 page_fault_kernel, 0 page_fault_user, NULL without an exception"),
      Column("ip", "address", "faulting instruction, NULL without an exception"),
      Column("error_code", "bits", "x86 error code: 1 present, 2 write, 4 user, 16 fetch; NULL without"),
      Column("handled_from", "ns", "handle_mm_fault entered, NULL when not seen"),
      Column("handled_cpu", "cpu", "CPU of handled_from"),
      Column("handled_to", "ns", "handle_mm_fault returned, NULL when not seen"),
      Column("handled_to_cpu", "cpu", "CPU of handled_to: a fault may sleep and wake elsewhere"),
      Column("flags", "bits", "FAULT_FLAG_*: 1 write, 0x1000 per-VMA lock; NULL when not recorded"),
      Column("result", "bits", "VM_FAULT_*: 0x400 retry, 0x4000 completed; NULL when not recorded"),
      Column("vm_flags", "bits", "flags of the VMA, NULL when not recorded"),
      Column("wp_from", "ns", "do_wp_page entered, NULL when it was not"),
      Column("wp_from_cpu", "cpu", "CPU of wp_from"),
      Column("wp_to", "ns", "do_wp_page returned"),
      Column("wp_to_cpu", "cpu", "CPU of wp_to"),
      Column("copy_from", "ns", "wp_page_copy entered, NULL when inlined or not reached"),
      Column("copy_cpu", "cpu", "CPU of copy_from"),
      Column("clear_flush_from", "ns", "ptep_clear_flush inside do_wp_page entered: the page was copied"),
      Column("clear_flush_to", "ns", "that ptep_clear_flush returned"),
      Column("clear_flush_cpu", "cpu", "CPU of both: they are under the page table lock"),
      Column(
        "mitigation_request_id", "tlb_flush_request.tlb_flush_request_id",
        "flush of this page by this thread inside do_wp_page before the copy (userfaultfd's mitigation)"),
      Column(
        "retry", "boolean", "1 when an earlier pass of the same exception returned VM_FAULT_RETRY, else NULL"),
      .generated(
        "write", .integer, "boolean",
        as:
          "CASE WHEN flags IS NOT NULL THEN flags & 1 WHEN error_code IS NOT NULL THEN (error_code >> 1) & 1 END",
        "1 when it is a write fault"),
      .generated(
        "vma_lock", .integer, "boolean", as: "CASE WHEN flags IS NOT NULL THEN (flags >> 12) & 1 END",
        "1 when served under the per-VMA lock (6.4 and later), 0 under mmap_lock"),
      .generated(
        "outcome", "",
        as:
          "CASE WHEN clear_flush_from IS NOT NULL THEN 'copied' WHEN result & 0x400 THEN 'retried' WHEN wp_from IS NOT NULL AND wp_to IS NOT NULL THEN 'reused' WHEN wp_from IS NULL AND handled_to IS NOT NULL THEN 'none' ELSE 'unknown' END",
        "what do_wp_page did: 'copied', 'reused', 'retried', 'none' (not called) or 'unknown'"),
    ])

  private static let pathName = """
    CASE path_code WHEN 1 THEN 'clear_refs' WHEN 2 THEN 'mprotect' WHEN 3 THEN 'uffd_wp' WHEN 4 THEN 'uffd_unwp' \
    WHEN 5 THEN 'numa' WHEN 6 THEN 'fork' END
    """

  /// Calls that take permission from PTEs.
  public static let pteProtect = Table(
    "pte_protect", "one call that changed the protection of a stretch of PTEs",
    [
      Column("pte_protect_id", "id", "row number; follows time"),
      Column(
        "path_code", "code",
        "1 clear_refs, 2 mprotect, 3 uffd_wp, 4 uffd_unwp, 5 numa, 6 fork (see path)"),
      Column("mm_id", "mm.mm_id", "address space whose PTEs"),
      Column("tid", "tid", "thread that called"),
      Column("cpu", "cpu", "CPU at entry"),
      Column("start", "address", "first address"),
      Column("end", "address", "first address after"),
      Column("from_ts", "ns", "function entered"),
      Column("to_ts", "ns", "function returned, NULL when not seen"),
      Column("to_cpu", "cpu", "CPU of to_ts"),
      Column("pages", "count", "PTEs changed, as change_protection returns it; NULL where nothing says"),
      Column("cp_flags", "bits", "MM_CP_* of change_protection: 2 numa, 4 uffd_wp, 8 uffd_wp resolve"),
      Column(
        "lock_code", "code",
        "mmap_lock of the mm that the thread held at entry: 2 write, 1 read, 0 none, NULL unknown"),
      Column("mmap_lock_id", "mmap_lock.mmap_lock_id", "that acquisition, NULL when none or unknown"),
      Column(
        "lock_since", "ns",
        "the thread's last mmap_lock event on the mm before, which says so; NULL when a count in the mm does"),
      Column(
        "kernel_call_id", "kernel_call.kernel_call_id", "the clear_refs_write or uffd_wp_range around it"),
      Column(
        "mmu_gather_id", "mmu_gather.mmu_gather_id", "the mmu_gather it collects its flush in, NULL when none"
      ),
      Column("ended_ts", "ns", "when the window ended for all of its pages, NULL when it was still open"),
      Column(
        "ended_code", "code",
        "how: 1 one flush of it all, 2 flushes of parts (pte_flush_part; pages in no part needed none), 3 nothing to flush (empty mmu_gather or no page changed), 4 the mm ended, NULL still open"
      ),
      Column(
        "tlb_flush_request_id", "tlb_flush_request.tlb_flush_request_id", "the flush, where ended_code is 1"),
      .generated(
        "path", "", as: pathName,
        "the path: 'clear_refs', 'mprotect', 'uffd_wp', 'uffd_unwp', 'numa' or 'fork'"),
      .generated(
        "function", "",
        as:
          "CASE path_code WHEN 1 THEN 'clear_refs_pte_range' WHEN 6 THEN 'copy_page_range' ELSE 'change_protection' END",
        "the kernel function: the role of the event at its entry, and with _ret at its return"),
      .generated(
        "pass", .integer, "id",
        as:
          "CASE WHEN kernel_call_id IS NOT NULL THEN kernel_call_id * 4 + 1 WHEN mmap_lock_id IS NOT NULL THEN mmap_lock_id * 4 + 2 WHEN mmu_gather_id IS NOT NULL THEN mmu_gather_id * 4 + 3 ELSE pte_protect_id * 4 END",
        "the same for rows of one clear_refs_write, uffd_wp_range, hold of mmap_lock or mmu_gather: one call changes many stretches"
      ),
      .generated(
        "lock_mode", "", as: "CASE lock_code WHEN 2 THEN 'write' WHEN 1 THEN 'read' WHEN 0 THEN 'none' END",
        "lock_code in words, NULL when unknown"),
    ])

  /// Flushes that covered a part of a `pte_protect`.
  public static let pteFlushPart = Table(
    "pte_flush_part", "a part of a pte_protect that a flush covered, where no single flush covered it all",
    [
      Column("pte_flush_part_id", "id", "row number; follows time"),
      Column("pte_protect_id", "pte_protect.pte_protect_id", "the call"),
      Column("start", "address", "first address of the part"),
      Column("end", "address", "first address after the part"),
      Column("ended_ts", "ns", "end of the flush, NULL for a part that none covered"),
      Column("tlb_flush_request_id", "tlb_flush_request.tlb_flush_request_id", "the flush, NULL for none"),
    ])

  /// Candidate pairs for the judge.
  public static let faultWindow = Table(
    "fault_window",
    "a write fault that was under way while a pte_protect of its page had not been flushed: a pair to judge",
    [
      Column("fault_window_id", "id", "row number; follows time"),
      Column("page_fault_id", "page_fault.page_fault_id", "the fault"),
      Column("pte_protect_id", "pte_protect.pte_protect_id", "the call"),
    ])

  /// Other CPUs that ran the mm while a page was copied.
  public static let copyRunner = Table(
    "copy_runner",
    "a thread of the mm that ran on another CPU while a fault copied a page inside a window",
    [
      Column("copy_runner_id", "id", "row number; follows time"),
      Column("page_fault_id", "page_fault.page_fault_id", "the fault that copied"),
      Column("cpu", "cpu", "the other CPU"),
      Column("tid", "tid", "the thread that ran there"),
      Column(
        "from_ts", "ns", "begin of its run, clipped to the copy (wp_page_copy, else do_wp_page, entered)"),
      Column("to_ts", "ns", "end of its run, clipped to the copy (end of ptep_clear_flush)"),
      Column(
        "last_flush", "ns",
        "begin of the CPU's last flush that covered the page before the copy began, NULL for none seen"),
      Column(
        "next_flush", "ns",
        "begin of the CPU's first flush that covered the page since the copy began, NULL for none seen"),
      Column(
        "here_since", "ns",
        "when the mm was first loaded on that CPU, NULL when before the recording or not known"),
      Column(
        "user_from", "ns",
        "first moment of the run, before next_flush, at which the thread may have been in user mode; NULL for none"
      ),
      Column("user_to", "ns", "last such moment"),
      Column("user_time", "ns", "for how long it may have been in user mode then"),
    ])

  /// Candidate pairs of an mm load and a flush.
  public static let loadDuringFlush = Table(
    "load_during_flush",
    "a CPU that loaded an mm, keeping its TLB entries, while another CPU flushed that mm: a pair to judge",
    [
      Column("load_during_flush_id", "id", "row number; follows time"),
      Column("tlb_flush_request_id", "tlb_flush_request.tlb_flush_request_id", "the flush"),
      Column("tlb_flush_id", "tlb_flush.tlb_flush_id", "the load: reason 0, pages 0"),
      Column("cpu", "cpu", "CPU that loaded the mm"),
      Column("switch_from", "ns", "switch_mm_irqs_off entered there"),
      Column(
        "received", "boolean",
        "1 when that CPU carried the flush out before its end (flush_tlb_func, or tlb_flush reason 1 or 3), 0 when not"
      ),
      Column("ipi_sent", "boolean", "1 when the flush was sent to other CPUs (tlb_flush reason 4)"),
      Column(
        "stayed", "boolean", "1 when that CPU still had the mm loaded for the same thread as the flush ended"),
      Column("last_flush", "ns", "the CPU's last flush of the mm before the load, NULL for none seen"),
    ])

  /// `tlb:tlb_flush` events.
  public static let tlbFlush = Table(
    "tlb_flush", "one tlb:tlb_flush event",
    [
      Column("tlb_flush_id", "id", "row number; follows time"),
      Column("ts", "ns", "time"),
      Column("cpu", "cpu", "CPU it happened on"),
      Column("tid", "tid", "thread that ran there"),
      Column("reason", "code", "the kernel's number, see reason_name"),
      Column("pages", "count", "pages flushed, -1 for all, 0 when there was nothing to do"),
      Column(
        "mm_id", "mm.mm_id", "address space: of the request, or the one being loaded; NULL when unknown"),
      Column(
        "tlb_flush_request_id", "tlb_flush_request.tlb_flush_request_id",
        "the request it carries out, NULL when unknown"),
      .generated(
        "reason_name", "",
        as:
          "CASE reason WHEN 0 THEN 'task switch' WHEN 1 THEN 'remote shootdown' WHEN 2 THEN 'local shootdown' WHEN 3 THEN 'local mm shootdown' WHEN 4 THEN 'remote send ipi' WHEN 5 THEN 'remote wrong cpu' ELSE 'unknown' END",
        "reason in words"),
    ])

  /// Calls of `flush_tlb_mm_range`.
  public static let tlbFlushRequest = Table(
    "tlb_flush_request", "one flush_tlb_mm_range call",
    [
      Column("tlb_flush_request_id", "id", "row number; follows time"),
      Column("mm_id", "mm.mm_id", "address space"),
      Column("tid", "tid", "thread that asked for it"),
      Column("cpu", "cpu", "initiating CPU"),
      Column("start", "address", "first address"),
      Column("end", "address", "first address after; -1 (all bits) asks for a full flush"),
      Column("from_ts", "ns", "function entered"),
      Column("to_ts", "ns", "function returned: every CPU has flushed; NULL when not seen"),
      Column("stride_shift", "bits", "log2 of the step, 12 or 21; NULL when not recorded"),
      Column("freed_tables", "boolean", "1 when page tables were freed; NULL when not recorded"),
      Column(
        "kernel_call_id", "kernel_call.kernel_call_id", "the clear_refs_write or uffd_wp_range around it"),
      .generated("full", .integer, "boolean", as: "\"end\" = -1", "1 when it asked for a full flush"),
    ])

  /// CPUs carrying out a request.
  public static let tlbFlushReceipt = Table(
    "tlb_flush_receipt", "one CPU in flush_tlb_func (flush_tlb_func_remote on 5.10)",
    [
      Column("tlb_flush_receipt_id", "id", "row number; follows time"),
      Column(
        "tlb_flush_request_id", "tlb_flush_request.tlb_flush_request_id", "the request, NULL when unknown"),
      Column("cpu", "cpu", "CPU that flushed"),
      Column("tid", "tid", "thread that was interrupted, or the initiator"),
      Column("from_ts", "ns", "function entered"),
      Column("to_ts", "ns", "function returned, NULL when not seen"),
      Column("mm_id", "mm.mm_id", "address space, NULL when none or unknown"),
      Column("start", "address", "first address; NULL when not recorded"),
      Column("end", "address", "first address after, -1 for all; NULL when not recorded"),
      Column("new_tlb_gen", "count", "TLB generation it brings the CPU to, NULL when not recorded"),
    ])

  /// mmu_gather brackets.
  public static let mmuGather = Table(
    "mmu_gather", "one tlb_gather_mmu .. tlb_finish_mmu",
    [
      Column("mmu_gather_id", "id", "row number; follows time"),
      Column("mm_id", "mm.mm_id", "address space, NULL when unknown"),
      Column("tid", "tid", "thread"),
      Column("tlb", "address", "struct mmu_gather, on the thread's stack"),
      Column("gathered", "ns", "tlb_gather_mmu, NULL when not seen (tlb_gather_mmu_fullmm at exit)"),
      Column("gathered_cpu", "cpu", "CPU of gathered"),
      Column("finish_from", "ns", "tlb_finish_mmu entered, NULL when not seen"),
      Column("finish_cpu", "cpu", "CPU of finish_from"),
      Column("finish_to", "ns", "tlb_finish_mmu returned, NULL when not seen"),
      Column("finish_to_cpu", "cpu", "CPU of finish_to"),
      Column(
        "start", "address", "first address to flush at tlb_finish_mmu; start above end: nothing to flush"),
      Column("end", "address", "first address after"),
    ])

  /// Threads on CPUs.
  public static let onCPU = Table(
    "on_cpu", "a thread running on a CPU with one mm loaded",
    [
      Column("on_cpu_id", "id", "row number; follows time"),
      Column("cpu", "cpu", "CPU"),
      Column("tid", "tid", "thread; 0 is the idle thread"),
      Column("mm_id", "mm.mm_id", "the thread's address space, NULL for kernel threads and when unknown"),
      Column("from_ts", "ns", "sched_switch to it (or the change of its mm), NULL when before the first"),
      Column("to_ts", "ns", "sched_switch from it (or the change of its mm), NULL when after the last"),
      Column("loaded_ts", "ns", "switch_mm_irqs_off for it, NULL when none"),
      Column("prev_state", "bits", "its state at to_ts as sched_switch has it, NULL when it did not switch"),
    ])

  /// Calls of functions that contain other things.
  public static let kernelCall = Table(
    "kernel_call",
    "one call of a function that other rows happen inside of, or that happened outside of its usual place",
    [
      Column("kernel_call_id", "id", "row number; follows time"),
      Column("function_code", "code", "which function, see function"),
      Column("tid", "tid", "thread"),
      Column("cpu", "cpu", "CPU at entry"),
      Column("from_ts", "ns", "entered, NULL when not seen"),
      Column("to_ts", "ns", "returned, NULL when not seen or not recorded"),
      Column("to_cpu", "cpu", "CPU of to_ts"),
      Column("mm_id", "mm.mm_id", "address space, NULL when it is not an argument"),
      Column("start", "address", "first address, NULL when it is not an argument"),
      Column("end", "address", "first address after, NULL when it is not an argument"),
      Column(
        "argument", "",
        "enable_wp of uffd_wp_range; of clear_refs_write the first byte that was written, 49 to 53 for '1' to '5'; else NULL"
      ),
      Column("result", "", "return value, NULL when not recorded"),
      .generated(
        "function", "",
        as:
          "CASE function_code WHEN 1 THEN 'clear_refs_write' WHEN 2 THEN 'uffd_wp_range' WHEN 3 THEN 'change_prot_numa' WHEN 4 THEN 'arch_tlbbatch_flush' WHEN 5 THEN 'ptep_clear_flush' WHEN 6 THEN 'wp_page_copy' WHEN 7 THEN 'enter_lazy_tlb' WHEN 8 THEN 'exit_mmap' END",
        "the function's name"),
    ])

  /// Who delayed whom at mmap_lock.
  public static let lockDelay = Table(
    "lock_delay",
    "a wait for mmap_lock of 10 us or longer, and a hold of another thread that was in its way",
    [
      Column("lock_delay_id", "id", "row number; follows the ends of the waits"),
      Column("waiter_id", "mmap_lock.mmap_lock_id", "the acquisition that waited"),
      Column("holder_id", "mmap_lock.mmap_lock_id", "the hold in its way: one of the two is for writing"),
      Column("overlap", "ns", "how long the wait and the hold were both under way"),
    ])

  /// Births, execs and deaths of threads.
  public static let taskEvent = Table(
    "task_event", "a sched_process_fork, sched_process_exec or sched_process_exit",
    [
      Column("task_event_id", "id", "row number; follows time"),
      Column("ts", "ns", "time"),
      Column("cpu", "cpu", "CPU"),
      Column("tid", "tid", "thread that forked, executed or exited"),
      Column("what_code", "code", "1 fork, 2 exec, 3 exit"),
      Column("other_tid", "tid", "fork: the child; exec: the tid before it; else NULL"),
      .generated(
        "what", "", as: "CASE what_code WHEN 1 THEN 'fork' WHEN 2 THEN 'exec' WHEN 3 THEN 'exit' END",
        "what_code in words"),
    ])

  /// Lines written to trace_marker.
  public static let mark = Table(
    "mark", "a line written to trace_marker (ftrace:print)",
    [
      Column("mark_id", "id", "row number; follows time"),
      Column("ts", "ns", "time"),
      Column("cpu", "cpu", "CPU"),
      Column("tid", "tid", "thread that wrote it"),
      Column("text", .text, "", "the line, without its newline"),
    ])

  /// Other events, on request.
  public static let event = Table(
    "event", "any other event, stored only when ingest was asked to (--keep)",
    [
      Column("event_id", "id", "row number; follows time"),
      Column("ts", "ns", "time"),
      Column("cpu", "cpu", "CPU"),
      Column("tid", "tid", "thread"),
      Column("event_kind_id", "event_kind.event_kind_id", "which event"),
      Column("fields", .text, "", "its fields as a JSON object"),
    ])
}
