/// Takes a text apart into lines, without what mail and syslog put around them.
struct TextLines: ~Escapable {
  private let bytes: RawSpan
  /// Where the next line begins.
  private(set) var position: Int
  /// Number of the line that `next` gave last, from 1.
  private(set) var number: Int64 = 0
  /// Whether that line came out of quoted-printable.
  private(set) var wasEncoded = false
  /// Where that line begins.
  private(set) var start = 0
  /// Characters of that line, with all that is around it and the spaces at its end.
  private(set) var width = 0

  /// A line longer than this is none of ours.
  static let longest = 1 << 14

  /// The lines of `bytes`, from `start` on, which is the beginning of the line after line `number`.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, from start: Int = 0, number: Int64 = 0) {
    self.bytes = bytes
    position = start
    self.number = number
    guard start == 0 else { return }
    // A byte order mark, which some mailers save.
    if bytes.byteCount >= 3, byte(0) == 0xef, byte(1) == 0xbb, byte(2) == 0xbf { position = 3 }
  }

  private func byte(_ index: Int) -> UInt8 { bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) }

  /// Puts the next line into `line`.
  ///
  /// - Returns: false at the end.
  mutating func next(_ line: inout [UInt8]) -> Bool {
    line.removeAll(keepingCapacity: true)
    start = position
    guard appendRaw(&line) else { return false }
    wasEncoded = Self.isEncoded(line)
    if wasEncoded {
      var rounds = 0
      // A soft break: the line goes on in the next one.
      while line.last == UInt8(ascii: "="), rounds < 64 {
        line.removeLast()
        rounds += 1
        guard appendRaw(&line, countsAsLine: false) else { break }
        pendingNumbers += 1
      }
      Self.decode(&line)
    }
    TextMarkup.clean(&line)
    width = line.count + blanks
    let wrapping = TextWrapping.end(line)
    if wrapping > 0 { line.removeFirst(wrapping) }
    return true
  }

  private var pendingNumbers: Int64 = 0
  /// Spaces at the end of what was appended last.
  private var blanks = 0

  /// Appends the bytes up to a newline, without what ends lines elsewhere.
  private mutating func appendRaw(_ line: inout [UInt8], countsAsLine: Bool = true) -> Bool {
    guard position < bytes.byteCount else { return false }
    if countsAsLine {
      number += 1 + pendingNumbers
      pendingNumbers = 0
    }
    var end = position
    while end < bytes.byteCount, byte(end) != UInt8(ascii: "\n") { end += 1 }
    let stop = min(end, position + Self.longest)
    let piece = bytes.extracting(position..<stop)
    piece.withUnsafeBytes { line.append(contentsOf: $0) }
    position = min(end + 1, bytes.byteCount)
    blanks = 0
    while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8.space {
      if last == UInt8.space { blanks += 1 }
      line.removeLast()
    }
    return true
  }

  /// Whether `line` is quoted-printable.
  ///
  /// Then every `=` is followed by two digits or by the line's end, and one
  /// of them stands for itself. In lines of a trace, `=` is followed by values, which seldom look so.
  private static func isEncoded(_ line: [UInt8]) -> Bool {
    var (hasSign, hasOther) = (false, false)
    var index = 0
    while index < line.count {
      guard line[index] == UInt8(ascii: "=") else {
        index += 1
        continue
      }
      // A soft break; after unencoded values it is a line that was cut behind a key.
      if index + 1 == line.count { return hasSign || !hasOther }
      guard index + 2 < line.count, line.hexDigit(index + 1) != nil, line.hexDigit(index + 2) != nil else {
        return false
      }
      if line.has("=3D", at: index) || line.has("=20", at: index) || line.has("=09", at: index) {
        hasSign = true
      } else {
        hasOther = true
      }
      index += 3
    }
    return hasSign
  }

  private static func decode(_ line: inout [UInt8]) {
    var (from, to) = (0, 0)
    while from < line.count {
      if line[from] == UInt8(ascii: "="), from + 2 < line.count, let high = line.hexDigit(from + 1),
        let low = line.hexDigit(from + 2)
      {
        line[to] = high << 4 | low
        from += 3
      } else {
        line[to] = line[from]
        from += 1
      }
      to += 1
    }
    line.removeLast(line.count - to)
  }
}
