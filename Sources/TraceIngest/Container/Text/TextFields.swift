/// The `key=value` words of a payload.
struct TextFields {
  struct Field {
    var key: Range<Int>
    var value: Range<Int>
  }

  private(set) var all: [Field] = []

  /// What no payload of interest has more of.
  private static let limit = 24

  /// Splits `range` of `line`; a value ends at a space.
  init(_ line: [UInt8], _ range: Range<Int>) {
    var at = line.skipSpaces(range.lowerBound, range.upperBound)
    while at < range.upperBound, all.count < Self.limit {
      let end = line.endOfToken(at, range.upperBound)
      var place = at
      while place < end, line.isWord(place) { place += 1 }
      // tlb_flush of the kernel has colons.
      if place > at, place < end, line[place] == UInt8(ascii: "=") || line[place] == UInt8(ascii: ":") {
        all.append(Field(key: at..<place, value: place + 1..<end))
      }
      at = line.skipSpaces(end, range.upperBound)
    }
  }

  /// The field that has one of these names.
  func first(_ names: [[UInt8]], in line: [UInt8]) -> Field? {
    for name in names {
      for field in all where field.key.count == name.count && line[field.key].elementsEqual(name) {
        return field
      }
    }
    return nil
  }
}

/// A value as text has it.
enum TextValue {
  case number(UInt64)
  /// A symbol or nothing: what an address may be printed as.
  case symbol
  /// It begins like a number and goes on like something else.
  case garbled

  /// Reads `range` of `line`.
  ///
  /// `%p` prints 16 digits without 0x on 64-bit kernels and 8 on others, hashed unless the kernel was told
  /// otherwise (lib/vsprintf.c). A hash has 32 bits: on 64-bit kernels no pointer looks like it, on others
  /// a bit above keeps it from being taken for one.
  init(_ line: [UInt8], _ range: Range<Int>) {
    var range = range
    while !range.isEmpty, line[range.upperBound - 1] == UInt8(ascii: ",") { range = range.dropLast() }
    guard let first = range.first else {
      self = .symbol
      return
    }
    if line.has("0x", at: first) {
      self = line.hexadecimal(first + 2..<range.upperBound).map { .number($0) } ?? .garbled
    } else if let value = Self.pointer(line, range) {
      self = .number(value)
    } else if line[first] == UInt8(ascii: "-"), let value = line.decimal(first + 1..<range.upperBound) {
      self = .number(0 &- value)
    } else if let value = line.decimal(range) {
      self = .number(value)
    } else if range.count == 4, line.has("true", at: first) {
      self = .number(1)
    } else if range.count == 5, line.has("false", at: first) {
      self = .number(0)
    } else if range.count == 6, line.has("(null)", at: first) {
      self = .number(0)
    } else {
      self = line.isDigit(first) ? .garbled : .symbol
    }
  }

  private static func pointer(_ line: [UInt8], _ range: Range<Int>) -> UInt64? {
    if range.count == 16 { return line.hexadecimal(range) }
    // Eight digits may be a number; a pointer of 32 bits has a letter or a leading 0 all but always.
    guard range.count == 8, line[range.lowerBound] == UInt8(ascii: "0") || line.decimal(range) == nil
    else { return nil }
    return line.hexadecimal(range).map { $0 | 1 << 32 }
  }
}
