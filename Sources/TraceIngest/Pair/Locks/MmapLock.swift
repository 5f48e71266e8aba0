/// A thread's request for, or hold of, an mmap_lock: its row, and what the row does not have.
struct MmapLock {
  var row = MmapLockRow()
  var mm: Mm
  /// A fault that it may have been taken for: one that has not reached handle_mm_fault.
  var pendingFault: Int64 = none

  /// None.
  init() { mm = .unknown }

  /// Becomes another one, in its place: what is copied just after it was written a word at a time is waited for.
  mutating func begin(_ id: Int64, _ mm: Mm, _ tid: Int32, write: Bool) {
    row = MmapLockRow()
    self.mm = mm
    pendingFault = none
    row.mmapLockID = id
    row.mmID = mm.id
    row.tid = Int64(tid)
    row.write = write ? 1 : 0
  }

  var isForWriting: Bool { row.write == 1 }

  /// Since when its thread has been in the kernel for it.
  var since: Int64 { row.requested != none ? row.requested : row.returned }
}

/// Where a thread takes a lock.
struct LockPlace {
  /// The fault it has under way that has not reached handle_mm_fault: from there on, locks are not for the fault.
  var pendingFault: Int64
  /// The call it is in.
  var call: Int64
}

/// How a thread held the lock of an mm at some moment, as `pte_protect` has it.
struct LockMode {
  /// `pte_protect.lock_code`.
  var code: Int64 = none
  /// The acquisition.
  var lock: Int64 = none
  /// Time of the event that says so.
  var since: Int64 = none
}

/// A thread's rows in `mmap_lock` that are acquisitions.
struct LockCounts {
  var all: Int64 = 0
  var forWriting: Int64 = 0
}
