/// The head of a perf.data: tools/perf/Documentation/perf.data-file-format.txt.
struct PerfHead: Sendable {
  /// A stretch of the file.
  struct Section: Sendable, Equatable {
    var offset: UInt64 = 0
    var size: UInt64 = 0
  }

  /// Byte order of the recorded machine.
  var isBigEndian = false
  /// Whether records follow the head at once and say everything themselves (`perf record -o -`).
  var isPipe = false
  /// Size of the head.
  var size: UInt64 = 0
  /// Size of an entry of `attributes`: an attribute and the place of its ids.
  var entrySize: UInt64 = 0
  var attributes = Section()
  var data = Section()
  /// Bits set in the feature bitmap, ascending.
  var features: [Int] = []

  /// Whether `bytes` begin like a perf.data of any version.
  static func matches(_ bytes: RawSpan) -> Bool {
    var reader = ByteReader(bytes, bigEndian: false)
    return reader.accept("PERFILE2") || reader.accept("2ELIFREP") || reader.accept("PERFFILE")
  }

  /// Reads the head of the file called `path`.
  init(_ bytes: RawSpan, path: String) throws(IngestError) {
    var reader = ByteReader(bytes, bigEndian: false)
    guard !reader.accept("PERFFILE") else {
      throw IngestError(
        path, "is a perf.data of version 1", offset: 0, hint: "perf has written version 2 since 2009")
    }
    isBigEndian = reader.accept("2ELIFREP")
    guard isBigEndian || reader.accept("PERFILE2") else {
      throw IngestError(path, "is no perf.data", offset: 0)
    }
    do throws(OutOfBytes) {
      try parse(bytes)
    } catch {
      throw IngestError(path, "ends inside its header", offset: UInt64(error.offset))
    }
  }

  private mutating func parse(_ bytes: RawSpan) throws(OutOfBytes) {
    var reader = ByteReader(bytes, bigEndian: isBigEndian, at: 8)
    size = try reader.integer()
    isPipe = size == 16
    guard !isPipe else { return }
    entrySize = try reader.integer()
    attributes = Section(offset: try reader.integer(), size: try reader.integer())
    data = Section(offset: try reader.integer(), size: try reader.integer())
    _ = try reader.take(16)  // event_types, unused since 3.x
    for word in 0..<4 {
      let bits: UInt64 = try reader.integer()
      for bit in 0..<64 where bits & (1 << UInt64(bit)) != 0 { features.append(64 * word + bit) }
    }
  }
}
