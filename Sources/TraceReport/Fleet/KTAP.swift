import TraceQuery

/// The kernel's test protocol (Documentation/dev-tools/ktap.rst): diagnostics, then a line with the result.
enum KTAP {
  /// The plan is left out where the number of tests is not known.
  static func head(count: Int?) -> String {
    "KTAP version 1\n" + (count.map { "1..\($0)\n" } ?? "")
  }

  static func piece(_ outcome: CheckOutcome, of recording: CheckedName) -> String {
    let told =
      CheckAnswer.text(outcome, of: recording.name)
      + (outcome.sha256.map { "  sha256: \($0)\n" } ?? "")
    let diagnostics = told.split(separator: "\n").map { "# \($0)\n" }.joined()
    return diagnostics + "\(result(outcome)) \(recording.number) \(description(recording.name))"
      + directive(outcome) + "\n"
  }

  private static func result(_ outcome: CheckOutcome) -> String {
    outcome.status == 0 || outcome.status == 125 ? "ok" : "not ok"
  }

  /// A `#` would begin a directive, and the blanks around a name are not part of it.
  private static func description(_ name: String) -> String {
    Printable.brief(name).split(separator: "#", omittingEmptySubsequences: false).joined(separator: "\\#")
  }

  private static func directive(_ outcome: CheckOutcome) -> String {
    switch outcome.status {
    case 0, 1: ""
    case 125: " # SKIP \(outcome.word): \(Printable.brief(CheckAnswer.why(outcome)))"
    default: " # ERROR \(Printable.brief(CheckAnswer.why(outcome)))"
    }
  }
}
