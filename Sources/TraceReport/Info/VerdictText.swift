public import TraceQuery

/// `mmtrace check` as text.
public enum VerdictText {
  /// One line with the verdict, then what it rests on, one indented line each.
  ///
  /// - Parameters:
  ///   - verdict: what the judge says.
  ///   - name: the recording, as the user named it.
  public static func render(_ verdict: Verdict, of name: String) -> String {
    var text = "\(name): \(verdict.answer.rawValue)\n"
    for reason in verdict.decisive {
      let count = reason.count.map { "\($0) x " } ?? ""
      text += "  \(reason.code): \(count)\(Cell.printable(reason.text))\n"
    }
    return text
  }
}
