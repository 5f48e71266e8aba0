import TestSupport
import Testing
import TraceQuery
import TraceReport
import TraceStore

/// What a report says of each way to flush too late under page table locks, of cases of the judge.
@Suite struct UnlockedFlushTextTests {
  struct Way: Sendable, CustomTestStringConvertible {
    var file: String
    var title: String
    var says: String
    var ruledOut: String?

    var testDescription: String { title }
  }

  @Test(arguments: [
    Way(
      file: "unheeded_flush", title: "racy: userfaultfd has taken write permission",
      says: "flushed nothing, although a flush was pending: that of guard-11 on CPU 1",
      ruledOut: "it returned success"),
    Way(
      file: "pte_change", title: "racy: PAGEMAP_SCAN takes write permission and flushes nothing",
      says: "It flushed nothing before it returned"),
    Way(
      file: "pte_change", title: "racy: the same, and another thread flushes everything",
      says: "after that, by "),
    Way(
      file: "page_table_lock", title: "racy: KSM flushes after write_protect_page has returned",
      says: "their TLB entries were flushed 20.000 us after that. What",
      ruledOut: "A flush for something else that the thread did since"),
  ])
  func isSaid(_ way: Way) throws {
    let file = try CaseFile("\(Files.tests)/Cases/judge/\(way.file).txt")
    let example = try #require(file.cases.first { $0.title.hasPrefix(way.title) })
    let run = try CaseRun()
    let store = try run.judged(example)
    defer { store.abandon() }
    let connection = try store.reading()
    let race = try connection.integer("SELECT min(race_id) FROM race WHERE class = 'unlocked_flush'")
    let text = TextReport.render(try ReportFindings(connection, race: race))
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(line.contains(way.says), "\(text)")
    if let ruledOut = way.ruledOut {
      #expect(line.contains("Ruled out: - ") && line.contains(ruledOut), "\(text)")
    } else {
      #expect(!line.contains("Ruled out"), "\(text)")
    }
  }
}
