/// All streams of a file, merged by (time, CPU, buffer).
///
/// That is the order of the kernel's own trace file and of trace-cmd. Within a stream the file's order
/// stands, even where its times step back.
struct EventStreams: ~Copyable {
  private struct Key {
    var ts: Int64
    /// Number of the stream; streams are sorted by CPU and buffer.
    var stream: Int

    @inline(__always)
    static func < (left: Key, right: Key) -> Bool {
      left.ts != right.ts ? left.ts < right.ts : left.stream < right.stream
    }
  }

  private let streams: UnsafeMutableBufferPointer<EventStream>
  private var cache: ChunkCache
  /// Binary heap of the streams that have a current record, the earliest first.
  private var heap: [Key] = []

  /// Memory that the mapped bytes of all streams may take before it is given back.
  private static let residentBudget = 32 << 20

  /// Streams of `sources` in `file`, which outlives this.
  init(
    _ sources: [EventStream.Source], file: UnsafeRawBufferPointer, layout: SubBufferLayout,
    times: TimeConversion, compression: Compression
  ) {
    let sorted = sources.enumerated().sorted {
      ($0.element.cpu, $0.element.buffer, $0.offset) < ($1.element.cpu, $1.element.buffer, $1.offset)
    }
    let step = max(128 << 10, min(4 << 20, Self.residentBudget / max(1, sorted.count)))
    streams = .allocate(capacity: sorted.count)
    for (number, source) in sorted.enumerated() {
      streams.initializeElement(
        at: number,
        to: EventStream(
          source.element, number: number, file: file, layout: layout, times: times, step: step))
    }
    let capacity = (sources.map(\.pageSize).max() ?? 0) * ChunkWalk.pagesLimit
    cache = ChunkCache(compression, streams: sorted.count, capacity: capacity)
  }

  deinit {
    streams.deinitialize()
    streams.deallocate()
  }

  /// Decodes every record into `sink`, with the gaps in their places.
  mutating func read<Sink: EventSink & ~Copyable>(
    _ decoder: inout EventDecoder, into sink: inout Sink, damage: inout DamageLog,
    progress: (UInt64, UInt64) -> Void
  ) throws(IngestError) {
    let total = UInt64(streams.reduce(0) { $0 + $1.source.range.count })
    for number in streams.indices {
      if try streams[number].advance(&cache, &damage) {
        push(Key(ts: streams[number].ts, stream: number))
      } else {
        try finish(number, &sink)
      }
    }
    var events: UInt = 0
    while let top = heap.first {
      let number = top.stream
      // The stream is read until another one has the earlier record: runs are long, heap steps are rare.
      let bound = runnerUp
      let stream = streams.baseAddress.unsafelyUnwrapped + number
      var hasRecord = true
      repeat {
        if stream.pointee.hasGap { try emitGaps(number, to: stream.pointee.ts, &sink) }
        let record = RawSpan(_unsafeBytes: stream.pointee.record)
        try decoder.decode(record, ts: stream.pointee.ts, cpu: stream.pointee.source.cpu, into: &sink)
        events &+= 1
        if events & 0xffff == 0 { progress(bytesRead, total) }
        hasRecord = try stream.pointee.advance(&cache, &damage)
      } while hasRecord && Key(ts: stream.pointee.ts, stream: number) < bound
      if hasRecord {
        heap[0].ts = stream.pointee.ts
      } else {
        try finish(number, &sink)
        let last = heap.removeLast()
        if heap.isEmpty { break }
        heap[0] = last
      }
      siftDown()
    }
    progress(total, total)
  }

  /// Hands over what the kernel's counters say was lost beyond the marks in the data: at the end of the
  /// recording, or by a full buffer that drops new events.
  func reportCountedLosses<Sink: EventSink & ~Copyable>(
    _ statistics: [CPUStatistics], buffers: [RecordingInfo.Buffer], to sink: inout Sink
  ) throws(IngestError) {
    for counted in statistics {
      guard let buffer = buffers.firstIndex(where: { $0.name == counted.buffer }) else { continue }
      let stream = streams.first { $0.source.buffer == buffer && $0.source.cpu == counted.cpu }
      // A mark without a count stands for whatever is missing.
      let marked = stream.map { $0.hasUncountedLoss ? counted.overrun : $0.lostEvents } ?? 0
      let events = max(0, counted.overrun &- marked) &+ counted.dropped
      guard events > 0 else { continue }
      try sink.accept(
        Loss(cpu: counted.cpu, buffer: buffer, from: nil, to: nil, events: events, why: "cpu stats"))
    }
  }

  private var bytesRead: UInt64 { UInt64(streams.reduce(0) { $0 + $1.bytesRead }) }

  /// Reports gaps at the end of a stream.
  private func finish<Sink: EventSink & ~Copyable>(_ number: Int, _ sink: inout Sink) throws(IngestError) {
    if streams[number].hasGap { try emitGaps(number, to: nil, &sink) }
  }

  @inline(never)
  private func emitGaps<Sink: EventSink & ~Copyable>(
    _ number: Int, to end: Int64?, _ sink: inout Sink
  ) throws(IngestError) {
    let (source, from) = (streams[number].source, streams[number].before)
    let missed = streams[number].missed
    let isDamaged = streams[number].isDamaged
    streams[number].missed = nil
    streams[number].isDamaged = false
    var loss = Loss(
      cpu: source.cpu, buffer: source.buffer, from: from, to: end, events: missed?.events, why: "ring buffer")
    if missed != nil { try sink.accept(loss) }
    guard isDamaged else { return }
    (loss.events, loss.why) = (nil, "damaged file")
    try sink.accept(loss)
  }

  /// The earliest record of all streams but the first.
  private var runnerUp: Key {
    switch heap.count {
    case 0, 1: Key(ts: .max, stream: .max)
    case 2: heap[1]
    default: heap[1] < heap[2] ? heap[1] : heap[2]
    }
  }

  private mutating func push(_ key: Key) {
    heap.append(key)
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
