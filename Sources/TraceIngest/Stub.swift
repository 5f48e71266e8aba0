extension EventKind { var role: String { "" } }
let mmtraceVersion = "0.1.0"
struct TraceDatReader: ~Copyable, RecordingReader {
  var info = RecordingInfo()
  var events: [RecordedEvent] = []
  init(path: String, strict: Bool, keep: [String]) throws(IngestError) {}
  mutating func read<Sink: EventSink & ~Copyable>(into sink: inout Sink, progress: (UInt64, UInt64) -> Void) throws(IngestError) {}
}
