/// Page faults, the tables `page_fault`, `fault_window` and `copy_runner`: exception, handle_mm_fault, do_wp_page and
/// the copy inside it.
///
/// There is no exit event of an exception: a fault that never reaches handle_mm_fault (no VMA, no
/// permission) ends where the thread's next fault begins.
struct FaultTracker: ~Copyable {
  struct ThreadState: Blank, ~Copyable {
    var isUnderWay = false
    /// The fault that is under way.
    var fault = Fault()
    /// Its place among `underWay`, or noSlot.
    var place = noSlot
    var rows: Int64 = 0
  }

  private static let retryResult: Int64 = 0x400  // VM_FAULT_RETRY, include/linux/mm_types.h

  private var states = SlotStates<ThreadState>()
  /// Threads with a fault under way.
  private var underWay: [Thread] = []
  private let writer: FaultWriter

  init(_ writers: FactWriters) { writer = FaultWriter(writers) }

  /// A new thread has this slot.
  mutating func begin(_ thread: Thread) { states.reset(thread.slot) }

  // MARK: questions

  /// Whether any thread has a fault under way.
  var isAnyUnderWay: Bool { !underWay.isEmpty }

  func isUnderWay(_ thread: Thread) -> Bool { states[thread.slot].isUnderWay }

  func isInHandler(_ thread: Thread) -> Bool { isUnderWay(thread) && states[thread.slot].fault.isInHandler }

  /// The fault that it has under way in handle_mm_fault, NULL when there is none.
  func inHandler(_ thread: Thread) -> Int64 {
    isInHandler(thread) ? states[thread.slot].fault.row.pageFaultID : none
  }

  func isInWpPage(_ thread: Thread) -> Bool { isUnderWay(thread) && states[thread.slot].fault.isInWpPage }

  /// The fault it has under way that has not reached handle_mm_fault, NULL when there is none.
  func pending(_ thread: Thread) -> Int64 {
    guard states[thread.slot].isUnderWay, !states[thread.slot].fault.isInHandler else { return none }
    return states[thread.slot].fault.row.pageFaultID
  }

  /// Whether the fault is in do_wp_page although its handle_mm_fault was not seen: no lock is known to be its own.
  func isServedWithoutHandler(_ thread: Thread) -> Bool {
    isUnderWay(thread) && !isInHandler(thread) && states[thread.slot].fault.hasBeenServed
  }

  /// Whether handle_mm_fault for `address` would be the one of another fault than the thread has under way.
  func isOver(_ thread: Thread, at address: UInt64) -> Bool {
    states[thread.slot].isUnderWay
      && (states[thread.slot].fault.isInHandler || states[thread.slot].fault.page != address >> 12)
  }

  func rows(of thread: Thread) -> Int64 { states[thread.slot].rows }

  /// Since when the thread has been in the kernel for a fault, NULL when for none.
  func kernelSince(_ thread: Thread) -> Int64 {
    guard states[thread.slot].isUnderWay,
      states[thread.slot].fault.isInHandler || states[thread.slot].fault.isRetry
    else { return none }
    return states[thread.slot].fault.since
  }

  // MARK: exception and handle_mm_fault

  func newID() -> Int64 { writer.newID() }

  /// An exception, in user or kernel mode; it has met `windows` already.
  ///
  /// In the handler of another it is nested: the handler itself touched memory without fault handling (a probe that
  /// reads an argument, say). It has no handle_mm_fault of its own and does not end the fault around it.
  mutating func entered(
    _ thread: Thread, _ event: borrowing Event, id: Int64, isNested: Bool, windows: [Int64]
  ) throws(IngestError) {
    guard isNested else {
      let state = begin(id, thread)
      state.pointee.fault.noteException(event)
      for window in windows { state.pointee.fault.note(window) }
      return
    }
    var fault = Fault(id, thread)
    fault.noteException(event)
    try writer.add(fault)
    states[thread.slot].rows += 1
  }

  /// - Returns: the fault that has reached handle_mm_fault.
  mutating func handlerEntered(_ thread: Thread, _ mm: Mm, _ event: borrowing Event) -> Int64 {
    var state = states.place(thread.slot)
    if !state.pointee.isUnderWay {
      state = begin(writer.newID(), thread)
      state.pointee.fault.row.address = event.signed(HandleMmFaultArgument.address)
    }
    state.pointee.fault.isIn(mm)
    state.pointee.fault.row.handledFrom = event.ts
    state.pointee.fault.row.handledCPU = Int64(event.cpu)
    state.pointee.fault.row.flags = event.optionalSigned(HandleMmFaultArgument.flags)
    state.pointee.fault.row.vmFlags = event.optionalSigned(HandleMmFaultArgument.vmFlags)
    return state.pointee.fault.row.pageFaultID
  }

  /// Whether the fault under way came from user mode: it is in the thread's own mm, that of get_user_pages() in any.
  func isOfUserMode(_ thread: Thread) -> Bool { states[thread.slot].fault.row.kernelMode == 0 }

  /// - Returns: since when the thread was in the kernel for the fault that ends now, NULL when none was seen to begin.
  mutating func handlerReturned(
    _ thread: Thread, _ event: borrowing Event, _ windows: borrowing WindowTracker
  ) throws(IngestError) -> Int64 {
    let slot = thread.slot
    let result = event.optionalSigned(HandleMmFaultReturnArgument.ret)
    guard states[slot].isUnderWay, states[slot].fault.hasBeenServed else {
      var half = Fault(writer.newID(), thread)
      half.row.handledTo = event.ts
      half.row.handledToCPU = Int64(event.cpu)
      half.row.result = result
      try writer.add(half)
      states[slot].rows += 1
      return none
    }
    meetOpenWindows(thread, windows)
    let state = states.place(slot)
    state.pointee.fault.row.handledTo = event.ts
    state.pointee.fault.row.handledToCPU = Int64(event.cpu)
    state.pointee.fault.row.result = result
    try writeFault(of: thread)
    let since = state.pointee.fault.since
    if result != none, result & Self.retryResult != 0, state.pointee.fault.row.entered != none {
      // The same exception goes through handle_mm_fault again, after waiting: a row of its own.
      state.pointee.fault = Fault(writer.newID(), retrying: state.pointee.fault)
    } else {
      end(thread)
    }
    return since
  }

  /// Ends a fault of which no more is heard.
  mutating func abandon(_ thread: Thread, _ windows: borrowing WindowTracker) throws(IngestError) {
    guard isUnderWay(thread) else { return }
    meetOpenWindows(thread, windows)
    // The second half of a retry that never came has nothing that its first half's row does not have.
    if !states[thread.slot].fault.isRetry || states[thread.slot].fault.isInHandler {
      try writeFault(of: thread)
    }
    end(thread)
  }

  // MARK: do_wp_page

  /// `mm` is that of the event, for a fault whose handle_mm_fault was not seen.
  mutating func wpPageEntered(_ thread: Thread, _ mm: Mm?, _ event: borrowing Event) {
    if let mm {
      let state = begin(writer.newID(), thread)
      state.pointee.fault.row.address = event.signed(DoWpPageArgument.address)
      state.pointee.fault.isIn(mm)
    }
    states[thread.slot].fault.row.wpFrom = event.ts
    states[thread.slot].fault.row.wpFromCPU = Int64(event.cpu)
    states[thread.slot].fault.row.wpPte = event.optionalSigned(DoWpPageArgument.opte)
    states[thread.slot].fault.row.wpTo = none
  }

  mutating func wpPageReturned(_ thread: Thread, _ event: borrowing Event) {
    if !states[thread.slot].isUnderWay { begin(writer.newID(), thread) }
    states[thread.slot].fault.row.wpTo = event.ts
    states[thread.slot].fault.row.wpToCPU = Int64(event.cpu)
  }

  mutating func copyEntered(_ thread: Thread, _ event: borrowing Event) {
    states[thread.slot].fault.row.copyFrom = event.ts
    states[thread.slot].fault.row.copyCPU = Int64(event.cpu)
  }

  /// ptep_clear_flush of the fault's page.
  ///
  /// - Returns: false when it is not the fault's: KSM, migration, reclaim, which may be of the same address in another
  ///   mm (a child's).
  mutating func clearFlushEntered(_ thread: Thread, _ mm: Mm, _ event: borrowing Event) -> Bool {
    guard isBeforeCopy(thread), states[thread.slot].fault.mm == mm || !states[thread.slot].fault.mm.isKnown,
      states[thread.slot].fault.page == event.arguments[PtepClearFlushArgument.address] >> 12
    else {
      return false
    }
    states[thread.slot].fault.row.clearFlushFrom = event.ts
    states[thread.slot].fault.row.clearFlushCPU = Int64(event.cpu)
    return true
  }

  /// - Returns: false when it is not the fault's.
  mutating func clearFlushReturned(
    _ thread: Thread, _ event: borrowing Event, _ windows: borrowing WindowTracker
  ) -> Bool {
    guard states[thread.slot].isUnderWay, states[thread.slot].fault.isInClearFlush else { return false }
    states[thread.slot].fault.row.clearFlushTo = event.ts
    meetOpenWindows(thread, windows)
    return true
  }

  /// Whether the thread is in do_wp_page and has copied nothing yet.
  private func isBeforeCopy(_ thread: Thread) -> Bool {
    isInWpPage(thread) && states[thread.slot].fault.row.clearFlushFrom == none
  }

  /// What the thread's fault has copied, nil when it met no window.
  func copy(by thread: Thread) -> PageCopy? {
    guard states[thread.slot].isUnderWay, states[thread.slot].fault.mm.isKnown,
      !states[thread.slot].fault.windows.isEmpty
    else { return nil }
    return states[thread.slot].fault.copy
  }

  /// Who ran the mm elsewhere while the thread's fault copied.
  mutating func note(_ runners: [CopyRunnerRow], of thread: Thread) {
    states[thread.slot].fault.runners = runners
  }

  /// The thread flushes for itself.
  ///
  /// do_wp_page() flushing before it copies is what makes userfaultfd's late flush harmless
  /// (mm/memory.c, userfaultfd_wp() && mm_tlb_flush_pending()).
  mutating func noteOwnFlush(_ thread: Thread, _ request: Int64, of range: FlushRange) {
    guard isBeforeCopy(thread), states[thread.slot].fault.mm == range.mm,
      range.covers(states[thread.slot].fault.address)
    else { return }
    states[thread.slot].fault.row.mitigationRequestID = request
  }

  // MARK: windows

  /// Faults meet the windows that a flush, begun at event `begun`, is about to end.
  mutating func meetWindowsEnding(
    by range: FlushRange, begun: UInt64, _ windows: borrowing WindowTracker,
    _ threads: borrowing ThreadTracker
  ) {
    for thread in underWay {
      let (address, mm) = (states[thread.slot].fault.address, states[thread.slot].fault.mm)
      guard range.covers(address) else { continue }
      if mm.isKnown {
        guard mm == range.mm else { continue }
      } else {
        // Before handle_mm_fault the mm is not known; a thread's own mm is, once it was seen.
        let own = threads.mm(of: thread)
        if own.isKnown, own != range.mm { continue }
      }
      windows.forEachAwaitingFlush(of: address, in: range.mm, before: begun) {
        states[thread.slot].fault.note($0)
      }
    }
  }

  /// Faults meet a window that is about to end by a flush of its own thread.
  mutating func meet(_ window: borrowing Window) {
    for thread in underWay {
      let mm = states[thread.slot].fault.mm
      guard mm == window.mm || !mm.isKnown, window.awaitsFlush(of: states[thread.slot].fault.address)
      else { continue }
      states[thread.slot].fault.note(window.row.pteProtectID)
    }
  }

  /// The fault meets the windows that still await a flush of its page.
  private mutating func meetOpenWindows(_ thread: Thread, _ windows: borrowing WindowTracker) {
    let mm = states[thread.slot].fault.mm
    guard mm.isKnown else { return }
    windows.forEachAwaitingFlush(of: states[thread.slot].fault.address, in: mm) {
      states[thread.slot].fault.note($0)
    }
  }

  // MARK: rows

  /// A fault begins; of it nothing is known yet.
  @discardableResult
  private mutating func begin(_ id: Int64, _ thread: Thread) -> UnsafeMutablePointer<ThreadState> {
    let state = states.place(thread.slot)
    state.pointee.fault.begin(id, thread)
    state.pointee.isUnderWay = true
    guard state.pointee.place == noSlot else { return state }
    state.pointee.place = Int32(underWay.count)
    underWay.append(thread)
    return state
  }

  private mutating func end(_ thread: Thread) {
    states[thread.slot].isUnderWay = false
    let place = states[thread.slot].place
    guard place != noSlot, let last = underWay.popLast() else { return }
    states[thread.slot].place = noSlot
    guard last.slot != thread.slot else { return }
    underWay[Int(place)] = last
    states[last.slot].place = place
  }

  private mutating func writeFault(of thread: Thread) throws(IngestError) {
    try writer.add(states[thread.slot].fault)
    states[thread.slot].rows += 1
  }
}

extension Fault {
  /// The exception that it begins with.
  fileprivate mutating func noteException(_ event: borrowing Event) {
    row.address = event.signed(PageFaultUserArgument.address)
    row.entered = event.ts
    row.enteredCPU = Int64(event.cpu)
    row.kernelMode = event.kind == .pageFaultKernel ? 1 : 0
    row.ip = event.optionalSigned(PageFaultUserArgument.ip)
    row.errorCode = event.optionalSigned(PageFaultUserArgument.errorCode)
  }
}
