/// Reads ftrace events from text: `tracing/trace` and `trace_pipe`, `trace-cmd report`, `perf script`, and
/// any of them pasted into mail.
///
/// The text is gone through twice: to learn which events it has and what their lines usually say, then to
/// hand them over. Events keep the order of the text, which is that of the one who printed it; where their
/// times are out of order they are put into an index and handed over by their times.
struct TextReader: ~Copyable, RecordingReader {
  private let file: MappedFile
  private var catalog: TextCatalog
  private var survey = TextSurvey()
  /// Whether what it came in was damaged.
  private let hidesEvents: Bool
  private(set) var info: RecordingInfo

  /// Memory of the mapping that may be resident before it is given back.
  private static let residentBudget = 16 << 20
  /// Lines kept that were not understood.
  private static let maximumUnread = 10_000

  /// Opens the text in `file`.
  ///
  /// - Parameters:
  ///   - file: the text.
  ///   - damage: what is wrong with it so far.
  ///   - keep: globs of `system:event` to hand to `EventSink.keep`.
  ///   - clock: the trace clock, which texts do not say; nil when nobody knows.
  /// - Throws: when no line of it is an event.
  init(
    _ file: consuming MappedFile, damage: DamageLog, keep: [String], clock: String? = nil
  ) throws(IngestError) {
    var catalog = TextCatalog(keep: keep)
    var survey = TextSurvey()
    Self.scan(file.buffer) { item, scanner in survey.note(item, scanner, &catalog) }
    survey.finish(catalog)
    guard survey.events > 0 else {
      throw IngestError(
        file.path, "is text, but none of its \(survey.lines) lines is a trace event",
        hint: "mmtrace reads tracing/trace, trace-cmd report and perf script (default fields)")
    }
    catalog.resetCounts()
    info = survey.info(clock: clock)
    info.damage = damage.summary
    hidesEvents = damage.hidesEvents
    self.catalog = catalog
    self.survey = survey
    self.file = file
  }

  var events: [RecordedEvent] { catalog.entries.map(\.event) }

  /// Text has the names of functions in its stacks, which are not read.
  borrowing func symbols(of addresses: Set<UInt64>) -> [KernelSymbol] { [] }

  /// Goes through a text, giving back memory on the way.
  private static func scan<Failure: Error>(
    _ buffer: UnsafeRawBufferPointer, _ visit: (TextItem, borrowing TextScanner) throws(Failure) -> Void
  ) throws(Failure) {
    var scanner = TextScanner(RawSpan(_unsafeBytes: buffer))
    var forgotten = 0
    while let item = scanner.next() {
      try visit(item, scanner)
      guard scanner.position - forgotten > residentBudget else { continue }
      MappedFile.forget(forgotten..<scanner.position, of: buffer)
      forgotten = scanner.position
    }
  }

  mutating func read<Sink: EventSink & ~Copyable>(
    into sink: inout Sink, progress: (UInt64, UInt64) -> Void
  ) throws(IngestError) {
    try noteLosses(to: &sink)
    let total = UInt64(file.count) * (survey.order.isSorted ? 1 : 2)
    var gaps = TextGaps()
    var index = survey.order.isSorted ? nil : TextIndex(path: file.path)
    var (unread, seen, events) = (0, 0, 0)
    var scanner = TextScanner(RawSpan(_unsafeBytes: file.buffer))
    var forgotten = 0
    while let item = scanner.next() {
      var problem: String?
      switch item {
      case .event:
        problem = try readEvent(scanner, &gaps, &index, &sink)
        events += 1
      case .missing(let missing): gaps.note(missing)
      case .head:
        if events > 0, survey.isOfSeveral, TextHead.begins(scanner.line) {
          gaps.noteStated(events: nil, why: "another recording begins")
        }
      case .entry, .empty: break
      case .unread(let isBegun):
        problem = isBegun ? "cut off" : "no event"
        if isBegun { gaps.noteStated(events: 1, why: "undecodable") } else { gaps.noteUnread() }
      }
      if let problem {
        unread += 1
        try note(scanner.line, scanner.number, problem, unread, to: &sink)
      }
      seen &+= 1
      if seen & 0xfff == 0 { progress(UInt64(scanner.position), total) }
      if scanner.position - forgotten > Self.residentBudget {
        file.forget(forgotten..<scanner.position)
        forgotten = scanner.position
      }
    }
    try gaps.finish(&sink)
    if var index = index.take() { try deliver(&index, to: &sink, progress) }
    if unread > 0 { info.notes.append("\(unread) lines were not understood (table unread_line)") }
    progress(total, total)
  }

  /// Hands over what the heads of the text, and of what it came in, say is missing.
  private func noteLosses<Sink: EventSink & ~Copyable>(to sink: inout Sink) throws(IngestError) {
    var loss = Loss(cpu: nil, buffer: 0, from: nil, to: nil, events: nil, why: "damaged file")
    if hidesEvents { try sink.accept(loss) }
    if survey.head.overwritten > 0 {
      (loss.events, loss.why) = (survey.head.overwritten, "overwritten before the text was read")
      try sink.accept(loss)
    }
    if survey.missingEntries > 0 {
      (loss.events, loss.why) = (Int64(survey.missingEntries), "fewer events than the head says")
      try sink.accept(loss)
    }
    let absent = survey.absentCPUs
    if let cpu = absent.first {
      (loss.cpu, loss.events) = (absent.count == 1 ? cpu : nil, nil)
      loss.why = absent.count == 1 ? "no data of the cpu" : "no data of \(absent.count) cpus"
      try sink.accept(loss)
    }
  }

  /// Reads the event that the scanner is at, and hands it over, or puts it into `index` if there is one.
  ///
  /// - Returns: why it cannot be read, nil when it was.
  private mutating func readEvent<Sink: EventSink & ~Copyable>(
    _ scanner: borrowing TextScanner, _ gaps: inout TextGaps, _ index: inout TextIndex?, _ sink: inout Sink
  ) throws(IngestError) -> String? {
    guard let prefix = scanner.prefix, let reading = reading(scanner, prefix) else {
      gaps.noteStated(events: 1, why: "undecodable")
      return "cut off"
    }
    if let problem = reading.problem {
      catalog.countUnreadable(reading.index)
      if catalog.entries[reading.index].event.kind != .other {
        gaps.noteStated(events: 1, why: "undecodable")
      }
      return problem
    }
    catalog.countDecoded(reading.index)
    let event = reading.event.event
    try gaps.noteEvent(at: event.ts, cpu: event.cpu, lacksValue: reading.lacksValue, &sink)
    if index != nil {
      try index?.append(event.ts, line: scanner.number, at: scanner.start)
    } else {
      try TextDelivery.deliver(
        reading, line: scanner.line, prefix, number: scanner.number,
        isKept: catalog.entries[reading.index].isKept, to: &sink)
    }
    return nil
  }

  private mutating func reading(
    _ scanner: borrowing TextScanner, _ prefix: TextPrefix
  ) -> TextEventLine? {
    let isCut = scanner.width != nil && scanner.width == survey.cutColumn
    return TextEventLine(scanner.line, prefix, isWhole: scanner.isWhole, isCut: isCut, &catalog)
  }

  /// Hands over the events of `index` by their times.
  private mutating func deliver<Sink: EventSink & ~Copyable>(
    _ index: inout TextIndex, to sink: inout Sink, _ progress: (UInt64, UInt64) -> Void
  ) throws(IngestError) {
    try index.finish()
    let (count, size) = (UInt64(max(1, index.count)), UInt64(file.count))
    var (done, resident) = (UInt64(0), 0)
    while let (number, start) = index.next() {
      var scanner = TextScanner(RawSpan(_unsafeBytes: file.buffer), from: start, number: number - 1)
      guard case .event = scanner.next(), let prefix = scanner.prefix, let reading = reading(scanner, prefix)
      else { continue }
      try TextDelivery.deliver(
        reading, line: scanner.line, prefix, number: scanner.number,
        isKept: catalog.entries[reading.index].isKept, to: &sink)
      done += 1
      if done & 0xfff == 0 { progress(size + size * done / count, size * 2) }
      resident += scanner.position - start
      if resident > Self.residentBudget {
        resident = 0
        file.forget(0..<file.count)
      }
    }
  }

  private func note<Sink: EventSink & ~Copyable>(
    _ line: [UInt8], _ number: Int64, _ why: String, _ count: Int, to sink: inout Sink
  ) throws(IngestError) {
    guard count <= Self.maximumUnread else { return }
    try sink.note(UnreadLine(line: number, why: why, text: line.text(0..<min(line.count, 400))))
  }
}
