internal import TraceRecord
internal import TraceStore

/// Lines of trace_marker, the tables `mark`, `recorder_note` and `probe`.
struct MarkWriter: ~Copyable {
  private static let noteLimit: Int64 = 10_000

  private var marks: Int64 = 0
  private var notes: Int64 = 0
  private var probes = RecordedProbes()
  private let store: StoreWriter

  init(_ writers: FactWriters) { store = writers.store }

  mutating func add(_ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.byteCount)
    for index in 0..<text.byteCount {
      bytes.append(text.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    while bytes.last == 10 || bytes.last == 0 { bytes.removeLast() }
    let line = String(decoding: bytes, as: UTF8.self)
    try noteRecorder(line, event.ts)
    marks += 1
    try store.add(
      FactTables.mark,
      [
        .integer(marks), .integer(event.ts), .integer(Int64(event.cpu)), .integer(Int64(event.tid)),
        .text(line),
      ])
  }

  /// Takes what `mmtrace record` wrote into the recording about it.
  private mutating func noteRecorder(_ line: String, _ ts: Int64) throws(IngestError) {
    guard let mark = RecorderMark(line: line) else { return }
    if let probe = mark.probe { return probes.take(probe.key, probe.name, probe.rest) }
    guard notes < Self.noteLimit else { return }
    notes += 1
    try store.add(
      FactTables.recorderNote, [.integer(notes), .integer(ts), .text(mark.key), .text(mark.value)])
  }

  /// Writes what the marks said of probes.
  func finish() throws(IngestError) {
    for (index, probe) in probes.all.enumerated() {
      try store.add(
        FactTables.probe,
        [
          .integer(Int64(index + 1)), .text(probe.name), SQLValue(probe.definition),
          .integer(probe.definition == nil ? 0 : 1), SQLValue(probe.hits), SQLValue(probe.missed),
          SQLValue(probe.error),
        ])
    }
  }
}
