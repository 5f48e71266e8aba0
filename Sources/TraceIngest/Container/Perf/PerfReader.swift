/// Reads a perf.data: of `perf record`, of `perf record -o -`, or a directory that it wrote.
///
/// The samples of tracepoints carry the very records of the kernel's ring buffer, so they are decoded as
/// those of a trace.dat. The file is gone through twice: to learn what it says and where its records are,
/// then in the order of time.
struct PerfReader: ~Copyable, RecordingReader {
  private let content: PerfContent
  private var index: RecordIndex
  private var decoder: EventDecoder
  private var others: PerfOtherEvents
  private var lastTimes = LastTimes()
  private var unreadable = PerfUnreadable()
  private(set) var info: RecordingInfo

  /// Memory of the mappings that may be resident before it is given back.
  private static let residentBudget = 48 << 20

  /// Opens the recording in `file`.
  ///
  /// - Parameters:
  ///   - file: the recording.
  ///   - parts: further files of a directory that perf wrote.
  ///   - damage: what is wrong with it so far.
  ///   - keep: globs of `system:event` to hand to `EventSink.keep`.
  /// - Throws: when nothing can be read of it.
  init(
    _ file: consuming MappedFile, parts: [String] = [], damage: DamageLog, keep: [String]
  ) throws(IngestError) {
    let path = file.path
    var index = RecordIndex(path: path)
    var content = try PerfContent.read(file, parts: parts, damage: damage, into: &index)
    try index.finish()
    let tracing = content.session.tracing
    let attributes = content.session.attributes
    if index.count > 0, attributes.isEmpty {
      throw IngestError(path, "has samples but does not describe them")
    }
    if tracing == nil, attributes.contains(where: { $0.attribute.type == PerfAttribute.tracepoint }) {
      try content.damage.add(
        "the formats of its tracepoints are missing: perf did not come to write them, so none can be decoded")
    }
    decoder = EventDecoder(
      formats: tracing?.formats ?? [],
      bigEndian: tracing?.layout.isBigEndian ?? content.session.isBigEndian, keep: keep)
    others = PerfOtherEvents(content.session, recorded: decoder.events)
    info = content.info
    self.index = consume index
    self.content = content
  }

  var events: [RecordedEvent] { decoder.events + others.events }

  /// perf itself leaves the text of kallsyms empty; others that write its format need not.
  borrowing func symbols(of addresses: Set<UInt64>) -> [KernelSymbol] {
    let text = content.session.kallsyms
    return KernelSymbols.of(addresses, in: text.span.bytes)
  }

  mutating func read<Sink: EventSink & ~Copyable>(
    into sink: inout Sink, progress: (UInt64, UInt64) -> Void
  ) throws(IngestError) {
    let buffers = content.sources.map { $0.file.buffer }
    let isBigEndian = content.session.isBigEndian
    let total = UInt64(index.count)
    var (done, resident) = (UInt64(0), 0)
    while let entry = index.next() {
      let record = PerfSource.record(in: buffers[entry.source], at: entry.offset, bigEndian: isBigEndian)
      let type: UInt32 = content.session.integer(record, 0)
      if type == PerfRecordType.sample {
        try deliver(record, ts: entry.ts, to: &sink)
      } else {
        try deliverOther(type, record, ts: entry.ts, to: &sink)
      }
      resident += record.count
      if resident > Self.residentBudget {
        resident = 0
        for source in content.sources { source.file.forget(source.range) }
      }
      done &+= 1
      if done & 0xffff == 0 { progress(done, total) }
    }
    try unreadable.finish(&sink)
    if content.isCutOff {
      try sink.accept(
        Loss(cpu: nil, buffer: 0, from: lastTimes.last, to: nil, events: nil, why: "damaged file"))
    }
    if content.damage.hidesEvents {
      try sink.accept(Loss(cpu: nil, buffer: 0, from: nil, to: nil, events: nil, why: "damaged file"))
    }
    // What they hold nobody here knows: a new kind of compressed record holds samples.
    if content.unknownRecords > 0 {
      try sink.accept(
        Loss(
          cpu: nil, buffer: 0, from: nil, to: nil, events: Int64(content.unknownRecords),
          why: "unknown records"))
    }
    progress(total, total)
  }

  @inline(__always)
  private mutating func deliver<Sink: EventSink & ~Copyable>(
    _ record: UnsafeRawBufferPointer, ts: Int64, to sink: inout Sink
  ) throws(IngestError) {
    let session = content.session
    let number = others.areTracepointsAlone && session.isUniform ? 0 : session.attribute(ofSample: record)
    let layout = session.layouts[number]
    let span = RawSpan(_unsafeBytes: record)
    guard record.count >= layout.fixedSize,
      let parts = layout.variable(in: span, bigEndian: session.isBigEndian)
    else { return noteUnreadable(number, cpu: nil) }
    let cpu: Int32 = layout.cpu < 0 ? -1 : session.integer(record, layout.cpu)
    defer { lastTimes.note(cpu, ts) }
    guard others.isTracepoint(number) else {
      return try others.deliver(number, record, layout, ts: ts, cpu: cpu, session, to: &sink)
    }
    guard let raw = parts.raw else { return noteUnreadable(number, cpu: cpu) }
    guard try decoder.decode(span.extracting(raw), ts: ts, cpu: cpu, into: &sink) else {
      return unreadable.note(cpu: cpu, from: lastTimes[cpu])
    }
    if unreadable.isOpen { try unreadable.end(at: ts, &sink) }
    guard !parts.callchain.isEmpty else { return }
    try deliverCallers(record, parts, layout, ts: ts, cpu: cpu, to: &sink)
  }

  /// Notes a sample that is too short, or a tracepoint's without its record.
  private mutating func noteUnreadable(_ number: Int, cpu: Int32?) {
    let decides = others.noteUnreadable(number)
    if decides { unreadable.note(cpu: cpu, from: cpu.map { lastTimes[$0] } ?? lastTimes.last) }
  }

  /// Hands over who called, for events where that is the question.
  private func deliverCallers<Sink: EventSink & ~Copyable>(
    _ record: UnsafeRawBufferPointer, _ parts: PerfLayout.Variable, _ layout: PerfLayout, ts: Int64,
    cpu: Int32,
    to sink: inout Sink
  ) throws(IngestError) {
    let session = content.session
    guard let raw = parts.raw, raw.count >= 2 else { return }
    let type: UInt16 = session.integer(record, raw.lowerBound)
    guard let number = decoder.indexOfLockOrFlush(Int(type)) else { return }
    var chain = CallChain()
    for offset in stride(from: parts.callchain.lowerBound, to: parts.callchain.upperBound, by: 8) {
      guard chain.add(session.integer(record, offset)) else { break }
    }
    guard !chain.frames.isEmpty else { return }
    let tid: Int32 = layout.tid < 0 ? 0 : session.integer(record, layout.tid + 4)
    try sink.note(EventCallers(ts: ts, cpu: cpu, tid: tid, event: number, stackTs: nil, chain: chain))
  }

  private mutating func deliverOther<Sink: EventSink & ~Copyable>(
    _ type: UInt32, _ record: UnsafeRawBufferPointer, ts: Int64, to sink: inout Sink
  ) throws(IngestError) {
    let session = content.session
    guard let layout = session.layout(ofOther: record) else { return }
    let hasID = layout.sampleIDSize > 0 && record.count >= PerfLayout.header + layout.sampleIDSize
    let cpu: Int32? =
      hasID && layout.cpuFromEnd > 0 ? session.integer(record, record.count - layout.cpuFromEnd) : nil
    switch type {
    case PerfRecordType.lost where record.count >= 24:  // {u64 id, lost}
      try deliver(lost: session.integer(record, 16), cpu, ts, to: &sink)
    case PerfRecordType.lostSamples where record.count >= 16:  // {u64 lost}
      // From 7.2 on perf counts what its own filters left out in the same way, and says so in misc.
      let misc: UInt16 = session.integer(record, 4)
      guard misc & 1 << 15 == 0 else { return }
      try deliver(lost: session.integer(record, 8), cpu, ts, to: &sink)
    case PerfRecordType.switchCPUWide where record.count >= 16 && hasID:
      guard let cpu, layout.tidFromEnd > 0 else { return }
      let tid: Int32 = session.integer(record, record.count - layout.tidFromEnd + 4)
      lastTimes.note(cpu, ts)
      try others.deliverSwitch(record, from: tid, ts: ts, cpu: cpu, session, to: &sink)
    default: break
    }
  }

  private func deliver<Sink: EventSink & ~Copyable>(
    lost: UInt64, _ cpu: Int32?, _ ts: Int64, to sink: inout Sink
  ) throws(IngestError) {
    guard lost > 0 else { return }
    let from = cpu.map { lastTimes[$0] } ?? lastTimes.last
    try sink.accept(
      Loss(cpu: cpu, buffer: 0, from: from, to: ts, events: Int64(clamping: lost), why: "perf LOST"))
  }
}

/// The time of the last event of each CPU.
private struct LastTimes {
  private var times: [Int64?] = []
  /// Of any CPU.
  private(set) var last: Int64?

  @inline(__always)
  mutating func note(_ cpu: Int32, _ ts: Int64) {
    last = ts
    let slot = Int(cpu)
    guard slot >= 0, slot < 65_536 else { return }
    if slot >= times.count { times += Array(repeating: nil, count: slot + 1 - times.count) }
    times[slot] = ts
  }

  subscript(cpu: Int32) -> Int64? { cpu >= 0 && Int(cpu) < times.count ? times[Int(cpu)] : nil }
}

/// Samples in a row that could not be read, and may be of kinds that decide something.
private struct PerfUnreadable {
  private var gap: Loss?
  private var gaps = 0

  /// Gaps told apart; after that the last one has no end.
  private static let limit = 1000

  /// Whether such samples came last.
  var isOpen: Bool { gap != nil && gaps < Self.limit }

  mutating func note(cpu: Int32?, from: Int64?) {
    guard var gap else {
      gap = Loss(cpu: cpu, buffer: 0, from: from, to: nil, events: 1, why: "undecodable")
      return
    }
    if gap.cpu != cpu { gap.cpu = nil }
    if let earlier = gap.from { gap.from = from.map { min(earlier, $0) } }
    gap.events = gap.events.map { $0 + 1 }
    self.gap = gap
  }

  mutating func end<Sink: EventSink & ~Copyable>(at ts: Int64, _ sink: inout Sink) throws(IngestError) {
    gap?.to = ts
    try finish(&sink)
  }

  mutating func finish<Sink: EventSink & ~Copyable>(_ sink: inout Sink) throws(IngestError) {
    guard let gap else { return }
    self.gap = nil
    gaps += 1
    try sink.accept(gap)
  }
}
