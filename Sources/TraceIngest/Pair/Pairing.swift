internal import TraceStore

/// Makes rows of events: entry with return, request with acquisition with release, protection with the
/// flush that ends its window, fault with the windows it met.
///
/// One pass, in event order. Each tracker has what is under way of one kind, and writes its tables; nobody else sees
/// into it. What an event does to which trackers is said here, and what one asks another is an argument. A half whose
/// other half never comes is written with what is known.
struct Pairing: ~Copyable, EventSink {
  var threads: ThreadTracker
  var spaces: AddressSpaceTracker
  var cpus: CPUTracker
  var runs: RunTracker
  var locks: LockTracker
  var faults: FaultTracker
  var calls: CallTracker
  var gathers: GatherTracker
  var windows: WindowTracker
  var flushes: FlushTracker
  var recording: RecordingWriter
  private var marks: MarkWriter
  var lines: LineNoteWriter
  private let writers: FactWriters
  /// The recording, for messages.
  let path: String
  /// What the recorder says of threads; final when all events were read.
  var recordedTasks: RecordedTasks
  /// Number of events taken: the order that decides where times are equal.
  private(set) var eventNumber: UInt64 = 0

  init(
    _ store: StoreWriter, path: String = "", info: RecordingInfo, recorded: RecordedRoles
  ) throws(IngestError) {
    writers = try FactWriters(store)
    self.path = path
    threads = ThreadTracker(writers, savedComms: info.comms)
    spaces = AddressSpaceTracker(writers)
    cpus = CPUTracker(writers)
    runs = RunTracker(writers, recorded)
    locks = LockTracker(writers, recorded)
    faults = FaultTracker(writers)
    calls = CallTracker(writers, recorded)
    gathers = GatherTracker(writers, recorded)
    windows = WindowTracker(writers, recorded)
    flushes = FlushTracker(writers)
    recording = RecordingWriter(writers, bufferNames: info.buffers.map(\.name))
    marks = MarkWriter(writers)
    lines = LineNoteWriter(writers)
    recordedTasks = info.tasks
  }

  /// Rows written so far.
  var rows: Int64 { writers.count }

  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError) {
    eventNumber &+= 1
    recording.note(event.ts)
    let cpu = CPUSlot.of(event.cpu)
    let thread = try thread(event.tid, cpu: event.cpu, event.ts)
    try runs.note(thread, on: cpu, at: event.ts, threads)
    switch event.kind {
    case .other: break

    case .mmapLockStartLocking:
      let mm = try mm(event, MmapLockStartLockingArgument.mm, begins: true)
      try locks.requested(thread, mm, event, text, at: lockPlace(thread))
    case .mmapLockAcquireReturned:
      let mm = try mm(event, MmapLockAcquireReturnedArgument.mm)
      if event.arguments[MmapLockAcquireReturnedArgument.write] != 0 { try goesOn(thread) }
      noteKernel(event, since: try locks.returned(thread, mm, event, text, at: lockPlace(thread)))
    case .mmapLockReleased:
      let mm = try mm(event, MmapLockReleasedArgument.mm)
      if locks.isHeld(mm, by: thread) { try calls.endThoseWithoutReturn(thread) }
      noteKernel(event, since: try locks.released(thread, mm, event, text))
      try windows.lockDropped(thread, mm, event.ts)

    case .pageFaultUser, .pageFaultKernel: try faultEntered(thread, event)
    case .handleMmFault: try faultHandled(thread, event)
    case .handleMmFaultReturn:
      if faults.isServedWithoutHandler(thread) { try locks.decide(thread, fault: none) }
      let since = try faults.handlerReturned(thread, event, windows)
      // The fault was under way until now: a copy could have asked.
      noteKernel(event, event.tid, since: since, isAsked: true)
    case .doWpPage:
      let isNew = !faults.isInHandler(thread)
      if isNew { try abandonFault(thread) }
      faults.wpPageEntered(thread, isNew ? try mm(event, DoWpPageArgument.mm) : nil, event)
    case .doWpPageReturn: faults.wpPageReturned(thread, event)
    case .wpPageCopy:
      if faults.isInWpPage(thread) {
        faults.copyEntered(thread, event)
      } else {
        try calls.happened(.wpPageCopy, thread, event, start: event.signed(WpPageCopyArgument.address))
      }
    case .ptepClearFlush:
      let mm = try mm(event, PtepClearFlushArgument.mm)
      if !faults.clearFlushEntered(thread, mm, event) {
        calls.entered(
          .ptepClearFlush, thread, event, mm: mm,
          start: event.signed(PtepClearFlushArgument.address))
      }
    case .ptepClearFlushReturn:
      if faults.clearFlushReturned(thread, event, windows) {
        if let copy = faults.copy(by: thread) { faults.note(runners(during: copy, by: thread), of: thread) }
      } else {
        try callReturned(.ptepClearFlush, thread, event)
      }

    case .clearRefsWrite:
      try calls.endClearRefsWrite(thread)
      calls.entered(
        .clearRefsWrite, thread, event, argument: event.optionalSigned(ClearRefsWriteArgument.type))

    case .makeUffdWpPte:
      windows.changed(
        event.arguments[MakeUffdWpPteArgument.pte], at: event.arguments[MakeUffdWpPteArgument.address],
        by: thread, event.ts)

    case .tlbGatherMmu: try gathers.begun(thread, try mm(event, TlbGatherMmuArgument.mm), event)
    case .tlbFinishMmu: try gatherFinishing(thread, event)
    case .tlbFinishMmuReturn:
      guard let gather = try gathers.finished(thread, event) else { break }
      noteKernel(event, since: gather.row.gathered)
      if gather.endsMm { try mmEnded(gather.mm, event.ts) }

    case .flushTlbMmRange:
      let range = FlushRange(
        mm: try mm(event, FlushTlbMmRangeArgument.mm), start: event.arguments[FlushTlbMmRangeArgument.start],
        end: event.arguments[FlushTlbMmRangeArgument.end])
      let request = try flushes.requested(
        thread, range, event, eventNumber, call: calls.innermost(thread), protect: windows.innermost(thread),
        fault: faults.inHandler(thread))
      faults.noteOwnFlush(thread, request, of: range)
    case .flushTlbMmRangeReturn: try flushReturned(thread, event)
    case .flushTlbFunc:
      // mm is NULL in the info of arch_tlbbatch_flush().
      let mm =
        event.optional(FlushTlbFuncArgument.mm) ?? 0 == 0
        ? Mm.unknown : try mm(event, FlushTlbFuncArgument.mm)
      try cpus.receiptBegun(cpu, event, mm, request: flushes.received(by: cpu, event, mm))
    case .flushTlbFuncReturn:
      guard let receipt = try cpus.receiptEnded(cpu, event) else { break }
      noteKernel(event, receipt.tid, since: receipt.since, isAsked: isCopyPossible)
    case .tlbFlush:
      noteMm(of: thread, on: cpu, event)
      try flushes.happened(cpu, thread, event, &cpus, runs)

    case .schedSwitch: try switched(on: cpu, event, text)
    case .switchMmIrqsOff: try mmSwitched(thread, on: cpu, event)
    case .enterLazyTlb:
      runs.becameLazy(on: cpu)
      try calls.happened(.enterLazyTlb, thread, event, mm: try mm(event, EnterLazyTlbArgument.mm))
    case .exitMmap:
      let mm = try mm(event, ExitMmapArgument.mm)
      try calls.happened(.exitMmap, thread, event, mm: mm)
      try mmEnded(mm, event.ts)

    case .schedProcessFork: try forked(event, text)
    case .schedProcessExec: try threads.executed(thread, event)
    case .schedProcessExit:
      // exit_mm() has let go of it by then, and enter_lazy_tlb() may not be recorded.
      runs.becameLazy(on: cpu)
      try threads.exited(thread, event, text)
    case .print: try marks.add(event, text)

    // Functions that paths enter by, and calls that other things happen inside of.
    default: try take(event, thread)
    }
  }

  mutating func accept(_ loss: Loss) throws(IngestError) { try recording.add(loss) }

  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
    try recording.keep(event, index: index, fields: fields)
  }

  mutating func note(_ callers: EventCallers) throws(IngestError) { try lines.add(callers) }

  mutating func note(_ line: TextLineNote) throws(IngestError) { try lines.add(line) }

  mutating func note(_ line: UnreadLine) throws(IngestError) { try lines.add(line) }

  /// Writes what is still under way, and the tables of threads and address spaces.
  mutating func finish() throws(IngestError) {
    let left = threads.all
    for thread in left { try abandonEverything(of: thread) }
    for cpu in 0..<runs.cpus {
      try cpus.finish(cpu)
      try runs.finish(cpu, threads)
    }
    try windows.finish()
    try marks.finish()
    for thread in left { try writeTask(thread) }
    try spaces.finish()
  }
}
