/// The bytes of a little-endian file, read and changed with bounds checks.
struct Bytes {
  var storage: [UInt8]

  init(_ storage: [UInt8]) { self.storage = storage }

  var count: Int { storage.count }

  /// The integer at `offset`.
  func load<T: FixedWidthInteger & UnsignedInteger>(_: T.Type, at offset: Int) throws -> T {
    let size = MemoryLayout<T>.size
    guard offset >= 0, offset <= count - size else { throw Failure("the file ends at \(count)") }
    return storage[offset..<offset + size].reversed().reduce(0) { $0 << 8 | T($1) }
  }

  /// Writes `value` at `offset`, which is inside.
  mutating func store(_ value: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
    for index in 0..<(value.bitWidth / 8) {
      storage[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  /// `length` bytes from `offset`, as text.
  func text(at offset: Int, length: Int) throws -> String {
    guard offset >= 0, length >= 0, offset <= count - length else {
      throw Failure("the file ends at \(count)")
    }
    return String(decoding: storage[offset..<offset + length], as: UTF8.self)
  }
}

/// Reads a file from its begin to its end.
struct Cursor {
  let bytes: Bytes
  private(set) var offset = 0

  init(_ bytes: Bytes) { self.bytes = bytes }

  /// The next integer.
  mutating func next<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws -> T {
    defer { offset += MemoryLayout<T>.size }
    return try bytes.load(type, at: offset)
  }

  /// The next `length` bytes as text.
  mutating func text(_ length: some FixedWidthInteger) throws -> String {
    guard let length = Int(exactly: length) else { throw Failure("a length of \(length) at \(offset)") }
    defer { offset += length }
    return try bytes.text(at: offset, length: length)
  }

  /// Text up to a NUL, which is skipped.
  mutating func string() throws -> String {
    guard let end = bytes.storage[offset...].firstIndex(of: 0) else {
      throw Failure("no NUL after \(offset)")
    }
    let text = try text(end - offset)
    offset += 1
    return text
  }
}
