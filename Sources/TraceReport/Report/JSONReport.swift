import TraceQuery

/// The report for programs; docs/report-json.md describes it.
enum JSONReport {
  /// Version of the schema: it changes when a member goes away or changes its meaning, not when one is added.
  static let version: Int64 = 1

  static func render(_ findings: ReportFindings, _ options: ReportOptions) -> String {
    let report = Report(findings, options, isFull: true)
    let trace = findings.summary.trace
    let tree = JSONTree.object([
      ("mmtrace_report", .integer(version)),
      ("mmtrace", .optional(trace["mmtrace_version"])),
      ("title", .string(report.title)),
      ("verdict", .string(findings.verdict.answer.rawValue)),
      ("reasons", .array(findings.verdict.decisive.map(reason))),
      ("counts", counts(findings) { $0.trusted }),
      ("doubted", counts(findings) { $0.doubted }),
      ("calls", counts(findings) { $0.calls }),
      ("scope", .array(findings.verdict.scope.map(scope))),
      (
        "totals",
        .object([
          ("faults", .optional(findings.faults)), ("copies", .optional(findings.copies)),
          ("flush_requests", .optional(findings.flushes)), ("lost_marks", .optional(findings.lostMarks)),
        ])
      ),
      ("windows", .array(findings.windows.map { windows($0, findings) })),
      (
        "clock",
        .object([
          ("name", .optional(trace["clock"])), ("unit", .optional(trace["clock_unit"])),
          ("comparable", .boolean(trace["clock_comparable"] == "1")),
        ])
      ),
      ("truth", report.truth.map(JSONTree.strings) ?? .null),
      ("findings", .array(report.blocks.map { finding($0, findings, options) })),
      (
        "provenance",
        .object(report.provenance.map { ($0.name.lowercased(), JSONTree.string($0.value)) })
      ),
    ])
    return tree.text() + "\n"
  }

  private static func reason(_ reason: Verdict.Reason) -> JSONTree {
    .object([
      ("code", .string(reason.code)), ("text", .string(reason.text)), ("count", .optional(reason.count)),
      ("calls", .optional(reason.calls)),
    ])
  }

  private static func scope(_ scope: Verdict.Scope) -> JSONTree {
    .object([("code", .string(scope.code)), ("text", .string(scope.text))])
  }

  /// A number for each class; null where it could not be judged and none was found.
  private static func counts(
    _ findings: ReportFindings, _ number: (ClassCount) -> Int64?
  ) -> JSONTree {
    .object(
      findings.classes.map { raceClass in
        let count = findings.counts[raceClass.name]
        let found = count.flatMap(number)
        return (raceClass.name, .optional(count?.isJudged == true || found ?? 0 > 0 ? found : nil))
      })
  }

  private static func windows(
    _ count: ReportFindings.WindowCount, _ findings: ReportFindings
  ) -> JSONTree {
    .object(
      [
        ("path", .string(count.path)), ("lock_mode", .string(count.lockMode)),
        ("calls", .integer(count.calls)), ("windows", .integer(count.windows)),
        ("still_open", .integer(count.stillOpen)),
      ]
        // Not of the classes without a window.
        + findings.classes.filter { $0.name != StaleTLBText.name }.map { raceClass in
          let isJudged = findings.counts[raceClass.name]?.isJudged == true
          let found = count.findings[raceClass.name]
          return (raceClass.name, .optional(found ?? (isJudged ? 0 : nil)))
        })
  }

  private static func finding(
    _ block: Report.Block, _ findings: ReportFindings, _ options: ReportOptions
  ) -> JSONTree {
    let finding = block.finding
    let labels = Labels(finding, plain: options.addresses)
    return .object([
      ("race_id", .integer(finding.id)), ("class", .string(finding.raceClass.name)),
      ("title", .string(block.title)), ("doubt", .optional(finding.doubt)), ("ts", .integer(finding.ts)),
      ("margin", .optional(finding.margin)), ("exclusion", .boolean(finding.isExclusion)),
      ("mm", .string(labels.mmName)), ("page", finding.fault.map { .address($0.address & ~4095) } ?? .null),
      (
        "seen",
        .object([
          ("count", .integer(finding.seen.count)), ("first", .integer(finding.seen.first)),
          ("last", .integer(finding.seen.last)), ("mms", .integer(finding.seen.mms)),
          ("calls", .integer(finding.seen.calls)),
        ])
      ),
      ("skew_bound", .optional(finding.skewBound)), ("events_around", .integer(finding.eventsAround)),
      ("prose", .strings(block.prose)), ("window", finding.window.map(window) ?? .null),
      ("fault", finding.fault.map(fault) ?? .null), ("runners", .array(finding.runners.map(runner))),
      (
        "mark",
        finding.mark.map { mark in
          .object(place(mark.at, mark.thread) + [("text", .string(labels.scrubbed(mark.text)))])
        } ?? .null
      ),
      ("events", .array(finding.events(labels).map { event($0, findings.eventNames, labels) })),
      ("not_shown", .strings(block.notShown)), ("ruled_out", .strings(block.ruledOut)),
    ])
  }

  private static func place(_ at: Moment, _ thread: ThreadName) -> [(String, JSONTree)] {
    [
      ("ts", .integer(at.ts)), ("cpu", .integer(at.cpu)), ("tid", .integer(thread.tid)),
      ("comm", .optional(thread.comm)),
    ]
  }

  private static func window(_ window: FlushWindow) -> JSONTree {
    .object(
      [
        ("path", .string(window.call.path)), ("function", .string(window.call.function)),
        ("start", .address(window.start)), ("end", .address(window.end)), ("opened", .integer(window.opened)),
        ("closed", .optional(window.closed)), ("returned", .optional(window.call.returned?.ts)),
        ("lock_mode", .optional(window.call.lockMode)), ("lock_ended", .optional(window.lockEnded)),
        ("flushed_by", .optional(window.flush?.thread.tid)),
      ] + place(window.call.entered, window.call.thread).dropFirst())
  }

  private static func fault(_ fault: Fault) -> JSONTree {
    .object([
      ("address", .address(fault.address)), ("tid", .integer(fault.thread.tid)),
      ("comm", .optional(fault.thread.comm)), ("cpu", .optional(fault.handled?.cpu)),
      ("entered", .optional(fault.entered?.ts)), ("handled_from", .optional(fault.handled?.ts)),
      ("do_wp_page", .optional(fault.writeProtect?.ts)), ("wp_page_copy", .optional(fault.copy?.ts)),
      ("ptep_clear_flush", .optional(fault.clearFlush?.ts)),
      ("ptep_clear_flush_ret", .optional(fault.clearFlushTo?.ts)),
      ("handled_to", .optional(fault.handledTo?.ts)), ("outcome", .string(fault.outcome)),
      ("vma_lock", .optional(fault.isUnderVMALock)),
    ])
  }

  private static func runner(_ runner: Runner) -> JSONTree {
    .object([
      ("cpu", .integer(runner.cpu)), ("tid", .integer(runner.thread.tid)),
      ("comm", .optional(runner.thread.comm)),
      ("ran_from", .optional(runner.ranFrom)), ("ran_to", .optional(runner.ranTo)),
      ("user_from", .integer(runner.userFrom)), ("user_time", .integer(runner.userTime)),
      ("last_flush", .optional(runner.lastFlush)), ("next_flush", .optional(runner.receipt?.entered.ts)),
    ])
  }

  private static func event(
    _ event: ObservedEvent, _ names: [String: String], _ labels: Labels
  ) -> JSONTree {
    let fields = event.fields.map { name, value in
      let tree: JSONTree =
        switch value {
        case .address(let address): .address(address)
        case .mm: .string(labels.mmName)
        case .text(let text): .string(text)
        }
      return (name.isEmpty ? "text" : name, tree)
    }
    return .object(
      place(event.at, event.thread) + [
        ("event", .string(names[event.role] ?? event.role)), ("fields", .object(fields)),
      ])
  }
}
