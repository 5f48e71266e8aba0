public import TraceQuery

/// `mmtrace check` as text.
public enum VerdictText {
  /// One line with the verdict, then what it rests on, one indented line each.
  ///
  /// - Parameters:
  ///   - verdict: what the judge says.
  ///   - name: the recording, as the user named it.
  ///   - kernel: `trace.kernel`, which tells what to do about an inconclusive one.
  /// - Returns: lines, each with its newline.
  public static func render(_ verdict: Verdict, of name: String, kernel: String? = nil) -> String {
    var text = "\(Printable.brief(name)): \(verdict.answer.rawValue)\n"
    for reason in verdict.decisive { text += "  \(line(reason))\n" }
    for line in scope(verdict) { text += "  \(Printable.brief(line))\n" }
    for step in NextStep.steps(after: verdict, kernel: kernel) {
      text += "  next: \(Printable.brief(step))\n"
    }
    return text
  }

  /// What was judged, what was put to the test and what was not judged: a line each.
  static func scope(_ verdict: Verdict) -> [String] {
    [
      ("judged", "judged"), ("classes", "classes"), ("tested", "put to the test"),
      ("not_judged", "not judged"),
    ]
    .compactMap { code, name in
      let texts = verdict.scope.filter { $0.code == code }.map(\.text)
      return texts.isEmpty ? nil : "\(name): \(texts.joined(separator: code == "judged" ? ", " : "; "))"
    }
  }

  private static func line(_ reason: Verdict.Reason) -> String {
    let text = Printable.brief(reason.text)
    switch reason.code {
    case _ where reason.weighs == .race:
      return "\(Printable.brief(reason.code)): \(text) (\(times(reason)))"
    case "doubt": return "\(text) (\(times(reason)))"
    default: return text
    }
  }

  /// How often: calls first, since one call can be wrong for thousands of ranges.
  static func times(_ reason: Verdict.Reason) -> String {
    let count = reason.count ?? 0
    guard let calls = reason.calls else { return count == 1 ? "once" : "\(count) times" }
    return amount(calls: calls, ranges: count)
  }

  /// `284 calls, 14470 ranges`.
  static func amount(calls: Int64, ranges: Int64) -> String {
    "\(calls) call\(calls == 1 ? "" : "s"), \(ranges) range\(ranges == 1 ? "" : "s")"
  }
}
