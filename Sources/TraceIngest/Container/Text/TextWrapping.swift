/// What stands in front of lines that went through mail, a log or a tool.
enum TextWrapping {
  /// Where the line itself begins, behind marks of quoting, of `diff` and lists, and what logs put in front.
  static func end(_ line: [UInt8]) -> Int {
    var start = 0
    if let first = line.first, first == UInt8(ascii: "+") { start = 1 }
    while true {
      let at = line.skipSpaces(start, line.count)
      guard at < line.count, line[at] == UInt8(ascii: ">") || line[at] == UInt8(ascii: "|") else { break }
      start = at + 1
    }
    // "host kernel: " of syslog and journalctl.
    if let kernel = line.find(" kernel: ", in: start..<min(line.count, start + 100)) { start = kernel + 9 }
    var at = line.skipSpaces(start, line.count)
    // The level, as in /dev/kmsg: <4>.
    if at < line.count, line[at] == UInt8(ascii: "<") {
      let end = line.endOfDigits(at + 1, line.count)
      if 1...3 ~= end - at - 1, line.has(">", at: end) { start = end + 1 }
    }
    at = line.skipSpaces(start, line.count)
    if let end = endOfStamp(line, at) {
      start = end
      // Then maybe who said it: `[ T1234]`, `[   C1]`.
      let next = line.skipSpaces(start, line.count)
      if let end = endOfCaller(line, next) { start = end }
    }
    return start
  }

  /// `[  352.775505]` of dmesg, `[Tue Nov  3 10:11:12 2026]` of dmesg -T, `[2026-11-03T10:11:12,345678+00:00]`.
  private static func endOfStamp(_ line: [UInt8], _ open: Int) -> Int? {
    guard open < line.count, line[open] == UInt8(ascii: "["),
      let close = line[open..<min(open + 48, line.count)].firstIndex(of: UInt8(ascii: "]"))
    else { return nil }
    let inside = line.trimmed(open + 1..<close)
    let point = line.endOfDigits(inside.lowerBound, inside.upperBound)
    if point > inside.lowerBound, line.has(".", at: point), inside.upperBound == point + 7,
      line.endOfDigits(point + 1, inside.upperBound) == inside.upperBound
    {
      return close + 1
    }
    return isTimeOfDay(line, inside) ? close + 1 : nil
  }

  /// Whether `HH:MM:SS` is in `range`.
  private static func isTimeOfDay(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count >= 8 else { return false }
    for at in range.lowerBound...range.upperBound - 8 where line[at + 2] == UInt8(ascii: ":") {
      let digits = [0, 1, 3, 4, 6, 7]
      if line[at + 5] == UInt8(ascii: ":"), digits.allSatisfy({ line.isDigit(at + $0) }) { return true }
    }
    return false
  }

  private static func endOfCaller(_ line: [UInt8], _ open: Int) -> Int? {
    guard line.has("[", at: open),
      let close = line[open..<min(open + 16, line.count)].firstIndex(of: UInt8(ascii: "]"))
    else { return nil }
    let inside = line.trimmed(open + 1..<close)
    guard inside.count >= 2, line.has("T", at: inside.lowerBound) || line.has("C", at: inside.lowerBound),
      line.endOfDigits(inside.lowerBound + 1, inside.upperBound) == inside.upperBound
    else { return nil }
    return close + 1
  }
}
