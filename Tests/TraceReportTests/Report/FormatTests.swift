import TestSupport
import Testing
import TraceQuery
import TraceReport

/// The other forms of a report.
@Suite struct FormatTests {
  @Test(arguments: Recording.all) func everyFormatIsTheSameTwice(name: String) throws {
    let recording = try Recording(name)
    for format in ReportFormat.allCases where format != .text {
      let text = format.render(try ReportFindings(recording.connection, full: format.isFull))
      #expect(text == format.render(try ReportFindings(recording.connection, full: format.isFull)))
      #expect(!text.contains("0xffff"), "a kernel pointer in \(format)")
      #expect(text.utf8.count < 1_000_000)
    }
  }

  @Test(
    .enabled(if: Shell.has("jq"), "jq is not installed: apt-get install jq"),
    arguments: ["lab3-lost-cr-gup", "v6.12-0-softdirty", "f-lost", "f-tsc"])
  func jsonSaysWhatTheDatabaseSays(name: String) throws {
    let recording = try Recording(name)
    let findings = try ReportFindings(recording.connection, full: true)
    let path = recording.folder + "/report.json"
    try Files.write(ReportFormat.json.render(findings), to: path)
    let filter =
      ".mmtrace_report, .verdict, .counts.lost_write, ([.windows[].windows] | add // 0), (.findings | length)"
    let answer = Shell.output(of: "jq -c '\(filter)' '\(path)'").split(separator: "\n").map(String.init)
    let windows = findings.windows.reduce(0) { $0 + $1.windows }
    #expect(
      answer == [
        "1", "\"\(findings.verdict.answer.rawValue)\"", "\(findings.counts["lost_write"]?.trusted ?? 0)",
        "\(windows)",
        "\(findings.findings.count)",
      ])
  }

  @Test func theDiagramIsForACommitMessage() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    #expect(
      DiagramText.render(try ReportFindings(recording.connection)) == """
          CPU 0 (clear_refs)      CPU 1 (write fault)     CPU 2 (same mm)
          ------------------      -------------------     ------------------
          clear_refs_pte_range()
            // mmap_lock: read
                                  // fault, no exception
                                  do_wp_page()
                                    ptep_clear_flush()
                                    // page copied
                                                          // a stale TLB entry
                                                          // may still write
                                                          // the old page
                                      flush_tlb_mm_range()
          flush_tlb_mm_range()

        """)
    let quiet = try Recording("f-tponly")
    #expect(DiagramText.render(try ReportFindings(quiet.connection)) == "")
  }

  @Test(arguments: ["lab1-softdirty-pin", "lab612-66-lost-cr", "lab8-lost-fork-gup"])
  func aDiagramIsNarrowASCII(name: String) throws {
    let recording = try Recording(name)
    for line in DiagramText.render(try ReportFindings(recording.connection)).split(separator: "\n") {
      #expect(line.utf8.count <= 75 && line.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "\(line)")
    }
  }
}
