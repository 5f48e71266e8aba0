import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// Recordings of paths that take permission, made with `mmtrace record` of correct kernels (Tests/Fixtures/recorded).
@Suite struct RecordedPathsTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    let file: String
    let path: String
    let calls: Int64
    /// Of a path that flushes inside its calls: how many did; of one without a rule nil.
    let flushed: Int64?
    let status: Int32

    var testDescription: String { file }
  }

  private static let all = [
    Expected(file: "v6.1-hugetlb.dat", path: "hugetlb", calls: 6, flushed: 6, status: 0),
    Expected(file: "v6.1-ksm.dat", path: "ksm", calls: 65, flushed: 65, status: 0),
    Expected(file: "v6.1-mremap.dat", path: "mremap", calls: 10, flushed: 10, status: 0),
    Expected(file: "v6.12-ksm.dat", path: "ksm", calls: 64, flushed: 64, status: 0),
    Expected(file: "v6.12-mremap.dat", path: "mremap", calls: 54, flushed: 54, status: 0),
    Expected(file: "v6.12-pagemap-scan.dat", path: "pagemap_scan", calls: 13, flushed: 13, status: 0),
    Expected(file: "v6.12-pagemap-entries.dat", path: "pagemap_scan", calls: 19, flushed: 19, status: 0),
    Expected(file: "v6.12-uffd-move.dat", path: "uffd_move", calls: 128, flushed: 128, status: 0),
    Expected(file: "v6.12-writeback.dat", path: "writeback", calls: 32, flushed: 32, status: 0),
    Expected(file: "v7.3-dontneed.dat", path: "zap", calls: 17, flushed: nil, status: 125),
    Expected(file: "v7.3-free.dat", path: "madvise_free", calls: 29, flushed: nil, status: 125),
    Expected(file: "v7.3-hugetlb.dat", path: "hugetlb", calls: 24, flushed: 24, status: 0),
    Expected(file: "v7.3-ksm.dat", path: "ksm", calls: 93, flushed: 93, status: 0),
    Expected(file: "v7.3-migrate.dat", path: "migrate", calls: 92, flushed: nil, status: 0),
    Expected(file: "v7.3-mremap.dat", path: "mremap", calls: 5, flushed: 5, status: 0),
    Expected(file: "v7.3-munmap.dat", path: "munmap", calls: 20, flushed: nil, status: 125),
    Expected(file: "v7.3-numa.dat", path: "numa", calls: 14, flushed: 0, status: 0),
    Expected(file: "v7.3-pagemap-scan.dat", path: "pagemap_scan", calls: 7, flushed: 7, status: 0),
    Expected(file: "v7.3-pageout.dat", path: "reclaim", calls: 71, flushed: nil, status: 125),
    Expected(file: "v7.3-thp.dat", path: "thp_invalidate", calls: 3, flushed: 3, status: 0),
    Expected(file: "v7.3-thp.dat", path: "thp_collapse", calls: 3, flushed: 3, status: 0),
    Expected(file: "v7.3-uffd-move.dat", path: "uffd_move", calls: 64, flushed: 64, status: 0),
    Expected(file: "v7.3-uffd-move-huge.dat", path: "uffd_move_huge", calls: 4, flushed: 4, status: 0),
  ]

  private func rows(_ connection: Connection, _ sql: String) throws -> [[SQLValue]] {
    var statement = try connection.prepare(sql)
    var rows: [[SQLValue]] = []
    while try statement.step() { rows.append(statement.row) }
    return rows
  }

  @Test(arguments: all) func pathIsJudgedAndClean(_ expected: Expected) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/trace.db"
    let recording = Fixture.path("recorded/\(expected.file)")
    let store = try StoreWriter(path: path)
    _ = try ingest(recording, into: store)
    try Judge.judge(store)
    try store.finish()
    let connection = try Connection(path: path, mode: .readOnly)
    #expect(try rows(connection, "SELECT class FROM race WHERE class NOT IN ('served', 'blocked')") == [])
    #expect(try rows(connection, "SELECT unflushed FROM gathered_flush") == [[.integer(0)]])
    let check = try Command.run(["check", recording])
    #expect(check.status == expected.status)
    let calls = "\(expected.path) (\(expected.calls) call\(expected.calls == 1 ? "" : "s")"
    #expect(check.output.contains(calls))
    let judged = try rows(connection, "SELECT calls FROM judged_path WHERE path = '\(expected.path)'")
    let flushed = try rows(
      connection,
      "SELECT flushed, late FROM flushing_path JOIN path_rule USING (path_code) WHERE name = '\(expected.path)'"
    )
    if let count = expected.flushed {
      #expect(judged == [[.integer(expected.calls)]])
      #expect(flushed == (count == 0 ? [] : [[.integer(count), .integer(0)]]))
    } else {
      #expect(judged == [] && flushed == [])
      #expect(check.output.contains(calls + "): "))
    }
  }

  /// The entries that PAGEMAP_SCAN took write permission from, and that a flush inside each call covers them.
  @Test func whatPagemapScanChangedIsFlushed() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/trace.db"
    let store = try StoreWriter(path: path)
    _ = try ingest(Fixture.path("recorded/v6.12-pagemap-entries.dat"), into: store)
    try store.finish()
    let connection = try Connection(path: path, mode: .readOnly)
    #expect(
      try rows(connection, "SELECT count(*), sum(entries) FROM pte_change") == [
        [.integer(19), .integer(1139)]
      ])
    let uncovered = """
      SELECT * FROM pte_change AS change JOIN pte_protect AS call USING (pte_protect_id)
      WHERE NOT EXISTS (
        SELECT 1 FROM tlb_flush_request AS flush
        WHERE flush.tid = call.tid AND flush.from_ts > call.from_ts AND flush.to_ts < call.to_ts
          AND flush.start <= change.start AND flush."end" >= change."end")
      """
    #expect(try rows(connection, uncovered) == [])
  }
}
