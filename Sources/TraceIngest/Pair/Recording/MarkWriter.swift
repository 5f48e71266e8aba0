internal import TraceRecord
internal import TraceStore

/// Lines of trace_marker, the tables `mark`, `recorder_note` and `probe`.
struct MarkWriter: ~Copyable {
  private static let noteLimit: Int64 = 10_000

  private var probes = RecordedProbes()
  private let writer: FactWriter<MarkRow>
  private let noteWriter: FactWriter<RecorderNoteRow>
  private let probeWriter: FactWriter<ProbeRow>

  init(_ writers: FactWriters) {
    writer = writers.mark
    noteWriter = writers.recorderNote
    probeWriter = writers.probe
  }

  mutating func add(_ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.byteCount)
    for index in 0..<text.byteCount {
      bytes.append(text.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    while bytes.last == 10 || bytes.last == 0 { bytes.removeLast() }
    let line = String(decoding: bytes, as: UTF8.self)
    try noteRecorder(line, event.ts)
    var row = MarkRow()
    row.markID = .integer(writer.newID())
    row.ts = .integer(event.ts)
    row.cpu = .integer(Int64(event.cpu))
    row.tid = .integer(Int64(event.tid))
    row.text = .text(line)
    try writer.add(row)
  }

  /// Takes what `mmtrace record` wrote into the recording about it.
  private mutating func noteRecorder(_ line: String, _ ts: Int64) throws(IngestError) {
    guard let mark = RecorderMark(line: line) else { return }
    if let probe = mark.probe { return probes.take(probe.key, probe.name, probe.rest) }
    guard noteWriter.count < Self.noteLimit else { return }
    var row = RecorderNoteRow()
    row.recorderNoteID = .integer(noteWriter.newID())
    row.ts = .integer(ts)
    row.key = .text(mark.key)
    row.value = .text(mark.value)
    try noteWriter.add(row)
  }

  /// Writes what the marks said of probes.
  func finish() throws(IngestError) {
    for probe in probes.all {
      var row = ProbeRow()
      row.probeID = .integer(probeWriter.newID())
      row.name = .text(probe.name)
      row.definition = SQLValue(probe.definition)
      row.accepted = .integer(probe.definition == nil ? 0 : 1)
      row.hits = SQLValue(probe.hits)
      row.missed = SQLValue(probe.missed)
      row.error = SQLValue(probe.error)
      try probeWriter.add(row)
    }
  }
}
