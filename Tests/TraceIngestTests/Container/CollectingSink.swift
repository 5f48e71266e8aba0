import Testing

@testable import TraceIngest

/// An event as a test looks at it.
struct SeenEvent: Equatable {
  var ts: Int64
  var cpu: Int32
  var tid: Int32
  var kind: EventKind
  var arguments: [UInt64?]
  var text: String

  init(_ event: borrowing Event, text: String = "") {
    ts = event.ts
    cpu = event.cpu
    tid = event.tid
    kind = event.kind
    arguments = []
    for index in 0..<6 { arguments.append(event.optional(index)) }
    self.text = text
  }
}

/// Keeps everything it is given, in order.
struct CollectingSink: EventSink, ~Copyable {
  var events: [SeenEvent] = []
  var losses: [Loss] = []
  /// Number of events that had come before each loss.
  var placesOfLosses: [Int] = []
  var kept: [String] = []
  var callers: [EventCallers] = []
  var lines: [TextLineNote] = []
  var unread: [UnreadLine] = []

  mutating func note(_ callers: EventCallers) throws(IngestError) { self.callers.append(callers) }
  mutating func note(_ line: TextLineNote) throws(IngestError) { lines.append(line) }
  mutating func note(_ line: UnreadLine) throws(IngestError) { unread.append(line) }

  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError) {
    events.append(SeenEvent(event, text: ByteReader.text(text)))
  }

  mutating func accept(_ loss: Loss) throws(IngestError) {
    losses.append(loss)
    placesOfLosses.append(events.count)
  }

  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
    kept.append(fields)
  }
}

/// Keeps nothing.
struct DiscardingSink: EventSink, ~Copyable {
  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError) {}
  mutating func accept(_ loss: Loss) throws(IngestError) {}
  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {}
}

/// What reading one file gives.
struct Reading {
  var info: RecordingInfo
  var recorded: [RecordedEvent]
  var events: [SeenEvent]
  var losses: [Loss]
  var placesOfLosses: [Int]
  var kept: [String]
  var callers: [EventCallers]
  var symbols: [KernelSymbol]

  /// Reads the file at `path` to its end.
  ///
  /// `addresses` are looked up beside those of its call chains.
  init(
    path: String, strict: Bool = false, keep: [String] = [], addresses: Set<UInt64> = []
  ) throws(IngestError) {
    var reader = try TraceDatReader(path: path, strict: strict, keep: keep)
    var sink = CollectingSink()
    try reader.read(into: &sink) { _, _ in }
    info = reader.info
    recorded = reader.events
    callers = sink.callers
    symbols = reader.symbols(of: addresses.union(callers.flatMap(\.chain.frames)))
    (events, losses, kept) = (sink.events, sink.losses, sink.kept)
    placesOfLosses = sink.placesOfLosses
  }

  /// Hits by role, without those of events nothing is made from.
  var hitsByRole: [String: Int] {
    events.reduce(into: [:]) { $0[$1.kind.role, default: 0] += 1 }
  }
}
