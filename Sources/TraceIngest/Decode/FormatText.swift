/// The text of an event's `format` file, taken apart far enough to know that it is one.
///
/// libtraceevent reads these texts in C that trusts them, and a damaged or hostile file can hold anything.
/// So only what has the shape of a format reaches it: lines are matched here, and a clean text is written
/// from the ones that fit. The `print fmt` is left out: it is a C expression, its parser is the
/// largest and least safe part, and fields are stored by value, not as printed. Tens of thousands of
/// mutated recordings crashed nothing behind this filter, nor did valgrind find a stray access.
struct FormatText {
  /// A `field:` line.
  struct Field: Equatable {
    /// As declared: `unsigned short common_type`, `__data_loc char[] path`.
    var declaration: String
    var offset: Int
    var size: Int
    var isSigned: Bool

    /// Whether every event has it: `common_pid` and its like.
    var isCommon: Bool {
      let name = declaration.utf8.lastIndex(of: UInt8(ascii: " ")).map { declaration.utf8[$0...].dropFirst() }
      return name?.starts(with: "common_".utf8) ?? false
    }
  }

  /// Largest text accepted; the kernel writes these files into a page or a few.
  static let sizeLimit = 64 << 10
  /// Longest name of an event or of its group.
  static let nameLimit = 256
  private static let fieldLimit = 512

  /// Event name.
  private(set) var name = ""
  /// `common_type` of its records.
  private(set) var id = -1
  /// Its fields, the common ones first.
  private(set) var fields: [Field] = []

  /// Takes `text` apart, nil when it is no format.
  init?(_ text: RawSpan) {
    guard text.byteCount <= Self.sizeLimit else { return nil }
    let lines = Self.lines(text)
    // A text may end in NULs; one inside is damage.
    guard lines.dropLast().allSatisfy({ !$0.contains(0) }) else { return nil }
    for line in lines {
      if line.starts(with: "name: ".utf8) {
        name = String(decoding: line.dropFirst(6), as: UTF8.self)
      } else if line.starts(with: "ID: ".utf8) {
        guard let number = Self.number(line.dropFirst(4)) else { return nil }
        id = number
      } else if line.starts(with: "print fmt:".utf8) {
        break
      } else if let field = Self.field(line) {
        fields.append(field)
      }
    }
    guard Self.isName(name), id >= 0, fields.count <= Self.fieldLimit else { return nil }
  }

  /// The fields of a text without name and number, as events/header_page has.
  static func fields(_ text: RawSpan) -> [Field] {
    guard text.byteCount <= sizeLimit else { return [] }
    return lines(text).compactMap(field)
  }

  // Lines are bytes: Swift's characters are Unicode's, and cost a hundred times as much.
  private typealias Line = ArraySlice<UInt8>

  private static func lines(_ text: RawSpan) -> [Line] {
    text.withUnsafeBytes { Array($0) }.split(separator: UInt8(ascii: "\n"))
  }

  /// `field:DECLARATION; offset:N; size:N; signed:N;`, with tabs between; very old kernels have no `signed`.
  private static func field(_ line: Line) -> Field? {
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: "\t") || byte == UInt8(ascii: " ") }
    let parts = line.split(separator: UInt8(ascii: ";")).map { $0.drop(while: isSpace) }
    guard parts.count >= 3, parts[0].starts(with: "field:".utf8) else { return nil }
    let declaration = parts[0].dropFirst("field:".utf8.count).drop(while: isSpace)
    guard let offset = number(parts[1], after: "offset:"), let size = number(parts[2], after: "size:"),
      isDeclaration(declaration)
    else { return nil }
    let signed = parts.count > 3 ? number(parts[3], after: "signed:") : 0
    return Field(
      declaration: String(decoding: declaration, as: UTF8.self), offset: offset, size: size,
      isSigned: signed == 1)
  }

  private static func number(_ text: Line, after key: StaticString) -> Int? {
    let key = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
    return text.starts(with: key) ? number(text.dropFirst(key.count)) : nil
  }

  /// A decimal number that a u16 holds: the kernel's records are shorter than 64 KiB.
  private static func number(_ digits: Line) -> Int? {
    var value = 0
    for digit in digits {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
      guard value <= Int(UInt16.max) else { return nil }
    }
    return digits.isEmpty ? nil : value
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= nameLimit && name.utf8.allSatisfy(isWord)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// Words, `*`, and brackets in pairs: a type, a name and perhaps an array.
  private static func isDeclaration(_ text: Line) -> Bool {
    guard text.count <= 256, let first = text.first, isWord(first) else { return false }
    var inBrackets = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "["):
        guard !inBrackets else { return false }
        inBrackets = true
      case UInt8(ascii: "]"):
        guard inBrackets else { return false }
        inBrackets = false
      case UInt8(ascii: " "), UInt8(ascii: "*"): break
      default: guard isWord(byte) else { return false }
      }
    }
    return !inBrackets
  }

  /// The clean text for libtraceevent.
  var rendered: String {
    var text = "name: \(name)\nID: \(id)\nformat:\n"
    // libtraceevent takes the fields up to the first empty line as the common ones.
    var areCommon = true
    for field in fields {
      if areCommon, !field.isCommon {
        areCommon = false
        text += "\n"
      }
      text += "\tfield:\(field.declaration);\toffset:\(field.offset);\tsize:\(field.size);"
      text += "\tsigned:\(field.isSigned ? 1 : 0);\n"
    }
    if areCommon { text += "\n" }
    return text + "\nprint fmt: \"\"\n"
  }
}
