/// mmap_lock events to acquisitions: the table `mmap_lock`.
///
/// Emission rules: include/linux/mmap_lock.h. `acquire_returned` comes with success=0 for a failed try.
/// mmap_write_downgrade() emits one acquire_returned(write=0, success=1) and nothing else: no
/// start_locking before it and no released(write=1).
struct LockTracker: ~Copyable {
  struct ThreadState: Blank, ~Copyable {
    /// mmap_lock_start_locking without its acquire_returned yet.
    var request = GrowingBuffer<MmapLock>(repeating: MmapLock(), count: 1)
    var hasRequest = false
    /// Locks it holds, innermost last.
    var holds = GrowingBuffer<MmapLock>()
    /// Locks that it has given back, but whose fault is not decided.
    var undecided = GrowingBuffer<MmapLock>()
    /// The mm whose lock it was last seen to have, and when it took or released it: there, holding none is known.
    var lastMm = Mm.unknown
    var lastTs: Int64 = none
    var counts = LockCounts()
  }

  struct MmState: Blank, ~Copyable {
    /// Who got its lock last, and when.
    var lastTid: Int32 = -1
    var lastGot: Int64 = none
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
  private var mms = SlotStates<MmState>()
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
    mms.reset(mm.slot)
    waits.begin(mm)
    memcgs.begin(mm)
  }

  // MARK: events

  mutating func requested(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, _ text: RawSpan, at place: LockPlace
  ) throws(IngestError) {
    try abandonRequest(thread)
    let request = request(thread)
    states[thread.slot].hasRequest = true
    begin(request, thread, mm, event)
    request.pointee.row.requested = event.ts
    request.pointee.row.requestedCPU = Int64(event.cpu)
    request.pointee.note(place)
    request.pointee.row.memcgID = try memcgs.id(mm, event, text)
    waits.begin(request, thread)
  }

  /// - Returns: since when the thread was in the kernel for a hold that ends now, by a downgrade; else NULL.
  mutating func returned(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, _ text: RawSpan, at place: LockPlace
  ) throws(IngestError) -> Int64 {
    let state = states.place(thread.slot)
    let isForWriting = event.signed(MmapLockAcquireReturnedArgument.write) != 0
    let isGot = event.optional(MmapLockAcquireReturnedArgument.success).map { $0 != 0 } ?? true
    var since = none
    let request = request(thread)
    if state.pointee.hasRequest, request.pointee.mm == mm, request.pointee.isForWriting == isForWriting {
      state.pointee.hasRequest = false
      try waits.end(request, event.ts)
      if isGot { try endUnseen(thread, mm, besides: isForWriting) }
      state.pointee.holds.append(copyOf: request)
    } else {
      if isGot, isForWriting { try endUnseen(thread, mm, besides: true) }
      since = try returnedUnasked(thread, mm, event, text, at: place, mayDowngrade: isGot && !isForWriting)
    }
    let hold = state.pointee.holds.place(state.pointee.holds.count - 1)
    hold.pointee.row.returned = event.ts
    hold.pointee.row.returnedCPU = Int64(event.cpu)
    hold.pointee.row.success = isGot ? 1 : 0
    guard isGot else {
      try end(hold, thread)
      state.pointee.holds.remove(at: state.pointee.holds.count - 1)
      return since
    }
    noteLastMm(thread, mm, event.ts)
    if mm.isKnown { (mms[mm.slot].lastTid, mms[mm.slot].lastGot) = (thread.tid, event.ts) }
    if state.pointee.holds.count > Self.holdLimit {
      try end(state.pointee.holds.place(0), thread)
      state.pointee.holds.remove(at: 0)
    }
    return since
  }

  /// The thread holds a lock that it was not seen to ask for: of a write hold that ends, by a downgrade, or another.
  ///
  /// - Returns: since when the thread was in the kernel for the hold that ends, else NULL.
  private mutating func returnedUnasked(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, _ text: RawSpan, at place: LockPlace,
    mayDowngrade: Bool
  ) throws(IngestError) -> Int64 {
    let state = states.place(thread.slot)
    var lock = MmapLock()
    begin(&lock, thread, mm, event)
    lock.row.memcgID = try memcgs.id(mm, event, text)
    guard mayDowngrade, let held = state.pointee.hold(of: mm, isForWriting: true) else {
      lock.note(place)
      state.pointee.holds.append(lock)
      return none
    }
    let before = state.pointee.holds.place(held)
    waits.noteDelays(by: before, thread, until: event.ts)
    lock.row.downgradedFrom = before.pointee.row.mmapLockID
    lock.row.pageFaultID = before.pointee.row.pageFaultID
    lock.pendingFault = before.pointee.pendingFault
    lock.row.kernelCallID = before.pointee.row.kernelCallID
    before.pointee.row.downgraded = event.ts
    before.pointee.row.success = 1
    let since = before.pointee.since
    try end(before, thread)
    state.pointee.holds.remove(at: held)
    state.pointee.holds.append(lock)
    return since
  }

  /// - Returns: since when the thread was in the kernel for the hold that ends now, NULL when it was not seen to hold.
  mutating func released(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, _ text: RawSpan
  ) throws(IngestError) -> Int64 {
    let state = states.place(thread.slot)
    guard let held = state.pointee.hold(of: mm) else {
      // It had it all the same: what else it has is not known either.
      noteLastMm(thread, .unknown, event.ts)
      var half = MmapLock()
      begin(&half, thread, mm, event)
      half.row.memcgID = try memcgs.id(mm, event, text)
      half.row.released = event.ts
      half.row.releasedCPU = Int64(event.cpu)
      try end(&half, thread)
      return none
    }
    noteLastMm(thread, mm, event.ts)
    let hold = state.pointee.holds.place(held)
    waits.noteDelays(by: hold, thread, until: event.ts)
    let since = hold.pointee.since
    hold.pointee.row.released = event.ts
    hold.pointee.row.releasedCPU = Int64(event.cpu)
    try end(hold, thread)
    state.pointee.holds.remove(at: held)
    return since
  }

  /// The fault that a thread's locks may have been taken for has reached handle_mm_fault (`fault`), or never will
  /// (NULL): only now it is known whose they were.
  mutating func decide(_ thread: Thread, fault: Int64) throws(IngestError) {
    let state = states.place(thread.slot)
    for index in 0..<state.pointee.holds.count { state.pointee.holds[index].decide(fault) }
    if state.pointee.hasRequest { request(thread).pointee.pendingFault = none }
    guard state.pointee.undecided.count > 0 else { return }
    let undecided = exchange(&state.pointee.undecided, with: GrowingBuffer())
    for index in 0..<undecided.count {
      let lock = undecided.place(index)
      lock.pointee.decide(fault)
      try end(lock, thread)
    }
  }

  /// `path` is the first that takes permission from PTEs under `lock`, unless another was before.
  mutating func note(_ path: ProtectPath, under lock: Int64, of thread: Thread) {
    let state = states.place(thread.slot)
    guard let held = state.pointee.hold(where: { $0.pointee.row.mmapLockID == lock }) else { return }
    if state.pointee.holds[held].row.pathCode == none {
      state.pointee.holds[held].row.pathCode = path.rawValue
    }
  }

  /// The thread is in user mode: what it seems to hold it has given back.
  mutating func isInUserMode(_ thread: Thread) throws(IngestError) {
    guard isRecorded, states[thread.slot].holds.count > 0 else { return }
    try endUnseen(thread, where: { _ in true })
  }

  /// It has got the lock of `mm`: what it seems to hold of it is over, but that several may be for reading.
  private mutating func endUnseen(_ thread: Thread, _ mm: Mm, besides isForWriting: Bool) throws(IngestError)
  {
    guard isRecorded, states[thread.slot].holds.count > 0 else { return }
    try endUnseen(thread) { $0.pointee.mm == mm && (isForWriting || $0.pointee.isForWriting) }
  }

  private mutating func endUnseen(
    _ thread: Thread, where isOver: (UnsafePointer<MmapLock>) -> Bool
  ) throws(IngestError) {
    let state = states.place(thread.slot)
    while let held = state.pointee.hold(where: isOver) {
      state.pointee.holds[held].row.endedUnseen = 1
      try end(state.pointee.holds.place(held), thread)
      state.pointee.holds.remove(at: held)
    }
  }

  /// Writes, as halves, what the thread has under way.
  mutating func abandonEverything(of thread: Thread) throws(IngestError) {
    try abandonRequest(thread)
    let holds = exchange(&states[thread.slot].holds, with: GrowingBuffer())
    for index in 0..<holds.count {
      let hold = holds.place(index)
      if isRecorded, hold.pointee.isForWriting,
        isGotByAnother(hold.pointee.mm, than: thread, since: hold.pointee.row.returned)
      {
        hold.pointee.row.endedUnseen = 1
      }
      try end(hold, thread)
    }
  }

  /// Whether another thread has got the lock of `mm` later: who held it for writing has given it back.
  private func isGotByAnother(_ mm: Mm, than thread: Thread, since ts: Int64) -> Bool {
    mm.isKnown && mms[mm.slot].lastTid != thread.tid && mms[mm.slot].lastGot > ts
  }

  // MARK: questions

  func isIdle(_ thread: Thread) -> Bool {
    !states[thread.slot].hasRequest && states[thread.slot].holds.count == 0
  }

  func counts(of thread: Thread) -> LockCounts { states[thread.slot].counts }

  func isHeld(_ mm: Mm, by thread: Thread) -> Bool { states[thread.slot].hold(of: mm) != nil }

  /// How the thread holds the lock of `mm` now.
  ///
  /// `count` is mm->mmap_lock.count where a probe read it: bit 0 is a writer, bits 8 and up count readers
  /// (kernel/locking/rwsem.c). It stands in where mmap_lock events do not exist (before 5.11).
  func mode(_ thread: Thread, _ mm: Mm, count: UInt64?) -> LockMode {
    if isRecorded, let held = states[thread.slot].hold(of: mm) {
      return states[thread.slot].holds.place(held).pointee.mode
    }
    if let count { return LockMode(code: count & 1 != 0 ? 2 : count >> 8 != 0 ? 1 : 0) }
    guard isRecorded, mm.isKnown, states[thread.slot].lastMm == mm else { return LockMode() }
    // Who has asked for it and goes on has got it, or failed a try: that event was missed.
    if states[thread.slot].hasRequest, states[thread.slot].request[0].mm == mm { return LockMode() }
    return LockMode(code: 0, since: states[thread.slot].lastTs)
  }

  /// Since when the thread has been in the kernel for a lock, NULL when for none.
  func kernelSince(_ thread: Thread) -> Int64 {
    var since = states[thread.slot].hasRequest ? states[thread.slot].request[0].row.requested : none
    for index in 0..<states[thread.slot].holds.count {
      since = earlier(since, states[thread.slot].holds[index].since)
    }
    return since
  }

  // MARK: rows

  /// The place of the thread's request.
  private mutating func request(_ thread: Thread) -> UnsafeMutablePointer<MmapLock> {
    states.place(thread.slot).pointee.request.place(0)
  }

  private func begin(
    _ lock: UnsafeMutablePointer<MmapLock>, _ thread: Thread, _ mm: Mm, _ event: borrowing Event
  ) {
    let write = event.signed(MmapLockAcquireReturnedArgument.write) != 0
    lock.pointee.begin(writer.newID(), mm, thread.tid, write: write)
  }

  private mutating func noteLastMm(_ thread: Thread, _ mm: Mm, _ ts: Int64) {
    states[thread.slot].lastMm = mm
    states[thread.slot].lastTs = ts
  }

  private mutating func abandonRequest(_ thread: Thread) throws(IngestError) {
    guard states[thread.slot].hasRequest else { return }
    states[thread.slot].hasRequest = false
    let request = request(thread)
    waits.forget(request)
    try end(request, thread)
  }

  /// Writes a lock that has ended, once it is known whether it was taken for a fault.
  private mutating func end(_ lock: UnsafePointer<MmapLock>, _ thread: Thread) throws(IngestError) {
    guard lock.pointee.pendingFault == none else {
      // To decide changes what the thread still holds, and that may be this one.
      let undecided = lock.pointee
      if states[thread.slot].undecided.count >= Self.undecidedLimit { try decide(thread, fault: none) }
      return states[thread.slot].undecided.append(undecided)
    }
    try writer.add(lock.pointee.row)
    guard lock.pointee.row.downgradedFrom == none, lock.pointee.row.success != 0 else { return }
    states[thread.slot].counts.all += 1
    states[thread.slot].counts.forWriting += lock.pointee.row.write
  }
}

extension LockTracker.ThreadState {
  /// Index of the innermost hold that is as `isIt` says.
  @inline(__always)
  fileprivate func hold(where isIt: (UnsafePointer<MmapLock>) -> Bool) -> Int? {
    var index = holds.count - 1
    while index >= 0 {
      if isIt(holds.place(index)) { return index }
      index -= 1
    }
    return nil
  }

  @inline(__always)
  fileprivate func hold(of mm: Mm) -> Int? { hold { $0.pointee.mm == mm } }

  fileprivate func hold(of mm: Mm, isForWriting: Bool) -> Int? {
    hold { $0.pointee.mm == mm && $0.pointee.isForWriting == isForWriting }
  }
}

extension MmapLock {
  /// How its lock is held.
  fileprivate var mode: LockMode {
    LockMode(code: isForWriting ? 2 : 1, lock: row.mmapLockID, since: row.returned)
  }

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
