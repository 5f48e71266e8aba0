internal import TraceStore

/// mmap_lock events to acquisitions.
///
/// Emission rules: include/linux/mmap_lock.h. `acquire_returned` comes with success=0 for a failed try.
/// mmap_write_downgrade() emits one acquire_returned(write=0, success=1) and nothing else: no
/// start_locking before it and no released(write=1).
extension Pairing {
  /// Locks of a thread that have ended before it is known whether they were a fault's.
  ///
  /// A fault takes a few: a failed try, then a wait, or a read lock and a write lock when a stack grows.
  private static let maximumUndecidedLocks = 8

  mutating func lockRequested(_ thread: Int32, _ event: borrowing Event, _ text: RawSpan) throws(IngestError)
  {
    let slot = Int(thread)
    if let stale = threads[slot].request {
      forgetWaiter(stale)
      try writeLock(stale, thread, success: none)
    }
    let mm = try mmSlot(event.arguments[0], event.ts, begins: true)
    var lock = LockInProgress(id: writers.mmapLock.newID(), mm: mm, write: event.signed(1) != 0 ? 1 : 0)
    lock.requested = event.ts
    lock.requestedCPU = Int64(event.cpu)
    notePlace(&lock, threads[slot])
    lock.memcg = try memcg(mm, event, text)
    threads[slot].request = lock
    addWaiter(lock, thread)
  }

  mutating func lockReturned(_ thread: Int32, _ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    let slot = Int(thread)
    let mm = try mmSlot(event.arguments[0], event.ts)
    let write: Int64 = event.signed(1) != 0 ? 1 : 0
    let success = event.optional(3).map { $0 != 0 } ?? true
    var lock: LockInProgress
    if let request = threads[slot].request, request.mm == mm, request.write == write {
      lock = request
      threads[slot].request = nil
      try waiterReturned(lock, event.ts)
    } else {
      lock = LockInProgress(id: writers.mmapLock.newID(), mm: mm, write: write)
      lock.memcg = try memcg(mm, event, text)
      if write == 0, success,
        let held = threads[slot].holds.lastIndex(where: { $0.mm == mm && $0.write == 1 })
      {
        let writeHold = threads[slot].holds.remove(at: held)
        noteDelays(by: writeHold, thread, until: event.ts)
        noteKernel(
          event.cpu, event.tid, writeHold.requested != none ? writeHold.requested : writeHold.returned,
          event.ts)
        try writeLock(writeHold, thread, success: 1, downgraded: event.ts)
        lock.downgradedFrom = writeHold.id
        lock.fault = writeHold.fault
        lock.pendingFault = writeHold.pendingFault
        lock.call = writeHold.call
      } else {
        notePlace(&lock, threads[slot])
      }
    }
    lock.returned = event.ts
    lock.returnedCPU = Int64(event.cpu)
    guard success else { return try writeLock(lock, thread, success: 0) }
    threads[slot].holds.append(lock)
    noteLockKnown(thread, mm, event.ts)
    // A hold whose release was never recorded (lost, or given away to another context) must not pile up.
    if threads[slot].holds.count > 16 {
      let oldest = threads[slot].holds.removeFirst()
      try writeLock(oldest, thread, success: 1)
    }
  }

  mutating func lockReleased(_ thread: Int32, _ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    let slot = Int(thread)
    let mm = try mmSlot(event.arguments[0], event.ts)
    let write: Int64 = event.signed(1) != 0 ? 1 : 0
    noteLockKnown(thread, mm, event.ts)
    if let held = threads[slot].holds.lastIndex(where: { $0.mm == mm }) {
      let lock = threads[slot].holds.remove(at: held)
      try endCallsWithoutReturn(thread)
      noteDelays(by: lock, thread, until: event.ts)
      noteKernel(event.cpu, event.tid, lock.requested != none ? lock.requested : lock.returned, event.ts)
      return try writeLock(lock, thread, success: 1, released: event.ts, cpu: Int64(event.cpu))
    }
    var lock = LockInProgress(id: writers.mmapLock.newID(), mm: mm, write: write)
    lock.memcg = try memcg(mm, event, text)
    try writeLock(lock, thread, success: none, released: event.ts, cpu: Int64(event.cpu))
  }

  /// Notes the fault and the call that a thread takes a lock in.
  ///
  /// From the exception to handle_mm_fault a lock is taken for the fault; what the handler takes is not.
  private func notePlace(_ lock: inout LockInProgress, _ thread: borrowing ThreadState) {
    if let fault = thread.fault, !fault.isInHandler { lock.pendingFault = fault.id }
    lock.call = thread.calls.last?.id ?? none
  }

  /// The fault that a thread's locks may have been taken for has reached handle_mm_fault (`fault`), or never will
  /// (`none`): only now it is known whose they were.
  mutating func decideLocks(_ thread: Int32, fault: Int64) throws(IngestError) {
    let slot = Int(thread)
    for index in threads[slot].holds.indices where threads[slot].holds[index].pendingFault != none {
      if threads[slot].holds[index].pendingFault == fault { threads[slot].holds[index].fault = fault }
      threads[slot].holds[index].pendingFault = none
    }
    threads[slot].request?.pendingFault = none
    guard !threads[slot].undecidedLocks.isEmpty else { return }
    let undecided = threads[slot].undecidedLocks
    threads[slot].undecidedLocks = []
    for var ended in undecided {
      if ended.lock.pendingFault == fault { ended.lock.fault = fault }
      ended.lock.pendingFault = none
      try writeLock(
        ended.lock, thread, success: ended.success, released: ended.released, cpu: ended.cpu,
        downgraded: ended.downgraded)
    }
  }

  /// The innermost lock of `mm` that the thread holds.
  func heldLock(_ thread: Int32, _ mm: Int32) -> LockInProgress? {
    threads[Int(thread)].holds.last { $0.mm == mm }
  }

  /// `pte_protect.lock_code` and `mmap_lock_id` at this moment.
  ///
  /// `count` is mm->mmap_lock.count where a probe read it: bit 0 is a writer, bits 8 and up count readers
  /// (kernel/locking/rwsem.c). It stands in where mmap_lock events do not exist (before 5.11).
  /// `since` is the event that says so, `none` where `count` does.
  func lockMode(_ thread: Int32, _ mm: Int32, count: UInt64?) -> (code: Int64, id: Int64, since: Int64) {
    // Of the events that take a lock and that give it back one alone says nothing.
    let isRecorded =
      recordedRoles.contains(.mmapLockReleased) && recordedRoles.contains(.mmapLockAcquireReturned)
    if isRecorded, let held = heldLock(thread, mm) {
      return (held.write == 1 ? 2 : 1, held.id, held.returned)
    }
    if let count { return (count & 1 != 0 ? 2 : count >> 8 != 0 ? 1 : 0, none, none) }
    let known = threads[Int(thread)].lockKnown
    return isRecorded && known.mm == mm ? (0, none, known.since) : (none, none, none)
  }

  /// The thread has taken or given back the lock of `mm`: from now on its hold is known.
  private mutating func noteLockKnown(_ thread: Int32, _ mm: Int32, _ ts: Int64) {
    threads[Int(thread)].lockKnown = (mm, ts)
  }

  mutating func writeLock(
    _ lock: LockInProgress, _ thread: Int32, success: Int64, released: Int64 = none, cpu: Int64 = none,
    downgraded: Int64 = none
  ) throws(IngestError) {
    if lock.pendingFault != none {
      if threads[Int(thread)].undecidedLocks.count >= Self.maximumUndecidedLocks {
        try decideLocks(thread, fault: none)
      }
      threads[Int(thread)].undecidedLocks.append(
        EndedLock(lock: lock, success: success, released: released, cpu: cpu, downgraded: downgraded))
      return
    }
    let row: InlineArray<17, Int64> = [
      lock.id, mmID(lock.mm), Int64(threads[Int(thread)].tid), lock.write, lock.requested, lock.requestedCPU,
      lock.returned, lock.returnedCPU, success, released, cpu, downgraded, lock.downgradedFrom, lock.memcg,
      lock.fault, lock.call, lock.path,
    ]
    try writers.mmapLock.append(row.span)
    guard lock.downgradedFrom == none, success != 0 else { return }
    threads[Int(thread)].rows.locks += 1
    threads[Int(thread)].rows.writeLocks += lock.write
  }

  /// The memcg row an event names: `memcg_path` text (to 6.12) or `memcg_id` number (6.14 and later).
  private mutating func memcg(_ mm: Int32, _ event: borrowing Event, _ text: RawSpan) throws(IngestError)
    -> Int64
  {
    if let number = event.optional(2) {
      if let id = memcgNumbers[number] { return id }
      let id = writers.memcg.newID()
      memcgNumbers[number] = id
      try writers.memcg.insert([.integer(id), .null, .integer(Int64(bitPattern: number))])
      return id
    }
    guard text.byteCount > 0 else { return none }
    if mms[Int(mm)].memcg != none, same(mms[Int(mm)].memcgPath, text) { return mms[Int(mm)].memcg }
    var path: [UInt8] = []
    path.reserveCapacity(text.byteCount)
    for index in 0..<text.byteCount {
      path.append(text.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    let id: Int64
    if let known = memcgs[path] {
      id = known
    } else {
      id = writers.memcg.newID()
      memcgs[path] = id
      try writers.memcg.insert([.integer(id), .text(String(decoding: path, as: UTF8.self)), .null])
    }
    mms[Int(mm)].memcgPath = path
    mms[Int(mm)].memcg = id
    return id
  }

  private func same(_ path: [UInt8], _ text: RawSpan) -> Bool {
    guard path.count == text.byteCount else { return false }
    for index in 0..<path.count
    where path[index] != text.unsafeLoad(fromByteOffset: index, as: UInt8.self) {
      return false
    }
    return true
  }
}
