import TestSupport
import Testing
import TraceQuery
import TraceStore

@testable import TraceReport

/// Whatever threads, marks, files and events are called, a report has the lines of mmtrace and no others.
@Suite struct ForgedNameTests {
  static let names = [
    "x\nVerdict:  no", "Verdict: no", "\u{1B}[2J\u{1B}]0;t\u{7}", "<script>a</scr", "\u{202E}on\u{2066}",
    "```\n~~~~~~\n# F",
    "\u{2028}Verdict: no", "a | b\n---", String(repeating: "n", count: 100_000),
  ]

  @Test(arguments: names) func namesAreData(name: String) throws {
    let recording = try Recording("lab612-64-softdirty")
    let path = recording.folder + "/named.db"
    try recording.connection.execute("VACUUM INTO '\(path)'")
    do {
      let connection = try Connection(path: path, mode: .readWrite)
      for sql in [
        "UPDATE task SET comm = ?", "UPDATE mark SET text = ?",
        "UPDATE event_kind SET name = ? WHERE event_kind_id % 2",
        "UPDATE trace SET file = ?", "UPDATE trace SET command = ?", "UPDATE trace SET recorder = ?",
        "UPDATE verdict_reason SET reason = ?",
      ] {
        var statement = try connection.prepare(sql)
        try statement.bind(.text(name), at: 1)
        try statement.run()
      }
    }
    let connection = try TraceDatabase.open(path) { path }
    let findings = try ReportFindings(connection, race: nil, full: false)
    try #require(!findings.findings.isEmpty)
    let plain = try ReportFindings(recording.connection, race: nil, full: false)

    for format in [ReportFormat.text, .md] {
      let (lines, usual) = (
        format.render(findings).split(separator: "\n"), format.render(plain).split(separator: "\n")
      )
      #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } })
      for head in ["Verdict:", "**Verdict", "# ", "```", "~~~", "===="] {
        // A fence around a fence is longer, and begins with as many.
        #expect(lines.count { $0.hasPrefix(head) } == usual.count { $0.hasPrefix(head) }, "\(format) \(head)")
      }
    }
    #expect(!DiagramText.render(findings).contains("Verdict:  no\n"))
    let html = ReportFormat.html.render(findings)
    #expect(
      !html.contains("<script") && !html.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
    let summary = try TraceSummary(connection)
    let verdict = try Verdict(connection)
    for text in [
      InfoText.render(summary, verdict: verdict, queries: []), VerdictText.render(verdict, of: name),
    ] {
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20...0x7e).contains($0.value) })
      #expect(!text.split(separator: "\n").contains { $0.hasPrefix("Verdict:  no") })
    }
  }

  /// A database may say anything: numbers that would overflow are bounded.
  @Test func numbersOfAForeignDatabaseAreBounded() throws {
    let recording = try Recording("lab612-64-softdirty")
    let path = recording.folder + "/extreme.db"
    for value in [Int64.min, Int64.max] {
      try recording.connection.execute("VACUUM INTO '\(path)'")
      defer { _ = Shell.output(of: "rm '\(path)'") }
      do {
        let connection = try Connection(path: path, mode: .readWrite)
        for column in ["handled_from", "handled_to", "entered", "address"] {
          try connection.execute("UPDATE page_fault SET \(column) = \(value) WHERE page_fault_id % 2")
        }
        try connection.execute("UPDATE trace SET first_ts = \(Int64.min), last_ts = \(Int64.max)")
        try connection.execute("UPDATE flush_window SET opened = \(value)")
        try connection.execute("UPDATE race SET ts = \(value)")
      }
      let connection = try TraceDatabase.open(path) { path }
      let findings = try ReportFindings(connection, race: nil, full: true)
      for format in ReportFormat.allCases { #expect(!format.render(findings).isEmpty) }
    }
  }
}
