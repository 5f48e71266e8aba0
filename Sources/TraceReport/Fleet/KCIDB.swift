import TraceQuery
import TraceStore

/// What KCIDB takes (schema 5.3): a report whose tests are the recordings.
struct KCIDB {
  /// `ORIGIN:ID` of the build whose kernel was recorded; nil for one named after the kernel.
  let build: String?

  static let head = "{\"version\":{\"major\":5,\"minor\":3},\"tests\":[\n"
  static let tail = "\n]}\n"

  /// The longest `log_excerpt` that the schema takes, in characters.
  private static let longest = 16384

  func piece(_ outcome: CheckOutcome, of recording: CheckedName) -> String {
    let (origin, build) = place(outcome)
    let subject = outcome.sha256 ?? "file:\(recording.name)"
    let tree = JSONTree.object([
      ("id", .string("\(origin):mmtrace:check:\(subject)")), ("origin", .string(origin)),
      ("build_id", .string(build)), ("path", .string("mmtrace.check")),
      ("comment", .string(Printable.brief(recording.name))), ("status", .string(status(outcome))),
      (
        "log_excerpt",
        .string(String(CheckAnswer.text(outcome, of: recording.name).unicodeScalars.prefix(Self.longest)))
      ),
      ("misc", CheckedRow.tree(outcome, of: recording.name)),
    ])
    return (recording.number > 1 ? ",\n" : "") + tree.line
  }

  private func place(_ outcome: CheckOutcome) -> (origin: String, build: String) {
    if let build { return (build.firstIndex(of: ":").map { String(build[..<$0]) } ?? "mmtrace", build) }
    let kernel: String? = if case .judged(let checked) = outcome { checked.trace["kernel"] } else { nil }
    // Linux HOST RELEASE ...
    let words = (kernel ?? "").split(separator: " ")
    return ("mmtrace", "mmtrace:\(words.count > 2 ? String(words[2]) : "unknown")")
  }

  private func status(_ outcome: CheckOutcome) -> String {
    switch outcome.status {
    case 0: "PASS"
    case 1: "FAIL"
    case 125: "SKIP"
    default: "ERROR"
    }
  }
}
