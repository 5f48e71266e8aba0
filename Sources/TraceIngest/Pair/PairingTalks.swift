/// Where several trackers have a part in what an event does.
extension Pairing {
  // MARK: what the catalogue says

  /// An event whose kind has nothing of its own: the catalogue says what it does.
  mutating func take(_ event: borrowing Event, _ thread: Thread) throws(IngestError) {
    switch event.kind.action {
    case .ofItsOwn: break
    case .protects(let arguments): try protectEntered(thread, event, arguments)
    case .protectReturns(let own, let pages, let status):
      noteKernel(event, since: windows.entry(thread, event))
      var count = event.optionalSigned(pages)
      if let status = event.optional(status) { count = status == 0 ? 1 : 0 }
      try windows.returned(own, thread, event, pages: count, eventNumber)
    case .calls(let function, let arguments): try callEntered(function, thread, event, arguments)
    case .callReturns(let function): try callReturned(function, thread, event)
    }
  }

  // MARK: locks and calls

  func lockPlace(_ thread: Thread) -> LockPlace {
    LockPlace(pendingFault: faults.pending(thread), call: calls.innermost(thread))
  }

  private mutating func callEntered(
    _ function: KernelFunction, _ thread: Thread, _ event: borrowing Event, _ arguments: CallArguments
  ) throws(IngestError) {
    var mm = Mm.unknown
    if let place = arguments.mm {
      mm = try self.mm(event, place)
      try calls.endThoseWithoutReturn(thread)
    }
    let start = event.optionalSigned(arguments.start)
    var end = event.optionalSigned(arguments.end)
    if let length = arguments.len { end = start &+ event.signed(length) }
    calls.entered(
      function, thread, event, mm: mm, start: start, end: end,
      argument: event.optionalSigned(arguments.argument))
  }

  mutating func callReturned(
    _ function: KernelFunction, _ thread: Thread, _ event: borrowing Event
  ) throws(IngestError) {
    let call = try calls.returned(function, thread, event)
    noteKernel(event, since: call.fromTs)
    try windows.callReturned(thread, call.id, event.ts)
  }

  // MARK: faults

  mutating func faultEntered(_ thread: Thread, _ event: borrowing Event) throws(IngestError) {
    let id = faults.newID()
    let isNested = event.kind == .pageFaultKernel && faults.isInHandler(thread)
    if !isNested { try abandonFault(thread) }
    if event.kind == .pageFaultUser {
      try goesOn(thread)
      try locks.isInUserMode(thread)
    }
    // In the same tick as the end of a window: which came first is not known, the judge decides.
    let ended = windows.ended(at: event.ts, around: event.arguments[PageFaultUserArgument.address])
    try faults.entered(thread, event, id: id, isNested: isNested, windows: ended)
  }

  /// The thread does what it does not while it flushes: the flush is over, and its return was missed.
  ///
  /// A return that is seen later is of another flush.
  /// An interrupt may come meanwhile, and take and give back mmap_lock for reading (kernel/bpf/stackmap.c).
  mutating func goesOn(_ thread: Thread) throws(IngestError) {
    if !flushes.isIdle(thread) { try flushes.abandonEverything(of: thread) }
  }

  mutating func faultHandled(_ thread: Thread, _ event: borrowing Event) throws(IngestError) {
    let mm = try mm(event, HandleMmFaultArgument.mm, begins: true)
    if faults.isOver(thread, at: event.arguments[HandleMmFaultArgument.address]) { try abandonFault(thread) }
    let fault = faults.handlerEntered(thread, mm, event)
    try locks.decide(thread, fault: fault)
    if faults.isOfUserMode(thread) { threads.runs(thread, in: mm) }
  }

  /// Ends a fault of which no more is heard: no lock was taken for it.
  mutating func abandonFault(_ thread: Thread) throws(IngestError) {
    guard faults.isUnderWay(thread) else { return }
    try locks.decide(thread, fault: none)
    try faults.abandon(thread, windows)
  }

  // MARK: windows

  private mutating func protectEntered(
    _ thread: Thread, _ event: borrowing Event, _ arguments: ProtectArguments
  ) throws(IngestError) {
    if let child = arguments.childMm, event.optional(child) != nil { _ = try mm(event, child, begins: true) }
    let path = calls.path(thread, event.kind, flags: event.optional(arguments.cpFlags)) ?? arguments.own
    windows.leave(thread, for: path, eventNumber)
    try goesOn(thread)
    // No fault calls this: the locks that are held were not taken for one.
    if faults.pending(thread) != none { try locks.decide(thread, fault: none) }
    let mm = try mm(event, arguments.mm, begins: true)
    let lock = locks.mode(thread, mm, count: event.optional(arguments.lk))
    locks.note(path, under: lock.lock, of: thread)
    let ts = event.ts
    let gather = event.optional(arguments.tlb).map { gathers.id($0, thread, mm, ts) } ?? none
    let context = ProtectContext(lock: lock, call: calls.innermost(thread), gather: gather)
    try windows.entered(path, thread, mm, event, arguments, in: context)
  }

  mutating func gatherFinishing(_ thread: Thread, _ event: borrowing Event) throws(IngestError) {
    let mm =
      event.optional(TlbFinishMmuArgument.mm) == nil ? Mm.unknown : try mm(event, TlbFinishMmuArgument.mm)
    let gather = gathers.finishing(
      thread, mm, event, isInClearRefs: calls.isIn(.clearRefsWrite, thread))
    if let start = event.optional(TlbFinishMmuArgument.start),
      let end = event.optional(TlbFinishMmuArgument.end)
    {
      try windows.narrow(gatheredIn: gather.row.mmuGatherID, of: gather.mm, to: start, end, event.ts)
    }
    if try gathers.endWithoutReturn(thread, gather), gather.endsMm { try mmEnded(gather.mm, event.ts) }
  }

  /// A CPU that another one asked has flushed entries of an mm, which it does only where that is loaded and in use
  /// (arch/x86/mm/tlb.c: flush_tlb_func()): of a thread that neither faults nor switches nothing else tells.
  mutating func noteMm(of thread: Thread, on cpu: Int32, _ event: borrowing Event) {
    guard event.tid != 0, event.signed(TlbFlushArgument.reason) == FlushTracker.Reason.remoteShootdown,
      !threads.mm(of: thread).isKnown, let receipt = cpus.receipt(cpu), receipt.mm.isKnown
    else { return }
    threads.runs(thread, in: receipt.mm)
  }

  /// A flush ends windows; faults of other threads that are under way meet them before.
  mutating func flushReturned(_ thread: Thread, _ event: borrowing Event) throws(IngestError) {
    guard let flush = try flushes.returned(thread, event, runs) else { return }
    noteKernel(event, since: flush.from)
    gathers.flushed(thread, flush.range, flush: flush.id)
    try windows.flushedInside(thread, flush.range, flush: flush.id, event.ts, &faults)
    guard windows.isAnyOpen(of: flush.range.mm) else { return }
    faults.meetWindowsEnding(by: flush.range, begun: flush.begun, windows, threads)
    try windows.flushed(flush.range, begun: flush.begun, flush: flush.id, event.ts)
  }
}
