import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// Which locking mistakes each recorded kernel makes; docs/lock-queries.md has the table.
@Suite struct LockQueryTests {
  /// The queries that look for a mistake; kernels as they are make none.
  static let mistakes = [
    "lock.protect_under_read", "lock.downgrade_then_pte", "lock.pointless_downgrade",
    "lock.read_dropped_for_write", "lock.tiny_write", "lock.flush_after_release", "lock.flush_under_read",
    "lock.flush_elided",
  ]

  /// Rows by query; the other queries have none.
  static let raised: [String: [String: Int]] = [
    "lab1-softdirty-pin.dat": ["lock.protect_under_read": 64, "lock.downgrade_then_pte": 64],
    "lab16-softdirty.dat": [
      "lock.protect_under_read": 32, "lock.downgrade_then_pte": 1, "lock.read_dropped_for_write": 1,
    ],
    "lab16-hiwater.dat": ["lock.tiny_write": 1],
    "lab8-lost-fork-gup.dat": ["lock.flush_after_release": 42],
    "lab0-softdirty.dat": [:], "lab4-uffdwp.dat": [:], "lab612-64-softdirty.dat": [:],
    "v6.1-0-fork.dat": [:], "v6.1-0-map.dat": [:], "v6.1-0-mprotect.dat": [:], "v6.1-0-softdirty.dat": [:],
    "v6.1-0-uffdwp.dat": [:], "v6.12-0-softdirty.dat": [:], "v6.12-0-uffdwp.dat": [:],
  ]

  @Test(arguments: raised.keys.sorted())
  func recording(_ file: String) throws {
    let runner = QueryRunner(try Recording(file).connection)
    var found: [String: Int] = [:]
    for query in Self.mistakes {
      let rows = try runner.run(Catalog().query(query), values: ["limit": "1000"]).rows
      if !rows.isEmpty { found[query] = rows.count }
    }
    #expect(found == Self.raised[file])
    // Every query answers or says which event is missing; nothing unexpected is unbalanced.
    for query in try Catalog().queries where !query.id.hasPrefix("trace.") {
      do throws(QueryError) { _ = try runner.run(query) } catch {
        guard case .notRecorded = error.kind else { throw error }
      }
    }
    let unbalanced = try runner.run(Catalog().query("lock.unbalanced"))
    #expect(unbalanced.rows.allSatisfy { $0[1] == .integer(1) })
  }
}
