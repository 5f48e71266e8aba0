/// Hands the events of a text over, with the gaps that the text tells of in their places.
struct TextDelivery {
  /// Number of a buffer by its name.
  private let buffers: [[UInt8]]
  private var lastTime: Int64?
  private var lastTimes: [Int32: Int64] = [:]
  /// Gaps whose end has not come: of a CPU, and of lines left out.
  private var losses: [Int32: Loss] = [:]
  private var elision: Loss?
  /// Where the line of the event is.
  private var tid: Int32 = 0

  init(buffers: [[UInt8]]) { self.buffers = buffers }

  /// Notes that a CPU lost events, here in the text.
  mutating func note(lost events: Int64?, on cpu: Int32) {
    guard losses.count < 65_536 || losses[cpu] != nil else { return }
    var loss = Loss(cpu: cpu, buffer: 0, from: lastTimes[cpu], to: nil, events: events, why: "ring buffer")
    if let before = losses[cpu] {
      // Two gaps without an event between them are one.
      loss.from = before.from
      loss.events = events.flatMap { count in
        before.events.map { $0.addingReportingOverflow(count).partialValue }
      }
    }
    losses[cpu] = loss
  }

  /// Notes that lines were left out here.
  mutating func noteElision() {
    guard elision == nil else { return }
    elision = Loss(cpu: nil, buffer: 0, from: lastTime, to: nil, events: nil, why: "left out of the text")
  }

  /// Hands over the event in `line`.
  ///
  /// - Returns: why it cannot be, nil when it was.
  mutating func deliver<Sink: EventSink & ~Copyable>(
    _ line: [UInt8], _ prefix: TextPrefix, _ number: Int64, _ isWhole: Bool, _ catalog: inout TextCatalog,
    to sink: inout Sink
  ) throws(IngestError) -> String? {
    guard let index = catalog.number(line, prefix) else { return "cut off" }
    let entry = catalog.entries[index]
    var read = TextEvent(line, prefix, entry)
    let isCutOff = entry.usual & ~read.named != 0
    if isCutOff { read.dropLast(line, prefix, entry) }
    guard entry.needed & ~read.event.present == 0 else {
      catalog.countUnreadable(index)
      return isCutOff ? "cut off" : "garbled"
    }
    catalog.countDecoded(index)
    let (ts, cpu) = (read.event.ts, read.event.cpu)
    try closeGaps(before: ts, cpu, &sink)
    (lastTime, lastTimes[cpu]) = (ts, ts)
    try sink.note(
      TextLineNote(
        line: number, ts: ts, cpu: cpu, tid: read.event.tid, event: index,
        certainty: isCutOff || read.isGarbled ? .partial : isWhole ? .whole : .joined))
    if entry.isKept {
      let fields = TextJSON(line, min(prefix.payload, line.count)..<line.count).text
      try sink.keep(read.event, index: index, fields: fields)
    } else {
      let text = read.text
      let event = read.event
      try line.span.bytes.extracting(text).accept(event, &sink)
    }
    return nil
  }

  private mutating func closeGaps<Sink: EventSink & ~Copyable>(
    before ts: Int64, _ cpu: Int32, _ sink: inout Sink
  ) throws(IngestError) {
    if var gap = elision {
      gap.to = ts
      elision = nil
      try sink.accept(gap)
    }
    if !losses.isEmpty, var gap = losses.removeValue(forKey: cpu) {
      gap.to = ts
      try sink.accept(gap)
    }
  }

  /// Hands over the gaps that nothing follows.
  mutating func finish<Sink: EventSink & ~Copyable>(_ sink: inout Sink) throws(IngestError) {
    if let elision { try sink.accept(elision) }
    for cpu in losses.keys.sorted() {
      if let loss = losses[cpu] { try sink.accept(loss) }
    }
  }
}

extension RawSpan {
  /// Hands over `event` with these bytes as its text.
  fileprivate func accept<Sink: EventSink & ~Copyable>(
    _ event: borrowing Event, _ sink: inout Sink
  ) throws(IngestError) {
    try sink.accept(event, text: self)
  }
}

/// The payload of an event that was kept, as a JSON object with one member.
struct TextJSON {
  private(set) var text: String

  init(_ line: [UInt8], _ range: Range<Int>) {
    text = "{\"text\":\""
    for scalar in line.text(line.trimmed(range)).unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case _ where scalar.value < 0x20:
        text += "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\"}"
  }
}
