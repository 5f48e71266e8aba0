/// All streams of a file, merged by (time, CPU, buffer).
///
/// That is the order of the kernel's own trace file and of trace-cmd. Within a stream the file's order
/// stands, even where its times step back.
struct EventStreams: ~Copyable {
  private struct Key: Comparable {
    var ts: Int64
    /// Number of the stream; streams are sorted by CPU and buffer.
    var stream: Int

    @inline(__always)
    static func < (left: Key, right: Key) -> Bool {
      left.ts != right.ts ? left.ts < right.ts : left.stream < right.stream
    }
  }

  let streams: UnsafeMutableBufferPointer<EventStream>
  private var cache: ChunkCache
  /// The streams that have a current record, the earliest first.
  private var heap = MinHeap<Key>()

  /// Memory that the mapped bytes of all streams may take before it is given back.
  private static let residentBudget = 32 << 20
  /// Gaps of undecodable records told apart in a stream: after that the last one has no end.
  private static let unreadableLimit = 1000

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
        heap.insert(Key(ts: streams[number].ts, stream: number))
      } else {
        try finish(number, &sink)
      }
    }
    var events: UInt = 0
    while let top = heap.first {
      let number = top.stream
      // The stream is read until another one has the earlier record: runs are long, heap steps are rare.
      let bound = heap.second ?? Key(ts: .max, stream: .max)
      let stream = streams.baseAddress.unsafelyUnwrapped + number
      var hasRecord = true
      let before = events
      decoder.lastIndex = stream.pointee.lastIndex
      repeat {
        if stream.pointee.hasGap {
          decoder.forgetOwners(stream: number)
          try emitGaps(number, to: stream.pointee.ts, &sink)
        }
        let record = RawSpan(_unsafeBytes: stream.pointee.record)
        let isRead = try decoder.decode(
          record, ts: stream.pointee.ts, cpu: stream.pointee.source.cpu,
          in: (number, stream.pointee.previous), into: &sink)
        if !isRead || stream.pointee.unreadable != nil { try noteUnreadable(number, isRead, &sink) }
        events &+= 1
        if events & 0xffff == 0 { progress(bytesRead, total) }
        hasRecord = try stream.pointee.advance(&cache, &damage)
      } while hasRecord && Key(ts: stream.pointee.ts, stream: number) < bound
      stream.pointee.records &+= Int64(events &- before)
      stream.pointee.lastIndex = decoder.lastIndex
      if !hasRecord { try finish(number, &sink) }
      heap.replaceFirst(with: hasRecord ? Key(ts: stream.pointee.ts, stream: number) : nil)
    }
    progress(total, total)
  }

  private var bytesRead: UInt64 { UInt64(streams.reduce(0) { $0 + $1.bytesRead }) }

  /// CPUs whose time goes back somewhere.
  var disordered: [Int32] {
    var cpus: Set<Int32> = []
    for stream in streams where stream.hasStepBack { cpus.insert(stream.source.cpu) }
    return cpus.sorted()
  }

  /// Reports gaps at the end of a stream.
  private func finish<Sink: EventSink & ~Copyable>(_ number: Int, _ sink: inout Sink) throws(IngestError) {
    if streams[number].hasGap { try emitGaps(number, to: nil, &sink) }
    try endUnreadable(number, to: nil, &sink)
  }

  /// Notes a record that could not be decoded, or the first after some that could not.
  @inline(never)
  private func noteUnreadable<Sink: EventSink & ~Copyable>(
    _ number: Int, _ isRead: Bool, _ sink: inout Sink
  ) throws(IngestError) {
    if !isRead {
      let previous = streams[number].previous
      var gap = streams[number].unreadable ?? .init(from: previous == .min ? nil : previous, records: 0)
      gap.records += 1
      streams[number].unreadable = gap
    } else if streams[number].unreadableGaps < Self.unreadableLimit {
      try endUnreadable(number, to: streams[number].ts, &sink)
    }
  }

  private func endUnreadable<Sink: EventSink & ~Copyable>(
    _ number: Int, to end: Int64?, _ sink: inout Sink
  ) throws(IngestError) {
    guard let gap = streams[number].unreadable else { return }
    streams[number].unreadable = nil
    streams[number].unreadableGaps += 1
    let source = streams[number].source
    try sink.accept(
      Loss(
        cpu: source.cpu, buffer: source.buffer, from: gap.from, to: end, events: gap.records,
        why: "undecodable"))
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
    streams[number].hasDamage = true
    (loss.events, loss.why) = (nil, "damaged file")
    try sink.accept(loss)
  }
}
