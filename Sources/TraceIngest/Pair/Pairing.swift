internal import TraceStore

/// Makes rows of events: entry with return, request with acquisition with release, protection with the
/// flush that ends its window, fault with the windows it met.
///
/// One pass, in event order. What is kept in memory is what is under way: threads, locks, faults, open
/// windows and a short history per CPU. A half whose other half never comes is written with what is known.
struct Pairing: ~Copyable, EventSink {
  let writers: FactWriters
  let recordedRoles: RecordedRoles

  /// Number of events taken: the order that decides where times are equal.
  var eventNumber: UInt64 = 0
  var firstTs: Int64?
  var lastTs: Int64 = none

  var threads: [ThreadState] = []
  var freeThreads: [Int32] = []
  var threadSlots: [Int32: Int32] = [:]
  var threadsBeforeRetiring = Pairing.maximumThreads
  /// The recording, for messages.
  let path: String
  /// Threads with a fault under way.
  var faultsInFlight: [Int32] = []

  var mms: [MmState] = []
  static let retiredMmDelay = 4096
  var freeMms: [Int32] = []
  var retiredMms: [Int32] = []
  var mmSlots: [UInt64: Int32] = [:]
  var lastMm: (address: UInt64, slot: Int32) = (0, noSlot)
  var memcgs: [[UInt8]: Int64] = [:]
  var memcgNumbers: [UInt64: Int64] = [:]

  var windows: [Window] = []
  var freeWindows: [Int32] = []
  var openWindows = 0
  /// Windows that ended at the latest moment at which any did.
  var endedWindows: [EndedWindow] = []
  var endedWindowsTs: Int64 = none

  var requests: [FlushInProgress] = []
  var freeRequests: [Int32] = []
  var openRequests: [Int32] = []
  /// The last requests that ended: a load may have begun before one of them ended.
  var endedRequests = RecentRing<FlushInProgress>(capacity: 64)
  var loadsDuringFlush: [LoadDuringFlush] = []

  var cpus: [CPUState] = []

  /// Names of threads as the recorder saved them.
  let savedComms: [Int32: String]
  /// What else the recorder says of threads; final when all events were read.
  var recordedTasks: RecordedTasks
  /// Ids of call chains that have rows.
  var callChains: [CallChain: Int64] = [:]
  var lastCallChain: Int64 = 0
  let bufferNames: [String]
  /// Probes as the recorder's marks have them.
  var probes = RecordedProbes()
  var losses: Int64 = 0
  /// Events of kind `other` that were stored, by index of their `RecordedEvent`.
  var keptOthers: [Int: Int64] = [:]

  init(
    _ store: StoreWriter, path: String = "", info: RecordingInfo, recorded: RecordedRoles
  ) throws(IngestError) {
    self.path = path
    writers = try FactWriters(store)
    recordedRoles = recorded
    savedComms = info.comms
    recordedTasks = info.tasks
    bufferNames = info.buffers.map(\.name)
  }

  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError) {
    eventNumber &+= 1
    if firstTs == nil { firstTs = event.ts }
    lastTs = max(lastTs, event.ts)
    let cpu = cpuSlot(event.cpu)
    let thread = try threadSlot(event.tid, cpu: event.cpu, ts: event.ts)
    try noteRunning(cpu, thread, event)
    switch event.kind {
    case .other: break
    case .mmapLockStartLocking: try lockRequested(thread, event, text)
    case .mmapLockAcquireReturned: try lockReturned(thread, event, text)
    case .mmapLockReleased: try lockReleased(thread, event, text)
    case .pageFaultUser: try faultEntered(thread, event, kernelMode: false)
    case .pageFaultKernel: try faultEntered(thread, event, kernelMode: true)
    case .handleMmFault: try handlerEntered(thread, event)
    case .handleMmFaultReturn: try handlerReturned(thread, event)
    case .doWpPage: try wpPageEntered(thread, event)
    case .doWpPageReturn: try wpPageReturned(thread, event)
    case .wpPageCopy: try wpPageCopyEntered(thread, event)
    case .ptepClearFlush: try clearFlushEntered(thread, event)
    case .ptepClearFlushReturn: try clearFlushReturned(thread, event)
    case .clearRefsWrite: try clearRefsWriteEntered(thread, event)
    case .clearRefsWriteReturn: try callReturned(.clearRefsWrite, thread, event)
    case .uffdWpRange: try uffdWpRangeEntered(thread, event)
    case .uffdWpRangeReturn: try callReturned(.uffdWpRange, thread, event)
    case .changeProtNuma: try changeProtNumaEntered(thread, event)
    case .changeProtNumaReturn: try callReturned(.changeProtNuma, thread, event)
    case .archTlbbatchFlush: callEntered(.archTlbbatchFlush, thread, event)
    case .archTlbbatchFlushReturn: try callReturned(.archTlbbatchFlush, thread, event)
    case .clearRefsPteRange: try protectEntered(.clearRefs, thread, event)
    case .clearRefsPteRangeReturn: try protectReturned(thread, event)
    case .changeProtection: try changeProtectionEntered(thread, event)
    case .changeProtectionReturn: try protectReturned(thread, event)
    case .copyPageRange: try copyPageRangeEntered(thread, event)
    case .copyPageRangeReturn: try protectReturned(thread, event)
    case .tlbGatherMmu: try gatherBegun(thread, event)
    case .tlbFinishMmu: try gatherFinishing(thread, event)
    case .tlbFinishMmuReturn: try gatherFinished(thread, event)
    case .flushTlbMmRange: try flushRequested(thread, event)
    case .flushTlbMmRangeReturn: try flushReturned(thread, event)
    case .flushTlbFunc: try receiptBegun(cpu, event)
    case .flushTlbFuncReturn: try receiptEnded(cpu, event)
    case .tlbFlush: try flushHappened(cpu, thread, event)
    case .schedSwitch: try switched(cpu, event, text)
    case .switchMmIrqsOff: try mmSwitched(cpu, thread, event)
    case .enterLazyTlb:
      try writeCall(.enterLazyTlb, thread, event, mm: try mmSlot(event.arguments[0], event.ts))
    case .exitMmap: try mmExited(thread, event)
    case .schedProcessFork: try forked(thread, event, text)
    case .schedProcessExec: try executed(thread, event)
    case .schedProcessExit: try exited(thread, event, text)
    case .print: try marked(event, text)
    }
  }

  /// The CPU's state, made when the CPU is first seen.
  ///
  /// Damaged or pasted input may name any CPU.
  mutating func cpuSlot(_ cpu: Int32) -> Int {
    let slot = cpu < 0 || cpu > 65_535 ? 0 : Int(cpu)
    while cpus.count <= slot { cpus.append(CPUState()) }
    return slot
  }

  /// Takes a gap.
  mutating func accept(_ loss: Loss) throws(IngestError) {
    losses += 1
    let buffer = loss.buffer < bufferNames.count ? bufferNames[loss.buffer] : ""
    try writers.eventLoss.insert([
      .integer(writers.eventLoss.newID()), loss.cpu.map { .integer(Int64($0)) } ?? .null, .text(buffer),
      loss.from.map { .integer($0) } ?? .null, loss.to.map { .integer($0) } ?? .null,
      loss.events.map { .integer($0) } ?? .null, .text(loss.why),
    ])
  }

  /// Whether an event had a time that no clock shows: its order is not known then, nor that of others.
  var hasTimesOutOfRange: Bool {
    guard let firstTs else { return false }
    return firstTs <= -TimeConversion.limit || lastTs >= TimeConversion.limit
  }

  /// Stores an event that the user asked to keep.
  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
    if firstTs == nil { firstTs = event.ts }
    lastTs = max(lastTs, event.ts)
    keptOthers[index, default: 0] += 1
    try writers.event.insert([
      .integer(writers.event.newID()), .integer(event.ts), .integer(Int64(event.cpu)),
      .integer(Int64(event.tid)),
      .integer(Int64(index + 1)), .text(fields),
    ])
  }

  /// Writes what is still under way, and the tables of threads and address spaces.
  mutating func finish() throws(IngestError) {
    for slot in threads.indices where !threads[slot].isRetired { try abandonEverything(of: Int32(slot)) }
    for cpu in cpus.indices {
      if let receipt = cpus[cpu].receipt { try writeReceipt(receipt, cpu, to: none) }
      try endRun(cpu)
    }
    try writeOpenWindows()
    try writeProbes()
    for slot in threads.indices where !threads[slot].isRetired { try writeTask(Int32(slot)) }
    for slot in mmSlots.values.sorted() { try writeMm(slot) }
  }
}

/// Which kinds this recording describes, whether or not they occurred.
struct RecordedRoles: Sendable {
  private var kinds: Set<EventKind> = []

  init(_ events: [RecordedEvent]) { kinds = Set(events.map(\.kind)) }

  func contains(_ kind: EventKind) -> Bool { kinds.contains(kind) }
}
