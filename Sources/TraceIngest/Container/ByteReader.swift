/// The bytes ended before the value did.
struct OutOfBytes: Error {
  /// Where the value that does not fit begins.
  var offset: Int
}

/// Reads integers and strings from bytes nobody vouches for: every read is checked against the end.
struct ByteReader: ~Escapable {
  /// What is read.
  let bytes: RawSpan
  /// Whether integers are big endian.
  let isBigEndian: Bool
  /// Where the next read begins; never past `bytes.byteCount`.
  private(set) var position: Int

  /// A reader at `position` of `bytes`, or at their end when they are shorter.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, bigEndian: Bool, at position: UInt64 = 0) {
    self.bytes = bytes
    self.isBigEndian = bigEndian
    self.position = Int(min(position, UInt64(bytes.byteCount)))
  }

  /// Bytes not yet read.
  var remaining: Int { bytes.byteCount - position }

  /// Reads one integer.
  mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: T.Type = T.self
  ) throws(OutOfBytes) -> T {
    guard remaining >= MemoryLayout<T>.size else { throw OutOfBytes(offset: position) }
    let raw = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: T.self)
    position += MemoryLayout<T>.size
    return isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw)
  }

  /// Passes over `count` bytes and says where they are.
  mutating func take(_ count: UInt64) throws(OutOfBytes) -> Range<Int> {
    guard count <= UInt64(remaining) else { throw OutOfBytes(offset: position) }
    let start = position
    position += Int(count)
    return start..<position
  }

  /// Reads a string up to its NUL, which is passed over.
  mutating func string() throws(OutOfBytes) -> String {
    var end = position
    while end < bytes.byteCount, bytes.unsafeLoad(fromByteOffset: end, as: UInt8.self) != 0 { end += 1 }
    guard end < bytes.byteCount else { throw OutOfBytes(offset: position) }
    let text = Self.text(bytes.extracting(position..<end))
    position = end + 1
    return text
  }

  /// Whether the next bytes are those of `text`, which are then passed over.
  mutating func accept(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard remaining >= count else { return false }
    for index in 0..<count
    where bytes.unsafeLoad(fromByteOffset: position + index, as: UInt8.self) != text.utf8Start[index] {
      return false
    }
    position += count
    return true
  }

  /// A range of the bytes as a string, up to the first NUL.
  func text(_ range: Range<Int>) -> String { Self.text(bytes.extracting(range)) }

  /// `bytes` as a string up to the first NUL.
  static func text(_ bytes: RawSpan) -> String {
    bytes.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
