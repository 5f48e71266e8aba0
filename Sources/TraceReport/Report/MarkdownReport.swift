import TraceQuery

/// The report for an issue tracker: the same text, with what is aligned in fenced blocks.
enum MarkdownReport {
  static func render(_ findings: ReportFindings, _ options: ReportOptions) -> String {
    let report = Report(findings, options)
    var parts = ["# mmtrace: \(escaped(report.title))", "**Verdict:** \(escaped(report.verdict))"]
    for (index, block) in report.blocks.enumerated() {
      if index > 0 { parts.append("## mmtrace: \(escaped(block.title))") }
      parts += self.block(block)
    }
    if let quiet = report.quiet { parts += self.quiet(quiet) }
    parts += ["**Scope:**", list(report.scope)]
    parts.append("### Reported by mmtrace \(findings.summary.trace["mmtrace_version"] ?? "") from")
    parts.append(facts(report.provenance))
    parts.append(facts(report.blanks))
    return Layout.ascii(parts.joined(separator: "\n\n")) + "\n"
  }

  private static func block(_ block: Report.Block) -> [String] {
    var parts = block.prose.map(escaped) + [facts(block.facts)]
    if let interleaving = block.interleaving {
      parts.append(fenced(InterleavingText.lines(interleaving)))
      parts.append(escaped(interleaving.legend))
    }
    if !block.notShown.isEmpty { parts += ["**Not shown by this trace:**", list(block.notShown)] }
    if !block.ruledOut.isEmpty { parts += ["**Ruled out:**", list(block.ruledOut)] }
    if !block.evidence.isEmpty {
      parts += ["**Events, in trace-cmd report format:**", fenced(block.evidence)]
    }
    return parts
  }

  private static func quiet(_ quiet: QuietReport) -> [String] {
    var parts = quiet.prose.map(escaped)
    if !quiet.table.isEmpty { parts += [fenced(quiet.table), escaped(QuietReport.legend)] }
    parts += ["**Evidence:**", list(quiet.evidence), "**Why this verdict:**", list(quiet.reasons)]
    if !quiet.advice.isEmpty { parts += ["**To get an answer:**", list(quiet.advice)] }
    return parts
  }

  private static func facts(_ facts: [Report.Fact]) -> String {
    facts.map { "- **\($0.name):** \(escaped($0.value))" }.joined(separator: "\n")
  }

  private static func list(_ items: [String]) -> String {
    items.map { "- \(escaped($0))" }.joined(separator: "\n")
  }

  private static func fenced(_ lines: [String]) -> String {
    // A name in the recording could hold a fence of its own.
    let fence = lines.contains { $0.contains("```") } ? "~~~~~~" : "```"
    return "\(fence)text\n\(lines.joined(separator: "\n"))\n\(fence)"
  }

  private static func escaped(_ text: String) -> String {
    // An underscore inside a word is no emphasis.
    let characters = Array(Cell.printable(text))
    var result = ""
    for (index, character) in characters.enumerated() {
      let isInside =
        index > 0 && index + 1 < characters.count && characters[index - 1].isLetter
        && characters[index + 1].isLetter
      if "\\`*<>[]|".contains(character) || (character == "_" && !isInside) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
