/// A thread name without a heap allocation.
struct CommBytes: Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init() {}

  /// The first 16 bytes of `bytes`, to the first NUL.
  init(_ bytes: RawSpan) {
    for index in 0..<min(bytes.byteCount, 16) {
      let byte = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      if byte == 0 { break }
      if index < 8 {
        low |= UInt64(byte) << UInt64(index * 8)
      } else {
        high |= UInt64(byte) << UInt64((index - 8) * 8)
      }
    }
  }

  /// Whether no name was recorded.
  var isEmpty: Bool { low == 0 }

  /// The name.
  var text: String {
    var bytes: [UInt8] = []
    for index in 0..<16 {
      let word = index < 8 ? low : high
      let byte = UInt8(truncatingIfNeeded: word >> UInt64((index % 8) * 8))
      if byte == 0 { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
