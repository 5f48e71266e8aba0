import TestSupport
import Testing
import TraceQuery
import TraceReport
import TraceStore

/// What a report says of a fault that was served while the owner held mmap_lock: before its flush, and after it.
@Suite struct ExclusionTextTests {
  @Test(arguments: [false, true]) func isSaid(afterFlush: Bool) throws {
    let connection = try Recording("lab612-32-lost-fork-gup.dat").connection
    let race = try connection.integer(
      """
      SELECT min(race_id) FROM race JOIN meeting USING (meeting_id)
      WHERE class = 'exclusion' AND meeting.handled_from >= meeting.closed = \(afterFlush ? 1 : 0)
      """)
    let report = TextReport.render(try ReportFindings(connection, race: try #require(race)))
    let text = report.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("was served after the flush of its write-protect") == afterFlush, "\(report)")
    #expect(text.contains("Fault served after the flush: handle_mm_fault") != afterFlush, "\(report)")
  }
}
