/// mmap_lock events to acquisitions: the table `mmap_lock`.
///
/// Emission rules: include/linux/mmap_lock.h. `acquire_returned` comes with success=0 for a failed try.
/// mmap_write_downgrade() emits one acquire_returned(write=0, success=1) and nothing else: no
/// start_locking before it and no released(write=1).
struct LockTracker: ~Copyable {
  struct ThreadState: Blank, ~Copyable {
    /// mmap_lock_start_locking without its acquire_returned yet.
    var request: MmapLock?
    /// Locks it holds, innermost last.
    var holds: [MmapLock] = []
    /// Locks that it has given back, but whose fault is not decided.
    var undecided: [MmapLock] = []
    /// The mm whose lock it was last seen to take or release, and when: there, holding none is known.
    var lastMm = Mm.unknown
    var lastTs: Int64 = none
    var counts = LockCounts()
  }

  /// Locks of a thread that have ended before it is known whether they were a fault's.
  ///
  /// A fault takes a few: a failed try, then a wait, or a read lock and a write lock when a stack grows.
  private static let undecidedLimit = 8
  /// Locks that a thread holds at once.
  ///
  /// A hold whose release was never recorded (lost, or given away to another context) must not pile up.
  private static let holdLimit = 16

  private var states = SlotStates<ThreadState>()
  private var waits: LockWaits
  private var memcgs: MemcgTable
  private let writer: FactWriter<MmapLockRow>
  /// Of the events that take a lock and that give it back one alone says nothing.
  private let isRecorded: Bool

  init(_ writers: FactWriters, _ recorded: RecordedRoles) {
    writer = writers.mmapLock
    waits = LockWaits(writers)
    memcgs = MemcgTable(writers)
    isRecorded = recorded.contains(.mmapLockReleased) && recorded.contains(.mmapLockAcquireReturned)
  }

  /// A new thread has this slot.
  mutating func begin(_ thread: Thread) { states.reset(thread.slot) }

  /// A new mm has this slot.
  mutating func begin(_ mm: Mm) {
    waits.begin(mm)
    memcgs.begin(mm)
  }

  // MARK: events

  mutating func requested(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, _ text: RawSpan, at place: LockPlace
  ) throws(IngestError) {
    try abandonRequest(thread)
    var lock = newLock(thread, mm, event)
    lock.row.requested = event.ts
    lock.row.requestedCPU = Int64(event.cpu)
    lock.note(place)
    lock.row.memcgID = try memcgs.id(mm, event, text)
    states[thread.slot].request = lock
    waits.begin(lock, thread)
  }

  /// - Returns: since when the thread was in the kernel for a hold that ends now, by a downgrade; else NULL.
  mutating func returned(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, _ text: RawSpan, at place: LockPlace
  ) throws(IngestError) -> Int64 {
    let slot = thread.slot
    let isForWriting = event.signed(MmapLockAcquireReturnedArgument.write) != 0
    let isGot = event.optional(MmapLockAcquireReturnedArgument.success).map { $0 != 0 } ?? true
    var since = none
    var lock: MmapLock
    if let request = states[slot].request, request.mm == mm, request.isForWriting == isForWriting {
      lock = request
      states[slot].request = nil
      try waits.end(lock, event.ts)
    } else {
      lock = newLock(thread, mm, event)
      lock.row.memcgID = try memcgs.id(mm, event, text)
      if !isForWriting, isGot,
        let held = states[slot].holds.lastIndex(where: { $0.mm == mm && $0.isForWriting })
      {
        var before = states[slot].holds.remove(at: held)
        waits.noteDelays(by: before, thread, until: event.ts)
        since = before.since
        lock.row.downgradedFrom = before.row.mmapLockID
        lock.row.pageFaultID = before.row.pageFaultID
        lock.pendingFault = before.pendingFault
        lock.row.kernelCallID = before.row.kernelCallID
        before.row.downgraded = event.ts
        before.row.success = 1
        try end(before, thread)
      } else {
        lock.note(place)
      }
    }
    lock.row.returned = event.ts
    lock.row.returnedCPU = Int64(event.cpu)
    lock.row.success = isGot ? 1 : 0
    guard isGot else {
      try end(lock, thread)
      return since
    }
    states[slot].holds.append(lock)
    noteLastMm(thread, mm, event.ts)
    if states[slot].holds.count > Self.holdLimit { try end(states[slot].holds.removeFirst(), thread) }
    return since
  }

  /// - Returns: since when the thread was in the kernel for the hold that ends now, NULL when it was not seen to hold.
  mutating func released(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, _ text: RawSpan
  ) throws(IngestError) -> Int64 {
    noteLastMm(thread, mm, event.ts)
    var lock: MmapLock
    var since = none
    if let held = states[thread.slot].holds.lastIndex(where: { $0.mm == mm }) {
      lock = states[thread.slot].holds.remove(at: held)
      waits.noteDelays(by: lock, thread, until: event.ts)
      since = lock.since
    } else {
      lock = newLock(thread, mm, event)
      lock.row.memcgID = try memcgs.id(mm, event, text)
    }
    lock.row.released = event.ts
    lock.row.releasedCPU = Int64(event.cpu)
    try end(lock, thread)
    return since
  }

  /// The fault that a thread's locks may have been taken for has reached handle_mm_fault (`fault`), or never will
  /// (NULL): only now it is known whose they were.
  mutating func decide(_ thread: Thread, fault: Int64) throws(IngestError) {
    let slot = thread.slot
    for index in states[slot].holds.indices where states[slot].holds[index].pendingFault != none {
      states[slot].holds[index].decide(fault)
    }
    states[slot].request?.pendingFault = none
    guard !states[slot].undecided.isEmpty else { return }
    let undecided = states[slot].undecided
    states[slot].undecided = []
    for var lock in undecided {
      lock.decide(fault)
      try end(lock, thread)
    }
  }

  /// `path` is the first that takes permission from PTEs under `lock`, unless another was before.
  mutating func note(_ path: ProtectPath, under lock: Int64, of thread: Thread) {
    guard let hold = states[thread.slot].holds.lastIndex(where: { $0.row.mmapLockID == lock }),
      states[thread.slot].holds[hold].row.pathCode == none
    else { return }
    states[thread.slot].holds[hold].row.pathCode = path.rawValue
  }

  /// Writes, as halves, what the thread has under way.
  mutating func abandonEverything(of thread: Thread) throws(IngestError) {
    try abandonRequest(thread)
    let holds = states[thread.slot].holds
    guard !holds.isEmpty else { return }
    states[thread.slot].holds = []
    for hold in holds { try end(hold, thread) }
  }

  // MARK: questions

  func isIdle(_ thread: Thread) -> Bool {
    states[thread.slot].request == nil && states[thread.slot].holds.isEmpty
  }

  func counts(of thread: Thread) -> LockCounts { states[thread.slot].counts }

  func isHeld(_ mm: Mm, by thread: Thread) -> Bool {
    states[thread.slot].holds.contains { $0.mm == mm }
  }

  /// How the thread holds the lock of `mm` now.
  ///
  /// `count` is mm->mmap_lock.count where a probe read it: bit 0 is a writer, bits 8 and up count readers
  /// (kernel/locking/rwsem.c). It stands in where mmap_lock events do not exist (before 5.11).
  func mode(_ thread: Thread, _ mm: Mm, count: UInt64?) -> LockMode {
    if isRecorded, let held = states[thread.slot].holds.last(where: { $0.mm == mm }) {
      return LockMode(code: held.isForWriting ? 2 : 1, lock: held.row.mmapLockID, since: held.row.returned)
    }
    if let count { return LockMode(code: count & 1 != 0 ? 2 : count >> 8 != 0 ? 1 : 0) }
    guard isRecorded, states[thread.slot].lastMm == mm else { return LockMode() }
    return LockMode(code: 0, since: states[thread.slot].lastTs)
  }

  /// Since when the thread has been in the kernel for a lock, NULL when for none.
  func kernelSince(_ thread: Thread) -> Int64 {
    var since = states[thread.slot].request?.row.requested ?? none
    for hold in states[thread.slot].holds { since = earlier(since, hold.since) }
    return since
  }

  // MARK: rows

  private func newLock(_ thread: Thread, _ mm: Mm, _ event: borrowing Event) -> MmapLock {
    MmapLock(writer.newID(), mm, thread.tid, write: event.signed(MmapLockAcquireReturnedArgument.write) != 0)
  }

  private mutating func noteLastMm(_ thread: Thread, _ mm: Mm, _ ts: Int64) {
    states[thread.slot].lastMm = mm
    states[thread.slot].lastTs = ts
  }

  private mutating func abandonRequest(_ thread: Thread) throws(IngestError) {
    guard states[thread.slot].request != nil, let request = states[thread.slot].request.take() else { return }
    waits.forget(request)
    try end(request, thread)
  }

  /// Writes a lock that has ended, once it is known whether it was taken for a fault.
  private mutating func end(_ lock: MmapLock, _ thread: Thread) throws(IngestError) {
    guard lock.pendingFault == none else {
      if states[thread.slot].undecided.count >= Self.undecidedLimit { try decide(thread, fault: none) }
      return states[thread.slot].undecided.append(lock)
    }
    try writer.add(lock.row)
    guard lock.row.downgradedFrom == none, lock.row.success != 0 else { return }
    states[thread.slot].counts.all += 1
    states[thread.slot].counts.forWriting += lock.row.write
  }
}

extension MmapLock {
  /// Where it is taken.
  fileprivate mutating func note(_ place: LockPlace) {
    pendingFault = place.pendingFault
    row.kernelCallID = place.call
  }

  /// It is known which fault was waited for: it was taken for that one, or for none.
  fileprivate mutating func decide(_ fault: Int64) {
    guard pendingFault != none else { return }
    if pendingFault == fault { row.pageFaultID = fault }
    pendingFault = none
  }
}
