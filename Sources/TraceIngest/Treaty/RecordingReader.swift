/// A recording that has been opened: its head is known, its events can be streamed once.
///
/// `trace.dat`, `perf.data` and text each have one; everything after it is the same for all of them.
protocol RecordingReader: ~Copyable {
  /// What the head says. `damage` may grow while events are read.
  var info: RecordingInfo { get }

  /// Every tracepoint or probe the recording describes, with counts that are final after `read`.
  var events: [RecordedEvent] { get }

  /// Streams every event into `sink`, merged by (ts, CPU, order in the file), with gaps in their places.
  ///
  /// - Parameters:
  ///   - sink: takes the events.
  ///   - progress: called now and then with bytes done and bytes in all.
  /// - Throws: what `sink` throws. Damage is no error here: it becomes a `Loss` and `info.damage`.
  mutating func read<Sink: EventSink & ~Copyable>(
    into sink: inout Sink, progress: (UInt64, UInt64) -> Void
  ) throws(IngestError)

  /// The functions that addresses of call chains lie in, as far as the recording holds the kernel's symbols.
  borrowing func symbols(of addresses: Set<UInt64>) -> [KernelSymbol]
}
