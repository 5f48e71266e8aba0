/// Reads a trace.dat of trace-cmd, version 6 or 7.
///
/// libtracecmd, which reads them too, allocates per record, gives up on files cut short, crashes on
/// damaged ones and drops lost marks of sub-buffers that begin with a time extend. A verdict on a race
/// needs those marks, so the container is read here.
struct TraceDatReader: ~Copyable, RecordingReader {
  private let file: MappedFile
  private let content: Content
  private let sources: [EventStream.Source]
  private var damage: DamageLog
  private var decoder: EventDecoder
  private(set) var info: RecordingInfo

  /// What the head of the file says.
  private struct Content {
    var head: TraceDatHead
    var options: TraceDatOptions
    var metadata: TraceMetadata
    /// Top buffer first.
    var buffers: [TraceDatOptions.Buffer]
  }

  /// Opens the recording at `path` and reads its head.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - strict: whether the first damage is an error.
  ///   - keep: globs of `system:event` to hand to `EventSink.keep`.
  /// - Throws: when nothing can be read of it.
  init(path: String, strict: Bool, keep: [String]) throws(IngestError) {
    try self.init(MappedFile(path: path), damage: DamageLog(file: path, isStrict: strict), keep: keep)
  }

  /// Reads the head of the recording in `file`, adding to `damage` what is wrong with it.
  init(_ file: consuming MappedFile, damage: DamageLog, keep: [String]) throws(IngestError) {
    var damage = damage
    let content = try Self.content(of: file, damage: &damage)
    let sources = try EventStream.Source.streams(
      of: content.buffers, file: file.bytes, head: content.head, damage: &damage)
    try SecondRecording.note(
      in: file.buffer, from: sources.map(\.range.upperBound).max() ?? file.count, isPerf: false, &damage)
    self.sources = sources
    // Formats and symbols take megabytes that nobody reads again.
    file.forget(0..<file.count)
    self.file = file
    decoder = EventDecoder(
      formats: content.metadata.formats, bigEndian: content.head.isBigEndian,
      longSize: content.metadata.layout.longSize, keep: keep)
    info = Self.info(content)
    info.damage = damage.summary
    self.content = content
    self.damage = damage
  }

  var events: [RecordedEvent] { decoder.events }

  borrowing func symbols(of addresses: Set<UInt64>) -> [KernelSymbol] {
    guard content.head.version == 6 else {
      return TraceDatVersion7(file.buffer, head: content.head).symbols(of: addresses, content.options)
    }
    return content.metadata.kallsyms.map { KernelSymbols.of(addresses, in: file.bytes.extracting($0)) } ?? []
  }

  mutating func read<Sink: EventSink & ~Copyable>(
    into sink: inout Sink, progress: (UInt64, UInt64) -> Void
  ) throws(IngestError) {
    // Without a buffer the recording ends before the table that says where its events are.
    if content.buffers.isEmpty {
      try damage.add("no buffer is described: the recording was cut off or never finished")
      info.damage = damage.summary
    }
    if content.buffers.isEmpty || damage.hidesEvents {
      try sink.accept(Loss(cpu: nil, buffer: 0, from: nil, to: nil, events: nil, why: "damaged file"))
    }
    var streams = EventStreams(
      sources, file: file.buffer, layout: content.metadata.layout, times: content.options.times,
      compression: content.head.compression)
    defer { info.damage = damage.summary }
    try streams.read(&decoder, into: &sink, damage: &damage, progress: progress)
    if let cpu = streams.disordered.first {
      info.isOrdered = false
      info.notes.append(
        "the time of CPU \(cpu) goes back: its sub-buffers are not in order, or one is there twice")
    }
    try streams.reportCountedLosses(
      content.options.statistics, buffers: info.buffers, cpus: info.cpus, to: &sink)
  }

  private static func content(
    of file: borrowing MappedFile, damage: inout DamageLog
  ) throws(IngestError) -> Content {
    let head = try TraceDatHead(file.bytes, path: file.path)
    var content: Content
    if head.version == 6 {
      let body = try TraceDatVersion6.read(file.bytes, head: head, damage: &damage)
      content = Content(head: head, options: body.options, metadata: body.metadata, buffers: body.buffers)
    } else {
      let sections = TraceDatVersion7(file.buffer, head: head)
      let options = try sections.readOptions(damage: &damage)
      let metadata = try sections.readMetadata(options, damage: &damage)
      content = Content(head: head, options: options, metadata: metadata, buffers: options.buffers)
    }
    guard !content.buffers.isEmpty || !content.options.hasText else {
      throw IngestError(
        file.path, "holds the text of a latency tracer, not events",
        hint: "`trace-cmd report` prints it; mmtrace reads text too")
    }
    for option in content.options.unreadable {
      try damage.add("option \(option) cannot be read", hidesEvents: true)
    }
    if content.metadata.unreadableFormats > 0 {
      try damage.add("\(content.metadata.unreadableFormats) event formats cannot be read")
    }
    if let top = content.buffers.firstIndex(where: { $0.name.isEmpty }) {
      content.buffers.insert(content.buffers.remove(at: top), at: 0)
    }
    let clock = content.options.clock
    // Cycles are converted when the clock counts cycles; the option may be there all the same.
    if let clock, !["x86-tsc", "ppc-tb", "tsc2nsec"].contains(clock) { content.options.times.cycles = nil }
    return content
  }

  private static func info(_ content: Content) -> RecordingInfo {
    var info = RecordingInfo()
    let (head, options) = (content.head, content.options)
    let method = head.compression == .none ? "" : " \(head.compression)"
    info.container = "trace.dat \(head.version)\(method)"
    info.uname = options.uname
    info.recorder = options.recorder
    let clock = TraceClock(
      name: options.clock ?? content.buffers.lazy.map(\.clock).first { !$0.isEmpty },
      convertsToNanoseconds: options.times.cycles != nil)
    (info.clock, info.clockUnit, info.clockIsComparable) = (clock.name, clock.unit, clock.isComparable)
    if let problem = clock.orderProblem {
      info.isOrdered = false
      info.notes.append(problem)
    }
    let highest = content.buffers.flatMap(\.cpus).map { Int($0.cpu) + 1 }.max() ?? 0
    info.cpus = max(options.cpus ?? 0, highest)
    if let said = options.cpus, said < highest {
      let cpus = said == 1 ? "1 CPU" : "\(said) CPUs"
      info.notes.append("it says that the machine had \(cpus), and has data of CPU \(highest - 1)")
    }
    info.buffers = content.buffers.map { RecordingInfo.Buffer(name: $0.name) }
    info.comms = content.metadata.comms
    return info
  }
}
