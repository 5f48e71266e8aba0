import TraceQuery

/// The report for an issue tracker: the same text, with what is aligned in fenced blocks.
enum MarkdownReport {
  /// Lines between two empty ones.
  private typealias Part = [String]

  static func render(_ findings: ReportFindings, _ options: ReportOptions) -> String {
    let report = Report(findings, options)
    var parts = [["# mmtrace: \(escaped(report.title))"], ["**Verdict:** \(escaped(report.verdict))"]]
    for (index, block) in report.blocks.enumerated() {
      if index > 0 { parts.append(["## mmtrace: \(escaped(block.title))"]) }
      parts += self.block(block)
    }
    if let quiet = report.quiet { parts += self.quiet(quiet) }
    if let truth = report.truth { parts += [["**\(Report.truthTitle):**"], list(truth)] }
    parts += [["**Scope:**"], list(report.scope)]
    parts.append(["### Reported by mmtrace \(escaped(findings.summary.trace["mmtrace_version"] ?? "")) from"])
    parts.append(facts(report.provenance))
    parts.append(facts(report.blanks))
    return Layout.document(Array(parts.joined(separator: [""])))
  }

  private static func block(_ block: Report.Block) -> [Part] {
    var parts = block.prose.map(paragraph) + [facts(block.facts)]
    if let interleaving = block.interleaving {
      parts.append(fenced(InterleavingText.lines(interleaving)))
      parts.append(paragraph(interleaving.legend))
    }
    if !block.notShown.isEmpty { parts += [["**Not shown by this trace:**"], list(block.notShown)] }
    if !block.ruledOut.isEmpty { parts += [["**Ruled out:**"], list(block.ruledOut)] }
    if !block.evidence.isEmpty {
      parts += [["**Events, in trace-cmd report format:**"], fenced(block.evidence)]
    }
    return parts
  }

  private static func quiet(_ quiet: QuietReport) -> [Part] {
    var parts = quiet.prose.map(paragraph)
    if !quiet.table.isEmpty { parts += [fenced(quiet.table), paragraph(QuietReport.legend)] }
    parts += [["**Evidence:**"], list(quiet.evidence), ["**Why this verdict:**"], list(quiet.reasons)]
    if !quiet.advice.isEmpty { parts += [["**To get an answer:**"], list(quiet.advice)] }
    return parts
  }

  private static func paragraph(_ text: String) -> Part { [escaped(text)] }

  private static func facts(_ facts: [Report.Fact]) -> Part {
    facts.map { "- **\($0.name):** \(escaped($0.value))" }
  }

  private static func list(_ items: [String]) -> Part { items.map { "- \(escaped($0))" } }

  private static func fenced(_ lines: [String]) -> Part {
    // A name in the recording could hold a fence of its own: a longer one does not end at it.
    let fence = String(repeating: "`", count: max(3, (lines.map(longestRun).max() ?? 0) + 1))
    return [fence + "text"] + lines + [fence]
  }

  private static func longestRun(_ line: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in line.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  private static func escaped(_ text: String) -> String { Markdown.escaped(Printable.brief(text)) }
}
