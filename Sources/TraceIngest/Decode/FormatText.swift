/// The text of an event's `format` file, taken apart far enough to know that it is one.
///
/// libtraceevent reads these texts in C that trusts them, and a damaged or hostile file can hold anything.
/// So only what has the shape of a format reaches it: lines are matched here, and a clean text is written
/// from the ones that fit. The `print fmt` is left out: it is a C expression, its parser is the
/// largest and least safe part, and fields are stored by value, not as printed.
struct FormatText {
  /// A `field:` line.
  struct Field: Equatable {
    /// As declared: `unsigned short common_type`, `__data_loc char[] path`.
    var declaration: String
    var offset: Int
    var size: Int
    var isSigned: Bool
  }

  /// Largest text accepted; the kernel writes these files into a page or a few.
  static let sizeLimit = 64 << 10
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
    // A text may end in NULs; one inside is damage.
    let content = text.withUnsafeBytes { bytes in
      String(decoding: bytes.prefix(bytes.count - bytes.reversed().prefix { $0 == 0 }.count), as: UTF8.self)
    }
    guard !content.utf8.contains(0) else { return nil }
    for line in content.split(separator: "\n") {
      if line.hasPrefix("name: ") {
        name = String(line.dropFirst(6))
      } else if line.hasPrefix("ID: ") {
        guard let number = UInt16(line.dropFirst(4)) else { return nil }
        id = Int(number)
      } else if line.hasPrefix("print fmt:") {
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
    return ByteReader.text(text).split(separator: "\n").compactMap(field)
  }

  /// `field:DECLARATION; offset:N; size:N; signed:N;`, with tabs between; very old kernels have no `signed`.
  private static func field(_ line: Substring) -> Field? {
    var parts = line.split(separator: ";").map { $0.drop { $0 == "\t" || $0 == " " } }
    guard parts.count >= 3, parts[0].hasPrefix("field:") else { return nil }
    parts[0] = parts[0].dropFirst("field:".count).drop { $0 == " " }
    guard let offset = number(parts[1], after: "offset:"), let size = number(parts[2], after: "size:"),
      isDeclaration(parts[0])
    else { return nil }
    let signed = parts.count > 3 ? number(parts[3], after: "signed:") : 0
    return Field(declaration: String(parts[0]), offset: offset, size: size, isSigned: signed == 1)
  }

  private static func number(_ text: Substring, after key: String) -> Int? {
    guard text.hasPrefix(key) else { return nil }
    return UInt16(text.dropFirst(key.count)).map { Int($0) }
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 256 && name.utf8.allSatisfy(isWord)
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
  private static func isDeclaration(_ text: Substring) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 256, let first = text.utf8.first, isWord(first) else { return false }
    var inBrackets = false
    for byte in text.utf8 {
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
      if areCommon, !field.declaration.contains(" common_") {
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
