/// A fault that is under way in a thread: from its exception, or from handle_mm_fault, to the return.
struct FaultInProgress {
  var id: Int64 = none
  var mm: Int32 = noSlot
  var address: UInt64 = 0
  var entered: Int64 = none
  var enteredCPU: Int64 = none
  var kernelMode: Int64 = none
  var ip: Int64 = none
  var errorCode: Int64 = none
  var handledFrom: Int64 = none
  var handledCPU: Int64 = none
  var flags: Int64 = none
  var vmFlags: Int64 = none
  var wpFrom: Int64 = none
  var wpFromCPU: Int64 = none
  var wpTo: Int64 = none
  var wpToCPU: Int64 = none
  var copyFrom: Int64 = none
  var copyCPU: Int64 = none
  var clearFlushFrom: Int64 = none
  var clearFlushTo: Int64 = none
  var clearFlushCPU: Int64 = none
  var mitigation: Int64 = none
  /// Windows of its page that ended while it was under way (pte_protect ids).
  var windows: [Int64] = []
  /// Threads of the mm that ran elsewhere during its copy.
  var runners: [CopyRunner] = []
  /// Whether it is a second pass of an exception whose first pass returned VM_FAULT_RETRY.
  var isRetry = false

  /// Whether handle_mm_fault is under way.
  var isInHandler: Bool { handledFrom != none }
  /// Whether do_wp_page is under way.
  var isInWpPage: Bool { wpFrom != none && wpTo == none }
  /// When the copy of its page began, as far as events tell.
  var copyBegin: Int64 { copyFrom != none ? copyFrom : wpFrom }
  /// Page number of its address.
  var page: UInt64 { address >> 12 }
  /// Write fault as far as known: flags of handle_mm_fault, else the error code.
  var isWrite: Bool {
    if flags != none { return flags & 1 != 0 }
    return errorCode != none && errorCode & 2 != 0
  }

  /// Notes a window once.
  ///
  /// A fault that waits while windows come and go needs only the last few.
  mutating func note(_ window: Int64) {
    guard !windows.contains(window) else { return }
    if windows.count >= 64 { windows.removeFirst() }
    windows.append(window)
  }
}

/// A row of copy_runner before it has its fault's id.
struct CopyRunner {
  var cpu: Int32
  var tid: Int32
  var from: Int64
  var to: Int64
  var lastFlush: Int64
  var nextFlush: Int64
  /// When the mm was first loaded on that CPU.
  var hereSince: Int64
  var user: UserTime
}

/// A thread's request for, or hold of, an mmap_lock.
struct LockInProgress {
  var id: Int64
  var mm: Int32
  var write: Int64
  var requested: Int64 = none
  var requestedCPU: Int64 = none
  var returned: Int64 = none
  var returnedCPU: Int64 = none
  var downgradedFrom: Int64 = none
  var memcg: Int64 = none
  /// The fault it was taken for, and the call it was taken in.
  var fault: Int64 = none
  var call: Int64 = none
  /// A fault that it may have been taken for: one that has not reached handle_mm_fault.
  var pendingFault: Int64 = none
  /// Path of the first call that took permission from PTEs under it.
  var path: Int64 = none
}

/// A lock that has ended while it is not known whether it was taken for a fault.
struct EndedLock {
  var lock: LockInProgress
  var success: Int64
  var released: Int64
  var cpu: Int64
  var downgraded: Int64
}

/// A request for an mmap_lock that has not returned, with the holds that ended while it waited.
struct LockWaiter {
  var id: Int64
  var thread: Int32
  var write: Int64
  var requested: Int64
  var delays: [(holder: Int64, overlap: Int64)] = []
}

/// An mmu_gather that a thread has under way.
struct GatherInProgress {
  var id: Int64
  var mm: Int32
  var tlb: UInt64
  var gathered: Int64
  var gatheredCPU: Int64
  var finishFrom: Int64 = none
  var finishCPU: Int64 = none
  var start: Int64 = none
  var end: Int64 = none
  var endsMm = false
}

/// A call kept in `kernel_call`.
struct KernelCallInProgress {
  var id: Int64
  var function: KernelFunction
  var cpu: Int64
  var from: Int64
  var mm: Int32 = noSlot
  var start: Int64 = none
  var end: Int64 = none
  var argument: Int64 = none
}

/// No slot: the thread, mm, window or request is not known.
let noSlot: Int32 = -1

/// What is known of a thread, and what it has under way.
struct ThreadState {
  let tid: Int32
  /// Its key in the pairing's index of threads.
  var key: Int32 = 0
  /// Written and forgotten; the slot is free.
  var isRetired = false
  /// Its own address space as far as known.
  var mm: Int32 = noSlot
  var firstTs: Int64
  var lastTs: Int64
  var parent: Int64 = none
  var forkedTs: Int64 = none
  var execTs: Int64 = none
  var exitedTs: Int64 = none
  /// comm as sched events had it, up to 16 bytes; empty when none did.
  var comm = CommBytes()

  /// Its rows so far.
  var rows = TaskRows()

  /// mmap_lock_start_locking without its acquire_returned yet.
  var request: LockInProgress?
  /// Locks it holds, innermost last.
  var holds: [LockInProgress] = []
  /// Locks that it has given back, but whose fault is not decided.
  var undecidedLocks: [EndedLock] = []
  /// The mm whose lock this thread was last seen to take or release, and when: there, holding none is known.
  var lockKnown: (mm: Int32, since: Int64) = (noSlot, none)

  var fault: FaultInProgress?
  /// Index in the list of faults under way, or noSlot.
  var inFlight: Int32 = noSlot
  /// Window whose function it is in, or noSlot.
  var protect: Int32 = noSlot
  /// Id of that window: its slot may have been given to another one if the return came too late.
  var protectID: Int64 = none
  var gathers: [GatherInProgress] = []
  var calls: [KernelCallInProgress] = []
  /// flush_tlb_mm_range under way, or noSlot.
  var flush: Int32 = noSlot
  /// Whether it is the current thread of a CPU.
  var isCurrent = false

  init(tid: Int32, ts: Int64) {
    self.tid = tid
    firstTs = ts
    lastTs = ts
  }
}

/// How many rows a thread has in each table: `task.runs` and the columns after it.
struct TaskRows {
  var runs: Int64 = 0
  var faults: Int64 = 0
  var locks: Int64 = 0
  var writeLocks: Int64 = 0
  var flushes: Int64 = 0
}

/// A thread name without a heap allocation.
struct CommBytes: Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init() {}

  /// The first 16 bytes of `bytes`, to the first NUL.
  init(_ bytes: RawSpan) {
    for index in 0..<min(bytes.byteCount, 16) {
      let byte = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      if byte == 0 { break }
      if index < 8 {
        low |= UInt64(byte) << UInt64(index * 8)
      } else {
        high |= UInt64(byte) << UInt64((index - 8) * 8)
      }
    }
  }

  /// Whether no name was recorded.
  var isEmpty: Bool { low == 0 }

  /// The name.
  var text: String {
    var bytes: [UInt8] = []
    for index in 0..<16 {
      let word = index < 8 ? low : high
      let byte = UInt8(truncatingIfNeeded: word >> UInt64((index % 8) * 8))
      if byte == 0 { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
