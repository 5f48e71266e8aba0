/// Bytes of a protocol buffer message, field after field.
struct ProtoMessage {
  private(set) var bytes: [UInt8] = []

  /// A field of kind varint: uint64, int64 that is not negative, bool, enum.
  mutating func add(_ field: Int, _ value: UInt64) {
    key(field, 0)
    varint(value)
  }

  /// A field of kind 64 bits: fixed64.
  mutating func add(_ field: Int, fixed value: UInt64) {
    key(field, 1)
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  /// A field of kind string.
  mutating func add(_ field: Int, _ text: String) {
    key(field, 2)
    varint(UInt64(text.utf8.count))
    bytes += text.utf8
  }

  /// A field that is a message.
  mutating func add(_ field: Int, _ message: ProtoMessage) {
    key(field, 2)
    varint(UInt64(message.bytes.count))
    bytes += message.bytes
  }

  private mutating func key(_ field: Int, _ kind: UInt64) { varint(UInt64(field) << 3 | kind) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
