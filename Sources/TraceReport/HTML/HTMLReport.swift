import TraceQuery

/// The report as one HTML file: nothing is loaded from elsewhere, and nothing needs a script.
enum HTMLReport {
  static func render(_ findings: ReportFindings, _ options: ReportOptions) -> String {
    let report = Report(findings, options, isFull: true)
    let title = HTMLText.escaped("mmtrace: \(report.title)")
    let kind =
      switch findings.verdict.answer {
      case .race: "race"
      case .noRaceSeen: "none"
      case .inconclusive: "unknown"
      }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <link rel="icon" href="data:,">
      <title>\(title)</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <p class="verdict \(kind)">Verdict: \(HTMLText.escaped(report.verdict))</p>
      \(contents(report))</header>
      <main>
      \(report.blocks.map(block).joined())\(report.quiet.map(quiet) ?? "")\(windows(findings))\(report.truth.map { HTMLText.list(Report.truthTitle, $0) } ?? "")\(HTMLText.list("Scope", report.scope))</main>
      <footer>
      <h2>Reported by mmtrace \(HTMLText.escaped(findings.summary.trace["mmtrace_version"] ?? "")) from</h2>
      \(HTMLText.facts(report.provenance))\(HTMLText.facts(report.blanks))</footer>
      </body>
      </html>

      """
  }

  private static func contents(_ report: Report) -> String {
    guard report.blocks.count > 1 else { return "" }
    let items = report.blocks.map { block in
      let name = HTMLText.escaped("\(block.finding.raceClass.name): \(block.title)")
      return "<li><a href=\"#race-\(block.finding.id)\">\(name)</a></li>\n"
    }
    return "<nav aria-label=\"Findings\"><ul>\n\(items.joined())</ul></nav>\n"
  }

  private static func block(_ block: Report.Block) -> String {
    var html = "<section id=\"race-\(block.finding.id)\">\n"
    html += "<h2>\(HTMLText.escaped("\(block.finding.raceClass.name): \(block.title)"))</h2>\n"
    html += block.prose.map { "<p>\(HTMLText.escaped($0))</p>\n" }.joined()
    html += HTMLText.facts(block.facts)
    if let picture = block.picture {
      html += HTMLTimeline.render(picture, title: block.title, id: String(block.finding.id))
    }
    if let interleaving = block.interleaving {
      html += "<h3>Interleaving</h3>\n"
      html += HTMLText.fixed("Interleaving", InterleavingText.lines(interleaving))
      html += "<p>\(HTMLText.escaped(interleaving.legend))</p>\n"
    }
    html += HTMLText.list("Not shown by this trace", block.notShown)
    html += HTMLText.list("Ruled out", block.ruledOut)
    if !block.evidence.isEmpty {
      html += "<h3>Events, in trace-cmd report format</h3>\n" + HTMLText.fixed("Events", block.evidence)
    }
    return html + "</section>\n"
  }

  private static func quiet(_ quiet: QuietReport) -> String {
    var html = "<section>\n" + quiet.prose.map { "<p>\(HTMLText.escaped($0))</p>\n" }.joined()
    html += HTMLText.list("Evidence", quiet.evidence) + HTMLText.list("Why this verdict", quiet.reasons)
    return html + HTMLText.list("To get an answer", quiet.advice) + "</section>\n"
  }

  private static func windows(_ findings: ReportFindings) -> String {
    guard !findings.windows.isEmpty else { return "" }
    return "<section>\n<h2>Windows</h2>\n"
      + HTMLText.table(
        "Windows by path and lock, and what write faults did in them", QuietReport.header,
        QuietReport(findings).rows, numbers: Set(2...8))
      + "<p>\(HTMLText.escaped(QuietReport.legend))</p>\n</section>\n"
  }
}
