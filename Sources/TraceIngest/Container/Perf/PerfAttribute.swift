/// What perf was asked to sample: struct perf_event_attr, include/uapi/linux/perf_event.h.
///
/// Attributes grow with the kernel. What is not known is at their ends and is ignored.
struct PerfAttribute: Sendable {
  /// PERF_TYPE_*: 0 hardware, 1 software, 2 tracepoint, ...
  var type: UInt32 = 0
  /// Which event of that type; for tracepoints `common_type`.
  var config: UInt64 = 0
  /// PERF_SAMPLE_*: what a sample has.
  var sampleType: UInt64 = 0
  /// PERF_FORMAT_*: what counts a sample has.
  var readFormat: UInt64 = 0
  /// The bit field, bit 0 being `disabled`.
  var flags: UInt64 = 0
  /// clockid_t, when `flags` say that it is used.
  var clockID: Int32?

  static let hardware: UInt32 = 0
  static let software: UInt32 = 1
  static let tracepoint: UInt32 = 2

  /// Bit of `flags`: records that are no samples end in a sample_id.
  static let sampleIDAll: UInt64 = 1 << 18
  static let usesClockID: UInt64 = 1 << 25

  /// Size of the first version, which says 0.
  static let smallestSize = 64

  /// Reads an attribute.
  ///
  /// - Parameters:
  ///   - reader: at the attribute; left behind it.
  ///   - size: bytes it has here, nil when only it knows.
  /// - Throws: when the bytes end inside it.
  init(_ reader: inout ByteReader, size: UInt64? = nil) throws(OutOfBytes) {
    let start = UInt64(reader.position)
    type = try reader.integer()
    let ownSize = UInt64(try reader.integer(UInt32.self))
    config = try reader.integer()
    _ = try reader.take(8)  // period or frequency
    sampleType = try reader.integer()
    readFormat = try reader.integer()
    flags = try reader.integer()
    // A bit field begins at the most significant bit on big-endian machines.
    if reader.isBigEndian { flags = flags.reversedBits }
    let end = size ?? max(ownSize, UInt64(Self.smallestSize))
    if flags & Self.usesClockID != 0, end >= 96 {
      _ = try reader.take(44)  // to the clockid at 92
      clockID = try reader.integer()
    }
    let read = UInt64(reader.position) - start
    guard end >= read else { throw OutOfBytes(offset: Int(start)) }
    _ = try reader.take(end - read)
  }
}

extension UInt64 {
  fileprivate var reversedBits: UInt64 {
    var (value, result) = (self, UInt64(0))
    for _ in 0..<64 {
      result = result << 1 | value & 1
      value >>= 1
    }
    return result
  }
}
