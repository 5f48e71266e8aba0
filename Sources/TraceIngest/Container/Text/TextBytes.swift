extension UInt8 {
  static let space = UInt8(ascii: " ")
}

/// Small things that parsing a line needs, over the line's bytes and positions in them.
extension [UInt8] {
  /// Whether the byte at `index` is a space or tab.
  func isSpace(_ index: Int) -> Bool { self[index] == .space || self[index] == UInt8(ascii: "\t") }

  func isDigit(_ index: Int) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self[index] }

  /// Letters, digits and `_`, and what else event names have.
  func isWord(_ index: Int) -> Bool {
    switch self[index] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// `range` without the spaces at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(start) { start += 1 }
    while end > start, isSpace(end - 1) { end -= 1 }
    return start..<end
  }

  /// The first position from `start` on that is no space.
  func skipSpaces(_ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, isSpace(at) { at += 1 }
    return at
  }

  /// The first position from `start` on that is a space.
  func endOfToken(_ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, !isSpace(at) { at += 1 }
    return at
  }

  /// The first position from `start` on that is no digit.
  func endOfDigits(_ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, isDigit(at) { at += 1 }
    return at
  }

  /// Whether `text` stands at `place`.
  func has(_ text: StaticString, at place: Int) -> Bool {
    let size = text.utf8CodeUnitCount
    guard place >= 0, place <= count - size else { return false }
    for index in 0..<size where self[place + index] != text.utf8Start[index] { return false }
    return true
  }

  /// Where `text` stands first in `range`.
  func find(_ text: StaticString, in range: Range<Int>) -> Int? {
    let size = text.utf8CodeUnitCount
    guard size > 0, range.count >= size else { return nil }
    let first = text.utf8Start[0]
    var at = range.lowerBound
    while at <= range.upperBound - size {
      if self[at] == first, has(text, at: at) { return at }
      at += 1
    }
    return nil
  }

  /// A number in decimal digits, nil when `range` has anything else or it is too large.
  func decimal(_ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty, range.count <= 20 else { return nil }
    var value: UInt64 = 0
    for index in range {
      guard isDigit(index) else { return nil }
      let (product, high) = value.multipliedReportingOverflow(by: 10)
      let (sum, over) = product.addingReportingOverflow(UInt64(self[index] - UInt8(ascii: "0")))
      guard !high, !over else { return nil }
      value = sum
    }
    return value
  }

  /// A number in hexadecimal digits, likewise.
  func hexadecimal(_ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty, range.count <= 16 else { return nil }
    var value: UInt64 = 0
    for index in range {
      guard let digit = hexDigit(index) else { return nil }
      value = value << 4 | UInt64(digit)
    }
    return value
  }

  /// Value of a hexadecimal digit.
  func hexDigit(_ index: Int) -> UInt8? {
    switch self[index] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self[index] - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self[index] - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self[index] - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// `range` as a string.
  func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}
