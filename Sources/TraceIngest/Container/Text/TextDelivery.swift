/// Hands the events of a text over.
enum TextDelivery {
  /// Hands over the event that was read from line `number`.
  static func deliver<Sink: EventSink & ~Copyable>(
    _ reading: TextEventLine, line: [UInt8], _ prefix: TextPrefix, number: Int64, isKept: Bool,
    to sink: inout Sink
  ) throws(IngestError) {
    let event = reading.event.event
    try sink.note(
      TextLineNote(
        line: number, ts: event.ts, cpu: event.cpu, tid: event.tid, event: reading.index,
        certainty: reading.certainty))
    if isKept {
      let fields = TextJSON(line, min(prefix.payload, line.count)..<line.count).text
      return try sink.keep(event, index: reading.index, fields: fields)
    }
    try line.span.bytes.extracting(reading.event.text).accept(event, &sink)
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
