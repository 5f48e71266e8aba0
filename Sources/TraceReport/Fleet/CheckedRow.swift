import TraceQuery
import TraceStore

/// One recording as an object for programs that look at thousands; docs/fleet.md describes it.
///
/// Every member is there in every row, null where nothing is known: engines that take columns from rows need it.
enum CheckedRow {
  /// Version of the row: it changes when a member goes away or changes its meaning, not when one is added.
  static let version: Int64 = 1

  static func tree(_ outcome: CheckOutcome, of name: String) -> JSONTree {
    let checked: CheckedRecording? = if case .judged(let checked) = outcome { checked } else { nil }
    return .object(
      [
        ("mmtrace_check", .integer(version)), ("file", .string(name)), ("sha256", .optional(outcome.sha256)),
        ("verdict", .string(outcome.word)), ("status", .integer(Int64(outcome.status))),
        ("why", .string(CheckAnswer.why(outcome))),
      ] + recording(checked) + judgements(checked) + losses(checked) + [
        ("judge", .optional(checked.map { Provenance.version($0.judgeVersion) })),
        ("mmtrace", .string(mmtraceVersion)), ("ingested_by", .optional(checked?.trace["mmtrace_version"])),
      ])
  }

  private static func recording(_ checked: CheckedRecording?) -> [(String, JSONTree)] {
    let trace = checked?.trace ?? [:]
    func number(_ column: String) -> JSONTree { .optional(trace[column].flatMap(Int64.init)) }
    let span: Int64? =
      if let first = trace["first_ts"].flatMap(Int64.init), let last = trace["last_ts"].flatMap(Int64.init) {
        last.subtractingReportingOverflow(first).partialValue
      } else { nil }
    return [
      ("kernel", .optional(trace["kernel"].map { KernelName.withoutHost($0, host: trace["host"]) })),
      ("arch", .optional(trace["arch"])), ("container", .optional(trace["container"])),
      ("recorder", .optional(trace["recorder"])), ("bytes", number("size")), ("cpus", number("cpus")),
      ("events", number("events")), ("span", .optional(span)),
      ("clock", .optional(trace["clock"])), ("clock_unit", .optional(trace["clock_unit"])),
      ("clock_comparable", .optional(trace["clock_comparable"].map { $0 == "1" })),
    ]
  }

  private static func judgements(_ checked: CheckedRecording?) -> [(String, JSONTree)] {
    guard let checked else {
      let names = ["reasons", "counts", "doubted", "calls", "margins", "doubts", "windows", "paths"]
      return names.map { ($0, .null) }
    }
    func byClass(_ value: (CheckedRecording.ClassRow) -> Int64?) -> JSONTree {
      .object(checked.classes.map { ($0.name, .optional(value($0))) })
    }
    return [
      (
        "reasons",
        .array(
          checked.verdict.decisive.map { reason in
            .object([
              ("code", .string(reason.code)), ("text", .string(reason.text)),
              ("count", .optional(reason.count)), ("calls", .optional(reason.calls)),
            ])
          })
      ),
      ("counts", byClass { $0.count.isJudged || $0.count.trusted > 0 ? $0.count.trusted : nil }),
      ("doubted", byClass { $0.count.isJudged || $0.count.doubted > 0 ? $0.count.doubted : nil }),
      ("calls", byClass { $0.count.isJudged || $0.count.trusted > 0 ? $0.count.calls : nil }),
      ("margins", byClass(\.margin)),
      (
        "doubts",
        .array(
          checked.doubts.map { .object([("code", .string($0.code)), ("findings", .integer($0.findings))]) })
      ),
      (
        "windows",
        .integer(checked.paths.reduce(0) { $0 + ($1.counts.first { $0.name == "windows" }?.count ?? 0) })
      ),
      (
        "paths",
        .array(
          checked.paths.map { path in
            .object([("path", .string(path.name))] + path.counts.map { ($0.name, .integer($0.count)) })
          })
      ),
    ]
  }

  private static func losses(_ checked: CheckedRecording?) -> [(String, JSONTree)] {
    [
      ("gaps", .optional(checked?.gaps)), ("lost_events", .optional(checked?.lostEvents)),
      ("missed", .optional(checked?.missed)), ("damage", .optional(checked?.trace["damage"])),
      ("lost_marks", .optional(checked?.lostMarks)),
    ]
  }
}
