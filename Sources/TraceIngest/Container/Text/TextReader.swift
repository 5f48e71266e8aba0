/// Reads ftrace events from text: `tracing/trace` and `trace_pipe`, `trace-cmd report`, `perf script`, and
/// any of them pasted into mail.
///
/// The text is gone through twice: to learn which events it has and what their lines usually say, then to
/// hand them over. Events keep the order of the text, which is that of the one who printed it.
struct TextReader: ~Copyable, RecordingReader {
  private let file: MappedFile
  private var catalog: TextCatalog
  private var survey = TextSurvey()
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
    guard survey.events > 0 else {
      throw IngestError(
        file.path, "is text, but none of its \(survey.lines) lines is a trace event",
        hint: "mmtrace reads tracing/trace, trace-cmd report and perf script (default fields)")
    }
    catalog.resetCounts()
    info = survey.info(clock: clock)
    info.damage = damage.summary
    self.catalog = catalog
    self.survey = survey
    self.file = file
  }

  var events: [RecordedEvent] { catalog.entries.map(\.event) }

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
    var delivery = TextDelivery(buffers: survey.buffers)
    let total = UInt64(file.count)
    if survey.head.overwritten > 0 {
      try sink.accept(
        Loss(
          cpu: nil, buffer: 0, from: nil, to: nil, events: survey.head.overwritten,
          why: "overwritten before the text was read"))
    }
    var (unread, seen) = (0, 0)
    var scanner = TextScanner(RawSpan(_unsafeBytes: file.buffer))
    var forgotten = 0
    while let item = scanner.next() {
      switch item {
      case .event:
        guard let prefix = scanner.prefix else { break }
        if let why = try delivery.deliver(
          scanner.line, prefix, scanner.number, scanner.isWhole, &catalog, to: &sink)
        {
          unread += 1
          try note(scanner.line, scanner.number, why, unread, to: &sink)
        }
      case .lost(let cpu, let events): delivery.note(lost: events, on: cpu)
      case .elision: delivery.noteElision()
      case .head: break
      case .unread:
        unread += 1
        try note(scanner.line, scanner.number, "no event", unread, to: &sink)
      }
      seen &+= 1
      if seen & 0xfff == 0 { progress(UInt64(scanner.position), total) }
      if scanner.position - forgotten > Self.residentBudget {
        file.forget(forgotten..<scanner.position)
        forgotten = scanner.position
      }
    }
    try delivery.finish(&sink)
    if unread > 0 { info.notes.append("\(unread) lines were not understood (table unread_line)") }
    progress(total, total)
  }

  private func note<Sink: EventSink & ~Copyable>(
    _ line: [UInt8], _ number: Int64, _ why: String, _ count: Int, to sink: inout Sink
  ) throws(IngestError) {
    guard count <= Self.maximumUnread else { return }
    try sink.note(UnreadLine(line: number, why: why, text: line.text(0..<min(line.count, 400))))
  }
}
