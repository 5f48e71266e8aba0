import Testing
import TraceQuery
import TraceStore

/// The group `trace` on small databases with known answers.
@Suite struct TraceQueriesTests {
  private func rows(
    _ id: String, _ database: TestDatabase, _ values: [String: String] = [:]
  ) throws -> [[SQLValue]] {
    try QueryRunner(try database.open()).run(Catalog().query(id), values: values).rows
  }

  @Test func theLedgerAddsUp() throws {
    let database = try TestDatabase(roles: ["tlb_flush", "print"]) { writer in
      try insert(
        into: writer, FactTables.eventLoss,
        [
          "event_loss_id": .integer(1), "cpu": .integer(2), "events": .integer(40),
          "why": .text("ring buffer"),
        ])
    }
    let ledger = try rows("trace.ledger", database)
    #expect(
      ledger.last == [
        .text("total"), .integer(20), .integer(18), .integer(0), .integer(2), .integer(40), .text("ok"),
        .null,
      ])
    #expect(ledger.first?[6] == .text("ok"))
  }

  @Test func aLedgerThatDoesNotAddUpShows() throws {
    let database = try TestDatabase { writer in
      try insert(
        into: writer, FactTables.eventKind,
        [
          "event_kind_id": .integer(1), "system": .text("s"), "name": .text("n"), "role": .text("tlb_flush"),
          "hits": .integer(10), "kept": .integer(8), "filtered": .integer(0), "unknown": .integer(0),
        ])
    }
    let ledger = try rows("trace.ledger", database)
    #expect(ledger.map { $0[6] } == [.text("+2"), .text("+10 against trace.events")])
  }

  @Test func healthNamesWhatIsWrong() throws {
    let sick = try TestDatabase(roles: ["tlb_flush"]) { writer in
      try writer.execute("UPDATE trace SET clock = 'local', clock_comparable = 0, damage = 'cut off'")
      try insert(
        into: writer, FactTables.eventLoss,
        ["event_loss_id": .integer(1), "cpu": .integer(2), "why": .text("ring buffer")])
      try insert(
        into: writer, FactTables.mmapLock,
        ["mmap_lock_id": .integer(1), "write": .integer(1), "returned": .integer(5), "success": .integer(1)])
    }
    let severities = try rows("trace.health", sick).map { $0[0] }
    #expect(severities == [.text("bad"), .text("bad"), .text("bad"), .text("warning"), .text("note")])
    let well = try rows("trace.health", try TestDatabase())
    #expect(well.map { $0[0] } == Array(repeating: .text("ok"), count: 4))
  }

  @Test func tasksCountWhatTheyDid() throws {
    let database = try TestDatabase { writer in
      for (id, comm) in [(1, "old"), (2, "mmload")] as [(Int64, String)] {
        try insert(
          into: writer, FactTables.task,
          [
            "task_id": .integer(id), "tid": .integer(7), "comm": .text(comm), "runs": .integer(0),
            "faults": .integer(0), "locks": .integer(1), "write_locks": .integer(id - 1),
          ])
      }
    }
    let tasks = try rows("trace.tasks", database, ["comm": "mm*"])
    #expect(tasks.count == 1)
    #expect(tasks.first?[2] == .text("mmload"))
    let counts = tasks.first.map { Array($0[5...]) }
    #expect(counts == [.integer(0), .integer(0), .integer(2), .integer(1), .integer(0)])
    #expect(try rows("trace.tasks", database, ["comm": "old"]).isEmpty)
  }
}
