import Testing

@testable import TraceIngest

/// Events that go to another thread: the sink there sees what one here would have seen.
@Suite struct EventHandOverTests {
  /// Writes down what it is told, and refuses one event.
  private struct Notes: EventSink {
    var lines: [String] = []
    var refused: Int64 = -1

    mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError) {
      if event.ts == refused { throw IngestError("trace.dat", "event \(event.ts) is refused") }
      let bytes = text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      lines.append("\(event.ts) \(event.cpu) \(event.tid) \(event.arguments[5]) \(bytes)")
    }

    mutating func accept(_ loss: Loss) throws(IngestError) { lines.append("loss \(loss.why)") }

    mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
      lines.append("keep \(event.ts) \(index) \(fields)")
    }

    mutating func note(_ callers: EventCallers) throws(IngestError) { lines.append("callers \(callers.ts)") }

    mutating func note(_ line: TextLineNote) throws(IngestError) { lines.append("line \(line.line)") }

    mutating func note(_ line: UnreadLine) throws(IngestError) { lines.append("unread \(line.text)") }
  }

  /// Tells `sink` of `count` events, with everything else between them, and of texts of many lengths.
  private func tell<Sink: EventSink & ~Copyable>(_ count: Int, _ sink: inout Sink) throws(IngestError) {
    for number in 0..<count {
      let event = Event(
        ts: Int64(number), cpu: Int32(number % 7), tid: Int32(number % 11), kind: .print, present: 0x3f,
        arguments: [0, 0, 0, 0, 0, UInt64(number) << 40])
      if number % 5 == 0 {
        try sink.accept(
          Loss(cpu: nil, buffer: 0, from: nil, to: nil, events: nil, why: "before \(number)"))
      }
      if number % 97 == 0 { try sink.note(UnreadLine(line: Int64(number), why: "", text: "text \(number)")) }
      if number % 13 == 0 {
        try sink.keep(event, index: number, fields: "{}")
      } else {
        let text = [UInt8](repeating: UInt8(97 + number % 26), count: number % 300 == 0 ? 9000 : number % 31)
        try sink.accept(event, text: text.span.bytes)
      }
      if number % 1023 == 0 {
        try sink.note(
          EventCallers(ts: Int64(number), cpu: 0, tid: 0, event: 0, chain: CallChain()))
      }
    }
    try sink.accept(Loss(cpu: nil, buffer: 0, from: nil, to: nil, events: nil, why: "at the end"))
  }

  @Test(arguments: [0, 1, 1023, 1024, 1025, 50_000]) func nothingChangesOnTheWay(count: Int) throws {
    var here = Notes()
    try tell(count, &here)
    var there = EventHandOver(Notes())
    try tell(count, &there)
    let lines = try there.finish { $0.lines }
    #expect(lines == here.lines)
  }

  @Test func whatTheSinkRefusesStopsTheReader() {
    var notes = Notes()
    notes.refused = 70_001
    #expect {
      var events = EventHandOver(notes)
      try tell(1_000_000, &events)
      _ = try events.finish { $0.lines.count }
    } throws: { error in
      (error as? IngestError)?.what == "event 70001 is refused"
    }
  }
}
