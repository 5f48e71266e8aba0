public import TraceQuery

/// The report as plain text for a bug thread: ASCII, spaces, at most 72 columns of prose and 75 in all.
public enum TextReport {
  /// Writes it; the same findings and options give the same bytes.
  public static func render(_ findings: ReportFindings, _ options: ReportOptions = ReportOptions()) -> String
  {
    let report = Report(findings, options)
    var lines = [Layout.rule] + ["mmtrace: \(report.title)"]
    lines += [""] + Layout.fact("Verdict", report.verdict)
    for (index, block) in report.blocks.enumerated() {
      if index > 0 {
        lines += ["", String(repeating: "-", count: Layout.rule.count)]
        lines.append("mmtrace: \(block.title)")
      }
      lines += self.block(block)
    }
    if let quiet = report.quiet { lines += self.quiet(quiet) }
    if let truth = report.truth { lines += ["", "\(Report.truthTitle):"] + truth.flatMap(Layout.item) }
    lines += ["", "Scope:"] + report.scope.flatMap(Layout.item)
    lines += ["", "Reported by mmtrace \(findings.summary.trace["mmtrace_version"] ?? "") from:"]
    // A checksum is copied whole, and fits the hard limit.
    lines += report.provenance.flatMap { fact in
      fact.name == "Sha256" ? ["Sha256:   \(fact.value)"] : Layout.fact(fact.name, fact.value)
    }
    lines += [""] + report.blanks.flatMap { Layout.fact($0.name, $0.value, column: 12) }
    lines.append(Layout.rule)
    return Layout.document(lines)
  }

  private static func block(_ block: Report.Block) -> [String] {
    var lines: [String] = []
    for paragraph in block.prose { lines += [""] + Layout.wrap(paragraph) }
    lines += [""] + block.facts.flatMap { Layout.fact($0.name, $0.value) }
    if let interleaving = block.interleaving {
      lines += [""] + InterleavingText.lines(interleaving)
      lines += Layout.wrap(interleaving.legend)
    }
    if !block.notShown.isEmpty {
      lines += ["", "Not shown by this trace:"] + block.notShown.flatMap(Layout.item)
    }
    if !block.ruledOut.isEmpty { lines += ["", "Ruled out:"] + block.ruledOut.flatMap(Layout.item) }
    if !block.evidence.isEmpty {
      let count = block.evidence.count { !$0.hasPrefix("      ") }
      lines += [""]
      lines += Layout.wrap(
        "Events, in trace-cmd report format\(labelled(block)) (\(count) of \(block.finding.eventsAround)):")
      lines += block.evidence
    }
    return lines
  }

  private static func labelled(_ block: Report.Block) -> String {
    block.interleaving?.labels.isPlain == true ? "" : ", addresses labelled"
  }

  private static func quiet(_ quiet: QuietReport) -> [String] {
    var lines: [String] = []
    for paragraph in quiet.prose { lines += [""] + Layout.wrap(paragraph) }
    if !quiet.table.isEmpty { lines += [""] + quiet.table + Layout.wrap(QuietReport.legend) }
    lines += ["", "Evidence:"] + quiet.evidence.flatMap(Layout.item)
    lines += ["", "Why this verdict:"] + quiet.reasons.flatMap(Layout.item)
    if !quiet.advice.isEmpty { lines += ["", "To get an answer:"] + quiet.advice.flatMap(Layout.item) }
    lines +=
      [
        "", "Not shown by this trace:",
      ]
      + Layout.item(
        "User stores and TLB contents: they leave no event. Probes that missed, and CPUs not recorded.")
    return lines
  }
}
