import TraceStore

/// Text for man.
enum Roff {
  /// The head of a page; no date, so that the same source gives the same bytes.
  static func head(_ name: String, section: Int, _ summary: String) -> String {
    """
    .TH "\(name.uppercased())" "\(section)" "" "mmtrace \(mmtraceVersion)" "mmtrace"
    .SH NAME
    \(escaped(name)) \\- \(escaped(summary))

    """
  }

  /// A section with its text.
  static func section(_ title: String, _ text: String) -> String { ".SH \(title)\n\(text)" }

  /// Paragraphs.
  static func paragraphs(_ text: String) -> String {
    text.split(separator: "\n").map { ".PP\n\(escaped(String($0)))\n" }.joined()
  }

  /// A term and what it is.
  static func item(_ term: String, _ text: String) -> String { ".TP\n\(term)\n\(escaped(text))\n" }

  /// Lines as they are.
  static func lines(_ lines: [String]) -> String {
    ".PP\n.nf\n.RS 4\n\(lines.map(escaped).joined(separator: "\n"))\n.RE\n.fi\n"
  }

  /// Bold.
  static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

  /// Underlined: for the user to fill in.
  static func variable(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

  /// Text without what man takes for a request.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "~": result += "\\(ti"
      case "^": result += "\\(ha"
      case "`": result += "\\(ga"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }
}
