/// Takes a text apart into lines, without what mail and syslog put around them.
struct TextLines: ~Escapable {
  private let bytes: RawSpan
  /// Where the next line begins.
  private(set) var position: Int
  /// Number of the line that `next` gave last, from 1.
  private(set) var number: Int64 = 0
  /// Whether that line came out of quoted-printable.
  private(set) var wasEncoded = false

  /// A line longer than this is none of ours.
  static let longest = 1 << 14

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) {
    self.bytes = bytes
    position = 0
    // A byte order mark, which some mailers save.
    if bytes.byteCount >= 3, byte(0) == 0xef, byte(1) == 0xbb, byte(2) == 0xbf { position = 3 }
  }

  private func byte(_ index: Int) -> UInt8 { bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) }

  /// Puts the next line into `line`.
  ///
  /// - Returns: false at the end.
  mutating func next(_ line: inout [UInt8]) -> Bool {
    line.removeAll(keepingCapacity: true)
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
    Self.unwrap(&line)
    return true
  }

  private var pendingNumbers: Int64 = 0

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
    while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8.space { line.removeLast() }
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

  /// Takes away marks of quoting, and the time and source that the kernel's log puts in front.
  private static func unwrap(_ line: inout [UInt8]) {
    var start = 0
    while true {
      let at = line.skipSpaces(start, line.count)
      guard at < line.count, line[at] == UInt8(ascii: ">") || line[at] == UInt8(ascii: "|") else { break }
      start = at + 1
    }
    // "host kernel: " of syslog and journalctl.
    if let kernel = line.find(" kernel: ", in: start..<min(line.count, start + 100)) { start = kernel + 9 }
    let at = line.skipSpaces(start, line.count)
    if at < line.count, line[at] == UInt8(ascii: "["), let end = endOfLogTime(line, at) { start = end }
    if start > 0 { line.removeFirst(start) }
  }

  /// `[  352.775505] `, maybe with a CPU or thread, `[  352.775505][ T1234] `.
  private static func endOfLogTime(_ line: [UInt8], _ open: Int) -> Int? {
    var at = line.skipSpaces(open + 1, line.count)
    let point = line.endOfDigits(at, line.count)
    guard point > at, point < line.count, line[point] == UInt8(ascii: ".") else { return nil }
    at = line.endOfDigits(point + 1, line.count)
    guard at == point + 7, at < line.count, line[at] == UInt8(ascii: "]") else { return nil }
    at += 1
    if at < line.count, line[at] == UInt8(ascii: "["),
      let close = line[at..<min(at + 12, line.count)].firstIndex(of: UInt8(ascii: "]"))
    {
      at = close + 1
    }
    return at
  }
}
