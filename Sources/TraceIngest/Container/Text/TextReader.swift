struct TextReader: ~Copyable, RecordingReader {
  var info = RecordingInfo()
  var events: [RecordedEvent] = []
  init(_ file: consuming MappedFile, damage: DamageLog, keep: [String]) throws(IngestError) { }
  mutating func read<Sink: EventSink & ~Copyable>(
    into sink: inout Sink, progress: (UInt64, UInt64) -> Void
  ) throws(IngestError) {}
}
