/// Puts the records of a perf.data, or the lines of a text, in the order (time, order in the file).
///
/// perf writes what it finds in each CPU's buffer, turn by turn, so a file is a braid of sorted runs;
/// FINISHED_ROUND bounds how far it is tangled, but not in a file cut off, in a directory of files or with
/// --overwrite, where each buffer is written newest first. Sorting 16 bytes per record holds for all of
/// them. Beyond a million records, sorted runs go to a temporary file and are merged.
struct RecordIndex: ~Copyable {
  /// A record: when, and where.
  struct Entry: Comparable {
    var ts: Int64
    /// Number of the source and offset in it; or whatever else says where, in the order of the file.
    var place: UInt64

    private static let offsetBits: UInt64 = 48

    init(ts: Int64, source: Int, offset: Int) {
      self.ts = ts
      place = UInt64(source) << Self.offsetBits | UInt64(offset)
    }

    init(ts: Int64, place: UInt64) {
      self.ts = ts
      self.place = place
    }

    var source: Int { Int(place >> Self.offsetBits) }
    var offset: Int { Int(place & (1 << Self.offsetBits - 1)) }

    @inline(__always)
    static func < (left: Entry, right: Entry) -> Bool {
      left.ts != right.ts ? left.ts < right.ts : left.place < right.place
    }
  }

  /// The first entry that is left of a run; entries are all different.
  private struct Head: Comparable {
    var entry: Entry
    var run: Int

    @inline(__always)
    static func < (left: Head, right: Head) -> Bool { left.entry < right.entry }
  }

  /// Records.
  private(set) var count = 0
  private var entries: [Entry] = []
  private var spool: SpoolFile?
  private var spooled: MappedFile?
  /// Runs in the spool, in entries.
  private var runs: [Range<Int>] = []
  /// The runs by their first entry, the earliest first.
  private var heap = MinHeap<Head>()
  private var position = 0
  private let path: String
  private let runLength: Int

  /// An empty index for the file called `path`; a run in memory has up to `runLength` records.
  init(path: String, runLength: Int = 1 << 20) {
    self.path = path
    self.runLength = runLength
  }

  /// Adds a record.
  @inline(__always)
  mutating func append(_ entry: Entry) throws(IngestError) {
    if entries.count == runLength { try spill() }
    entries.append(entry)
    count += 1
  }

  /// Sorts what was appended; `next` may be called from now on.
  mutating func finish() throws(IngestError) {
    guard spool != nil else {
      sort()
      return
    }
    try spill()
    entries = []
    try spool?.flush()
    if let descriptor = spoolDescriptor { spooled = try MappedFile(descriptor: descriptor, path: path) }
    for run in runs.indices {
      if let entry = first(of: run) { heap.insert(Head(entry: entry, run: run)) }
    }
  }

  private var spoolDescriptor: Int32? {
    switch spool {
    case .some(let spool): spool.descriptor
    case .none: nil
    }
  }

  /// The next record in order, nil after the last.
  mutating func next() -> Entry? {
    guard !runs.isEmpty else {
      guard position < entries.count else { return nil }
      defer { position += 1 }
      return entries[position]
    }
    guard let top = heap.first else { return nil }
    heap.replaceFirst(with: first(of: top.run).map { Head(entry: $0, run: top.run) })
    position += 1
    // The merge reads the spool from its start to its end once: what was read need not stay resident.
    if position & 0xfffff == 0, let count = spooled?.count { spooled?.forget(0..<count) }
    return top.entry
  }

  private mutating func sort() {
    // Runs that are in order already, as in a file of one CPU, cost one comparison per record.
    entries.withUnsafeMutableBufferPointer { $0.sort { $0 < $1 } }
  }

  private mutating func spill() throws(IngestError) {
    guard !entries.isEmpty else { return }
    sort()
    if spool == nil { spool = try SpoolFile(for: path) }
    let start = runs.last?.upperBound ?? 0
    runs.append(start..<start + entries.count)
    guard var working = spool.take() else { return }
    try entries.span.bytes.withUnsafeBytes { bytes throws(IngestError) in try working.write(bytes) }
    spool = consume working
    entries.removeAll(keepingCapacity: true)
  }

  /// Takes the first entry from a run.
  private mutating func first(of run: Int) -> Entry? {
    guard !runs[run].isEmpty, let buffer = spooled?.buffer else { return nil }
    let number = runs[run].lowerBound
    runs[run] = number + 1..<runs[run].upperBound
    let size = MemoryLayout<Entry>.stride
    guard (number + 1) * size <= buffer.count else { return nil }
    return buffer.loadUnaligned(fromByteOffset: number * size, as: Entry.self)
  }
}
