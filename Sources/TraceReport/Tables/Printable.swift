import TraceStore

/// Text of a recording as people read it: what a trace says is data.
///
/// Threads name themselves, and anybody writes marks, files and cgroups. None of it may drive the reader's
/// terminal, hide or turn around what stands beside it, or begin a line of its own.
public enum Printable {
  /// Longest text that is shown in a line of prose; nobody reads more of a name.
  static let most = 4000

  /// `text` in one line, everything that is not seen as it is made visible.
  ///
  /// - Parameters:
  ///   - text: whatever it is.
  ///   - kept: a control character that stays.
  /// - Returns: the line.
  public static func line(_ text: String, keeping kept: Unicode.Scalar? = nil) -> String {
    guard text.unicodeScalars.contains(where: { isHidden($0) && $0 != kept }) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !isHidden(scalar) || scalar == kept {
        shown.append(scalar)
      } else {
        shown += escape(scalar).unicodeScalars
      }
    }
    return String(shown)
  }

  /// The same, cut off where it is longer than anybody reads.
  public static func brief(_ text: String) -> String {
    guard text.utf8.count > most else { return line(text) }
    let kept = text.unicodeScalars.prefix(most)
    let rest = text.unicodeScalars.dropFirst(most).count
    return rest == 0 ? line(text) : line(String(kept)) + "... (\(rest) more characters)"
  }

  /// Several lines, each made printable.
  public static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(
      separator: "\n")
  }

  /// A name as a word among words: one with blanks or quotes in it stands in quotes.
  ///
  /// Else a thread called `Verdict: no` could begin a line of the report when a paragraph is wrapped.
  public static func name(_ text: String) -> String {
    let shown = brief(text)
    guard shown.isEmpty || shown.contains(where: { $0.isWhitespace || $0 == "\"" }) else { return shown }
    // A blank that no line breaks at, until `Layout` is done.
    return "\"" + shown.map { $0.isWhitespace ? "\(glue)" : $0 == "\"" ? "\\\"" : "\($0)" }.joined() + "\""
  }

  /// Stands for a blank inside of a name.
  private static let glue: Character = "\u{a0}"

  /// With blanks inside of names as they are: when the lines are made, and where there are none.
  static func unglued(_ text: String) -> String {
    guard text.utf8.contains(0xc2) else { return text }
    return String(text.map { $0 == glue ? " " : $0 })
  }

  /// Control and format characters: C0, C1, bidirectional marks and isolates, separators of lines, whatever has
  /// no width of its own, and what stands for a byte of a file's name.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7f { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
      return true
    default: return scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\t": return "\\t"
    case _ where scalar.value < 0x100: return "\\x" + digits(scalar.value, 2)
    default:
      return FileName.byte(scalar).map { "\\x" + digits(UInt32($0), 2) } ?? "\\u{\(digits(scalar.value, 4))}"
    }
  }

  private static func digits(_ value: UInt32, _ count: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
