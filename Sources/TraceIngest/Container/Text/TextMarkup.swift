/// Marks inside a line that are not the recorder's: of HTML, of terminals, of word processors.
enum TextMarkup {
  /// Turns entities into characters, no-break spaces into spaces, and takes away escape sequences and the
  /// second backtick of a pair.
  static func clean(_ line: inout [UInt8]) {
    if line.last == UInt8(ascii: "`"), line.count(where: { $0 == UInt8(ascii: "`") }) == 2 {
      line.removeLast()
    }
    // What was quoted again has `&amp;lt;`.
    for _ in 0..<3 where cleanOnce(&line) {}
  }

  /// - Returns: whether there was an entity.
  private static func cleanOnce(_ line: inout [UInt8]) -> Bool {
    guard hasMarks(line) else { return false }
    var hadEntity = false
    var result: [UInt8] = []
    result.reserveCapacity(line.count)
    var at = 0
    while at < line.count {
      switch line[at] {
      case UInt8(ascii: "&"):
        if let (character, end) = entity(line, at) {
          result += Array(String(character).utf8)
          at = end
          hadEntity = true
          continue
        }
      case 0x1b:
        if let end = endOfSequence(line, at) {
          at = end
          continue
        }
      case 0xc2 where at + 1 < line.count && line[at + 1] == 0xa0:
        result.append(.space)
        at += 2
        continue
      default: break
      }
      result.append(line[at])
      at += 1
    }
    line = result
    return hadEntity
  }

  /// Whether something in it may be one of these; most lines have none, so this is all that they cost.
  private static func hasMarks(_ line: [UInt8]) -> Bool {
    line.withUnsafeBytes { bytes in
      var found: UInt8 = 0
      for byte in bytes {
        found |= byte == UInt8(ascii: "&") || byte == 0x1b || byte == 0xc2 ? 1 : 0
      }
      return found != 0
    }
  }

  private static let names: [(StaticString, Unicode.Scalar)] = [
    ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'"), ("&nbsp;", " "),
  ]

  /// The character that the entity at `start` stands for, and where it ends.
  private static func entity(_ line: [UInt8], _ start: Int) -> (Unicode.Scalar, Int)? {
    for (name, character) in names where line.has(name, at: start) {
      return (character, start + name.utf8CodeUnitCount)
    }
    guard line.has("&#", at: start) else { return nil }
    let isHexadecimal = line.has("&#x", at: start) || line.has("&#X", at: start)
    let from = start + (isHexadecimal ? 3 : 2)
    guard let end = line[min(from, line.count)..<min(from + 8, line.count)].firstIndex(of: UInt8(ascii: ";")),
      let value = isHexadecimal ? line.hexadecimal(from..<end) : line.decimal(from..<end),
      let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init), scalar.value >= 32
    else { return nil }
    return (scalar.value == 0xa0 ? " " : scalar, end + 1)
  }

  /// The end of what begins with an escape character: `ESC [ PARAMETERS LETTER` (ECMA-48), as colours are set.
  private static func endOfSequence(_ line: [UInt8], _ start: Int) -> Int? {
    guard line.has("\u{1b}[", at: start) else { return nil }
    var at = start + 2
    while at < line.count, 0x20...0x3f ~= line[at] { at += 1 }
    return at < line.count && 0x40...0x7e ~= line[at] ? at + 1 : nil
  }
}
