public import TraceQuery

/// `mmtrace check` as text.
public enum VerdictText {
  /// One line with the verdict, then what it rests on, one indented line each.
  ///
  /// - Parameters:
  ///   - verdict: what the judge says.
  ///   - name: the recording, as the user named it.
  /// - Returns: lines, each with its newline.
  public static func render(_ verdict: Verdict, of name: String) -> String {
    var text = "\(Printable.brief(name)): \(verdict.answer.rawValue)\n"
    for reason in verdict.decisive { text += "  \(line(reason))\n" }
    return text
  }

  private static func line(_ reason: Verdict.Reason) -> String {
    let text = Printable.brief(reason.text)
    let times = reason.count.map { $0 == 1 ? " (once)" : " (\($0) times)" } ?? ""
    switch reason.code {
    case _ where reason.weighs == .race: return "\(Printable.brief(reason.code)): \(text)\(times)"
    case "evidence": return reason.count.map { "\(text): \($0)" } ?? text
    case "doubt": return text + times
    default: return text
    }
  }
}
