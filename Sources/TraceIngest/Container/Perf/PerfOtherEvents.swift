/// Samples of what is no tracepoint, and records of the kernel that stand in for tracepoints that were not
/// recorded.
struct PerfOtherEvents {
  /// One for each attribute.
  private var counts: [RecordedEvent] = []
  private let isTracepointByAttribute: [Bool]
  /// Context switches as perf records them itself (--switch-events).
  private var switches: RecordedEvent?
  /// Whether every attribute is a tracepoint.
  let areTracepointsAlone: Bool

  /// PERF_COUNT_SW_PAGE_FAULTS, raised where exceptions:page_fault_* are.
  private static let pageFaults: UInt64 = 2
  /// PERF_COUNT_SW_DUMMY, an event that never happens.
  private static let dummy: UInt64 = 9

  private static let softwareNames = [
    "cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults",
    "major-faults", "alignment-faults", "emulation-faults", "dummy", "bpf-output", "cgroup-switches",
  ]

  /// For the attributes of `session`; `recorded` are the tracepoints, which are preferred.
  init(_ session: PerfSession, recorded: [RecordedEvent]) {
    let kinds = Set(recorded.map(\.kind))
    isTracepointByAttribute = session.attributes.map { $0.attribute.type == PerfAttribute.tracepoint }
    areTracepointsAlone = !isTracepointByAttribute.contains(false)
    for described in session.attributes {
      let attribute = described.attribute
      let number = Int(truncatingIfNeeded: attribute.config)
      var event = RecordedEvent(kernelID: nil, system: "perf", name: "type \(attribute.type)", kind: .other)
      switch attribute.type {
      case PerfAttribute.software where Self.softwareNames.indices.contains(number):
        event.system = "software"
        event.name = Self.softwareNames[number]
        if attribute.config == Self.pageFaults, !kinds.contains(.pageFaultUser) {
          event.kind = .pageFaultUser
        }
      case PerfAttribute.hardware: event.system = "hardware"
      default: break
      }
      event.name = described.name ?? event.name
      counts.append(event)
    }
    if !kinds.contains(.schedSwitch) {
      switches = RecordedEvent(kernelID: nil, system: "perf", name: "SWITCH_CPU_WIDE", kind: .schedSwitch)
    }
  }

  /// What occurred, for the ledger.
  var events: [RecordedEvent] {
    (counts + [switches].compactMap(\.self)).filter {
      $0.decoded + $0.undecodable > 0 || $0.kind == .pageFaultUser
    }
  }

  @inline(__always)
  func isTracepoint(_ number: Int) -> Bool { isTracepointByAttribute[number] }

  /// Counts a sample that is too short, or a tracepoint's without its record.
  ///
  /// - Returns: whether it may be of a kind that decides something.
  @inline(never)
  mutating func noteUnreadable(_ number: Int) -> Bool {
    counts[number].undecodable += 1
    counts[number].why = "the sample is cut off, or was recorded without its raw data"
    return isTracepointByAttribute[number] || counts[number].kind != .other
  }

  /// Hands over a sample of an event that is no tracepoint.
  mutating func deliver<Sink: EventSink & ~Copyable>(
    _ number: Int, _ record: UnsafeRawBufferPointer, _ layout: PerfLayout, ts: Int64, cpu: Int32,
    _ session: PerfSession, to sink: inout Sink
  ) throws(IngestError) {
    counts[number].decoded += 1
    let tid: Int32 = layout.tid < 0 ? 0 : session.integer(record, layout.tid + 4)
    var event = Event(
      ts: ts, cpu: cpu, tid: tid, kind: counts[number].kind, present: 0,
      arguments: InlineArray(repeating: 0))
    if event.kind == .pageFaultUser {
      // PERF_RECORD_MISC_CPUMODE: 1 is the kernel, 2 the user.
      let misc: UInt16 = session.integer(record, 4)
      if misc & 7 == 1 { event.kind = .pageFaultKernel }
      if layout.address >= 0 {
        event.arguments[0] = session.integer(record, layout.address)
        event.present |= 1
      }
      if layout.ip >= 0 {
        event.arguments[1] = session.integer(record, layout.ip)
        event.present |= 2
      }
    }
    try sink.accept(event, text: RawSpan(_unsafeBytes: record).extracting(first: 0))
  }

  /// Hands over a context switch: {u32 next_prev_pid, next_prev_tid}, the next when misc says "out".
  ///
  /// Each switch has two records; the one of the thread that leaves names both.
  mutating func deliverSwitch<Sink: EventSink & ~Copyable>(
    _ record: UnsafeRawBufferPointer, from tid: Int32, ts: Int64, cpu: Int32, _ session: PerfSession,
    to sink: inout Sink
  ) throws(IngestError) {
    let misc: UInt16 = session.integer(record, 4)
    guard misc & 1 << 13 != 0, switches != nil else { return }
    switches?.decoded += 1
    let next: Int32 = session.integer(record, 12)
    var event = Event(
      ts: ts, cpu: cpu, tid: tid, kind: .schedSwitch, present: 3, arguments: InlineArray(repeating: 0))
    event.arguments[0] = UInt64(bitPattern: Int64(tid))
    event.arguments[1] = UInt64(bitPattern: Int64(next))
    try sink.accept(event, text: RawSpan(_unsafeBytes: record).extracting(first: 0))
  }
}
