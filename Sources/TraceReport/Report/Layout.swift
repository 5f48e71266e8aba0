/// Lines of plain text for mail: ASCII, spaces, short.
enum Layout {
  /// Widest line of prose.
  static let width = 72
  /// What encloses a report.
  static let rule = String(repeating: "=", count: 66)

  /// A paragraph in lines.
  ///
  /// The first line begins with `first`, the others are indented by `indent`.
  static func wrap(_ text: String, first: String = "", indent: Int = 0) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    var lines = [first]
    var isEmpty = true
    for word in Printable.brief(text).split(separator: " ").flatMap({ pieces($0, width - indent) }) {
      if !isEmpty, lines[lines.count - 1].count + 1 + word.count > width {
        lines.append(blanks)
        isEmpty = true
      }
      lines[lines.count - 1] += isEmpty ? word : " " + word
      isEmpty = false
    }
    return lines.map(trimmed)
  }

  /// `key:` and its value, wrapped beside it.
  static func fact(_ key: String, _ value: String, column: Int = 10) -> [String] {
    wrap(value, first: padded("\(key):", column), indent: column)
  }

  /// An item of a list.
  static func item(_ text: String) -> [String] { wrap(text, first: "- ", indent: 2) }

  /// Text with blanks after it.
  static func padded(_ text: String, _ width: Int) -> String {
    text.count < width ? text + String(repeating: " ", count: width - text.count) : text
  }

  /// Text with blanks before it.
  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Without blanks at the end.
  static func trimmed(_ line: String) -> String {
    var line = Substring(line)
    while line.hasSuffix(" ") { line.removeLast() }
    return String(line)
  }

  /// Lines of a document as one text.
  ///
  /// Whatever is in a line stays in it, and every character that a mailer could break becomes a question mark.
  static func document(_ lines: [String]) -> String {
    var result = String.UnicodeScalarView()
    for line in lines {
      for scalar in Printable.unglued(Printable.line(line)).unicodeScalars {
        result.append((0x20...0x7e).contains(scalar.value) ? scalar : "?")
      }
      result.append("\n")
    }
    return String(result)
  }

  /// A word that fits no line in pieces that do.
  private static func pieces(_ word: Substring, _ size: Int) -> [String] {
    var pieces: [String] = []
    var rest = word
    while rest.count > size {
      pieces.append(String(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    return pieces + [String(rest)]
  }
}
