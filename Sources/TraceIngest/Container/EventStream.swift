/// The records of one CPU of one buffer, in file order.
///
/// It holds positions in a mapping that its owner keeps alive, so that it can be a plain value.
struct EventStream {
  /// Where its bytes are.
  struct Source: Sendable {
    /// Index in `RecordingInfo.buffers`.
    var buffer: Int
    var cpu: Int32
    /// Its data in the file.
    var range: Range<Int>
    var pageSize: Int
    /// Whether its sub-buffers are in compressed chunks.
    var isCompressed: Bool
    /// Whether the file says there is more than `range`.
    var isCutOff = false
  }

  /// Events that the ring buffer lost before the current record.
  struct Missed {
    /// How many, nil when unknown.
    var events: Int64?
  }

  let source: Source
  private let number: Int
  private let file: UnsafeRawBufferPointer
  private let layout: SubBufferLayout
  private let times: TimeConversion
  /// Bytes read before their memory is given back.
  private let step: Int

  private var cursor: SubBufferCursor
  /// File offset of what is read next: a sub-buffer, or the header of a chunk.
  private var position: Int
  /// Everything before it has been given back.
  private var forgotten: Int
  private var chunks: ChunkWalk
  /// Where the current sub-buffer, or its chunk, is in the file.
  private var pageOffset = 0
  private var pageIsSound = true

  /// Time of the current record, converted; of the last one at the end.
  private(set) var ts: Int64 = .min
  /// Time of the record before it, `.min` when it is the first.
  private(set) var previous: Int64 = .min
  /// Records so far.
  var records: Int64 = 0
  /// `EventDecoder.lastIndex`, while other streams are read.
  var lastIndex: Int32 = -1
  /// Records that could not be decoded, of events that may decide; nil when there are none just now.
  var unreadable: Unreadable?
  /// Gaps of such records that were reported.
  var unreadableGaps = 0
  /// Time of the last record before the current sub-buffer.
  private(set) var before: Int64?
  /// A gap that the ring buffer marked.
  var missed: Missed?
  /// Set when something before the current record could not be read.
  var isDamaged = false
  /// Sum of the lost marks with a count, and whether one had none.
  private(set) var lostEvents: Int64 = 0
  private(set) var hasUncountedLoss = false

  /// Whether its time goes back somewhere: no ring buffer is written so.
  private(set) var hasStepBack = false
  /// Whether a gap in its own bytes was reported.
  var hasDamage = false
  /// Sub-buffers without anything in them since the last with something, and where the first is.
  private var empty = (count: 0, offset: 0)

  /// Records in a row that could not be decoded.
  struct Unreadable {
    /// Time of the last record before them.
    var from: Int64?
    var records: Int64
  }

  /// A stream before its first record.
  ///
  /// - Parameters:
  ///   - source: where its bytes are.
  ///   - number: its number among the streams of the file.
  ///   - file: the whole file, mapped for as long as the stream is used.
  ///   - layout: layout of its sub-buffers.
  ///   - times: what to do with its times.
  ///   - step: bytes after which memory behind it is given back.
  init(
    _ source: Source, number: Int, file: UnsafeRawBufferPointer, layout: SubBufferLayout,
    times: TimeConversion, step: Int
  ) {
    self.source = source
    self.number = number
    self.file = file
    self.layout = layout
    self.times = times
    self.step = step
    cursor = SubBufferCursor(bigEndian: layout.isBigEndian)
    position = source.range.lowerBound
    forgotten = position
    chunks = ChunkWalk(pageSize: source.pageSize)
  }

  /// The current record.
  var record: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: cursor.record, count: cursor.recordSize)
  }

  /// Bytes of the file that have been read.
  var bytesRead: Int { position - source.range.lowerBound }

  /// Whether a gap comes before the current record.
  @inline(__always)
  var hasGap: Bool { missed != nil || isDamaged }

  /// Goes to the next record; false at the end.
  @inline(__always)
  mutating func advance(_ cache: inout ChunkCache, _ damage: inout DamageLog) throws(IngestError) -> Bool {
    while true {
      switch cursor.next() {
      case .record:
        previous = ts
        ts = times.convert(cursor.timestamp, cpu: source.cpu)
        if ts < previous { hasStepBack = true }
        return true
      case .damaged:
        try leaveDamagedPage(&damage)
        guard try loadPage(&cache, &damage) else { return false }
      case .end:
        guard try loadPage(&cache, &damage) else { return false }
      }
    }
  }

  private mutating func leaveDamagedPage(_ damage: inout DamageLog) throws(IngestError) {
    isDamaged = true
    // One phrase is enough for a sub-buffer.
    guard pageIsSound else { return }
    try damage.add("a record does not fit its sub-buffer", offset: UInt64(pageOffset), cpu: source.cpu)
  }

  @inline(never)
  private mutating func loadPage(
    _ cache: inout ChunkCache, _ damage: inout DamageLog
  ) throws(IngestError) -> Bool {
    if !pageIsSound { isDamaged = true }
    pageIsSound = true
    // What was read of a damaged sub-buffer may be anything: the gap begins before it.
    if !isDamaged { before = ts == .min ? nil : ts }
    forgetBehind()
    let page = source.isCompressed ? try chunkPage(&cache, &damage) : plainPage()
    guard let page else {
      cursor = SubBufferCursor(bigEndian: layout.isBigEndian)
      if source.isCutOff { isDamaged = true }
      // One is what a recorder leaves when nothing came any more; a crash leaves more.
      if empty.count > 1 { try noteEmpty("the last \(empty.count) sub-buffers are empty", &damage) }
      return false
    }
    pageIsSound = cursor.load(page, layout: layout)
    if !pageIsSound, page.contains(where: { $0 != 0 }) {
      try damage.add("a sub-buffer holds less than it says", offset: UInt64(pageOffset), cpu: source.cpu)
    }
    try watchEmpty(page, &damage)
    switch cursor.missed {
    case .none: break
    case .unknown:
      missed = Missed(events: nil)
      hasUncountedLoss = true
    case .count(let count):
      // A sub-buffer without records passes its mark on to the next.
      let earlier = missed.map(\.events) ?? 0
      missed = Missed(events: earlier.map { $0 &+ count })
      lostEvents &+= count
    }
    return true
  }

  /// The kernel gives a recorder no empty sub-buffer while a later one has events.
  private mutating func watchEmpty(
    _ page: UnsafeRawBufferPointer, _ damage: inout DamageLog
  ) throws(IngestError) {
    guard cursor.isEmpty, cursor.missed == .none else {
      guard empty.count > 0 else { return }
      let text = empty.count == 1 ? "a sub-buffer is empty" : "\(empty.count) sub-buffers are empty"
      return try noteEmpty(text + " but events follow", &damage)
    }
    if empty.count == 0 { empty.offset = pageOffset }
    empty.count += 1
    if page.dropFirst(layout.dataOffset).contains(where: { $0 != 0 }) {
      try noteEmpty("a sub-buffer says that it is empty and is not", &damage)
    }
  }

  private mutating func noteEmpty(_ what: String, _ damage: inout DamageLog) throws(IngestError) {
    isDamaged = true
    empty.count = 0
    try damage.add(what, offset: UInt64(empty.offset), cpu: source.cpu)
  }

  private mutating func plainPage() -> UnsafeRawBufferPointer? {
    guard position < source.range.upperBound else { return nil }
    pageOffset = position
    position = min(position + source.pageSize, source.range.upperBound)
    return UnsafeRawBufferPointer(rebasing: file[pageOffset..<position])
  }

  private mutating func chunkPage(
    _ cache: inout ChunkCache, _ damage: inout DamageLog
  ) throws(IngestError) -> UnsafeRawBufferPointer? {
    while true {
      if let packed = chunks.current {
        pageOffset = packed.lowerBound
        let bytes = UnsafeRawBufferPointer(rebasing: file[packed])
        if let chunk = cache.chunk(stream: number, offset: pageOffset, packed: bytes, size: chunks.size) {
          if let page = chunks.nextPage(of: chunk) { return cache.stable(page, stream: number) }
          if chunk.count == chunks.size {
            chunks.finish()
            continue
          }
        }
        isDamaged = true
        chunks.finish()
        try damage.add("a compressed chunk is damaged", offset: UInt64(pageOffset), cpu: source.cpu)
        continue
      }
      switch chunks.nextChunk(of: file, range: source.range, from: &position, bigEndian: layout.isBigEndian) {
      case .chunk: break
      case .end:
        let left = source.range.upperBound - position
        // The range may reach four bytes too far (`EventStream.Source.streams`).
        if left > 4, !chunks.isCutOff {
          isDamaged = true
          try damage.add("\(left) bytes follow the last chunk", offset: UInt64(position), cpu: source.cpu)
          position = source.range.upperBound
        }
        return nil
      case .damaged(let what, let offset):
        isDamaged = true
        try damage.add(what, offset: UInt64(offset), cpu: source.cpu)
      }
    }
  }

  private mutating func forgetBehind() {
    guard position - forgotten >= step else { return }
    MappedFile.forget(forgotten..<position, of: file)
    forgotten = position & ~4095
  }
}
