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

  /// What `mmtrace query` prints of a recording as CSV, without the names of columns.
  private func answer(_ file: String, _ query: String, _ words: [String] = []) throws -> [Substring] {
    let path = Fixture.path("recorded/\(file)")
    let answer = try Command.run(["query", "-q", path, query, "--format", "csv"] + words)
    #expect(answer.status == 0)
    return Array(answer.output.split(whereSeparator: \.isNewline).dropFirst())
  }

  /// From the lines of trace-cmd report: 156 asks for the VMA at 25.992999761 and has it at 26.004498367; in it
  /// 159 is in a fault, which returns at 26.001840161.
  @Test func aWriterWaitsForTheReadersOfAVMA() throws {
    #expect(
      try answer("vma.dat", "lock.vma_waits") == [
        "workload,156,clear_refs_write,25992999761,11498606,11465927,1,workload,159,page fault,17816121,"
          + "0x7f46615b5000,",
        "workload,156,clear_refs_write,26031158212,156193,130775,1,workload,160,page fault,7406229,0x7f4648000000,",
      ])
    // The recording has 531 calls of __vma_start_write.
    #expect(try answer("vma.dat", "lock.vma_waits", ["-p", "all=1", "-p", "limit=0"]).count == 531)
    #expect(try answer("vma.dat", "lock.madvise").first?.hasPrefix("DONTNEED,17,6,11,11,0,35.3,") == true)
  }

  /// A kernel without such a function, or a recording without it, has no answer: that is not "nobody waited".
  @Test(arguments: ["lock.vma_waits", "lock.madvise"]) func locksOfVMAsAreNotMadeUp(_ query: String) throws {
    let asked = try Command.run(["query", "-q", Fixture.path("recorded/record.dat"), query])
    #expect(asked.status == 2)
    #expect(asked.output.isEmpty)
    #expect(asked.error.contains("in this recording"))
    #expect(asked.error.contains("hint: mmtrace record --set vma -o trace.dat -- COMMAND records it"))
  }

  /// A fault held mmap_lock for reading while it reclaimed memory of a cgroup of 6 MB.
  @Test func aSlowHolderReclaims() throws {
    let first = try #require(try answer("reclaim.dat", "lock.slow_holders").first).split(
      separator: ",", omittingEmptySubsequences: false)
    #expect(first[7...13] == ["22477126500", "44346220", "43948460", "397760", "0", "0", "39917420"])
    let open = "SELECT count(*) FROM kernel_call WHERE function = 'mm_vmscan_memcg_reclaim' AND to_ts IS NULL"
    #expect(try rows("reclaim.dat", open) == [[.integer(0)]])
  }
}
