/// What the features of a perf.data say about the recording: perf's util/header.c, `perf_header__process_*`.
struct PerfFeatures: Sendable {
  /// An event as EVENT_DESC lists it: in a file the only source of names of events without a tracepoint.
  struct Description: Sendable {
    var name: String
    var ids: [UInt64]
  }

  var hostname: String?
  var release: String?
  var version: String?
  var machine: String?
  var cpus: Int?
  var command: String?
  /// The clock that CLOCK_DATA relates to the time of day.
  var clockID: Int32?
  var descriptions: [Description] = []

  /// HEADER_TRACING_DATA, which is no feature of this kind.
  static let tracingData = 1
  /// HEADER_COMPRESSED.
  static let compressed = 27

  /// Reads the feature `bit` from `bytes`; unknown ones say nothing.
  mutating func read(_ bit: Int, _ bytes: RawSpan, bigEndian: Bool) throws(OutOfBytes) {
    var reader = ByteReader(bytes, bigEndian: bigEndian)
    switch bit {
    case 3: hostname = try Self.string(&reader)
    case 4: release = try Self.string(&reader)
    case 5: version = try Self.string(&reader)
    case 6: machine = try Self.string(&reader)
    case 7: cpus = Int(try reader.integer(UInt32.self))
    case 11: try readCommand(&reader)
    case 12: try readDescriptions(&reader)
    case 29:
      _ = try reader.take(4)  // version
      clockID = Int32(bitPattern: try reader.integer(UInt32.self))
    default: break
    }
  }

  private mutating func readCommand(_ reader: inout ByteReader) throws(OutOfBytes) {
    let count: UInt32 = try reader.integer()
    var words: [String] = []
    for _ in 0..<count { words.append(try Self.string(&reader)) }
    command = words.joined(separator: " ")
  }

  private mutating func readDescriptions(_ reader: inout ByteReader) throws(OutOfBytes) {
    let count: UInt32 = try reader.integer()
    let size: UInt32 = try reader.integer()
    for _ in 0..<count {
      _ = try reader.take(UInt64(size))
      let ids: UInt32 = try reader.integer()
      var description = Description(name: try Self.string(&reader), ids: [])
      guard Int(ids) <= reader.remaining / 8 else { throw OutOfBytes(offset: reader.position) }
      for _ in 0..<ids { description.ids.append(try reader.integer()) }
      descriptions.append(description)
    }
  }

  /// u32 of length, padded, then characters up to a NUL.
  private static func string(_ reader: inout ByteReader) throws(OutOfBytes) -> String {
    reader.text(try reader.take(UInt64(try reader.integer(UInt32.self))))
  }
}
