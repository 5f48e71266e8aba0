/// Reads protocol buffers without a schema: the fields of a message by number.
struct ProtoReader {
  /// The value of a field.
  enum Value: Equatable {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  /// What is wrong with the bytes.
  enum Failure: Error {
    case truncated
    case unknownKind(UInt64)
  }

  /// Fields in their order.
  let fields: [(number: Int, value: Value)]

  init(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    var fields: [(number: Int, value: Value)] = []
    while !rest.isEmpty {
      let key = try Self.varint(&rest)
      let value: Value
      switch key & 7 {
      case 0: value = .number(try Self.varint(&rest))
      case 1: value = .number(try Self.take(8, &rest).reversed().reduce(0) { $0 << 8 | UInt64($1) })
      case 2: value = .bytes(try Self.take(Int(try Self.varint(&rest)), &rest))
      default: throw Failure.unknownKind(key & 7)
      }
      fields.append((Int(key >> 3), value))
    }
    self.fields = fields
  }

  /// The first number in a field.
  func number(_ field: Int) -> UInt64? { numbers(field).first }

  /// Every number in a field.
  func numbers(_ field: Int) -> [UInt64] {
    fields.compactMap { number, value in
      if number == field, case .number(let number) = value { number } else { nil }
    }
  }

  /// The first text in a field.
  func text(_ field: Int) -> String? { messages(field).first.map { String(decoding: $0, as: UTF8.self) } }

  /// The bytes of every message in a field.
  func messages(_ field: Int) -> [ArraySlice<UInt8>] {
    fields.compactMap { number, value in
      if number == field, case .bytes(let bytes) = value { bytes } else { nil }
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Failure.truncated }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw Failure.truncated
  }

  private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
    guard count >= 0, rest.count >= count else { throw Failure.truncated }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
