import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// Recordings that say themselves how they were made (Tests/Fixtures/recorded).
@Suite struct RecordedTests {
  private func rows(_ file: String, _ sql: String) throws -> [[SQLValue]] {
    let folder = TemporaryFolder()
    let path = folder.path + "/trace.db"
    let store = try StoreWriter(path: path)
    _ = try ingest(Fixture.path("recorded/\(file)"), into: store)
    try Judge.judge(store)
    try store.finish()
    let connection = try Connection(path: path, mode: .readOnly)
    var statement = try connection.prepare(sql)
    var rows: [[SQLValue]] = []
    while try statement.step() { rows.append(statement.row) }
    return rows
  }

  @Test func recordSaysHowItWasMade() throws {
    let keys = "'clock', 'command', 'end', 'set', 'layout'"
    #expect(
      try rows("record.dat", "SELECT key, value FROM recorder_note WHERE key IN (\(keys)) ORDER BY key") == [
        [.text("clock"), .text("mono_raw")], [.text("command"), .text("workload softdirty 0.15 8 2")],
        [.text("end"), .text("command")], [.text("layout"), .text("the kernel's BTF")],
        [.text("set"), .text("race")],
      ])
    // Every probe with its line, its hits and what it missed, and every CPU's ring.
    let probes = "SELECT count(*), count(definition), sum(accepted), count(hits), sum(missed) FROM probe"
    let all = SQLValue.integer(25)
    #expect(try rows("record.dat", probes) == [[all, all, all, all, .integer(0)]])
    #expect(
      try rows("record.dat", "SELECT count(*) FROM recorder_note WHERE key = 'ring'") == [[.integer(4)]])
    let check = try Command.run(["check", Fixture.path("recorded/record.dat")])
    #expect(check.status == 0)
    #expect(check.output.contains("clear_refs (3 calls"))
  }

  /// A correct kernel whose flushes seem not to return: no race, and the doubt names the probe.
  @Test func missedProbesAreNamed() throws {
    let missed = try rows("missed.dat", "SELECT name, missed FROM probe WHERE missed > 0")
    #expect(missed == [[.text("flush_tlb_mm_range_ret"), .integer(19)]])
    let check = try Command.run(["check", Fixture.path("recorded/missed.dat")])
    #expect(check.status == 125)
    #expect(check.output.contains("probes missed 19 times (flush_tlb_mm_range_ret)"))
    #expect(try rows("missed.dat", "SELECT class FROM race WHERE class NOT IN ('served', 'blocked')") == [])
    // As many flushes began and did not return.
    let open = "SELECT count(*) FROM tlb_flush_request WHERE to_ts IS NULL"
    #expect(try rows("missed.dat", open) == [[.integer(19)]])
  }
}
