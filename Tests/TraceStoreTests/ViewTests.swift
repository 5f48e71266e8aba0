import TestSupport
import Testing
import TraceStore

/// The raw sequence back from the rows.
@Suite struct ViewTests {
  let folder = TemporaryFolder()

  /// Every row a SELECT gives on a database that `fill` wrote.
  private func rows(_ sql: String, _ fill: (StoreWriter) throws -> Void) throws -> [[SQLValue]] {
    let path = folder.path + "/view.db"
    let writer = try StoreWriter(path: path, replacing: true)
    try fill(writer)
    try writer.finish()
    let database = try Connection(path: path, mode: .readOnly)
    var statement = try database.prepare(sql)
    var rows: [[SQLValue]] = []
    while try statement.step() { rows.append(statement.row) }
    return rows
  }

  /// Values of the columns named; every other stored column of the table is NULL.
  private func row(_ table: Table, _ values: [String: SQLValue]) -> [SQLValue] {
    table.storedColumns.map { values[$0.name] ?? .null }
  }

  @Test func aDowngradeIsAnAcquisitionForReading() throws {
    let lock = FactTables.mmapLock
    let sql = "SELECT ts, cpu, event, write, success FROM mmap_lock_event ORDER BY ts"
    let events = try rows(sql) { writer in
      try writer.insert(
        lock,
        row(
          lock,
          [
            "mmap_lock_id": .integer(1), "mm_id": .integer(1), "tid": .integer(7), "write": .integer(1),
            "requested": .integer(10), "requested_cpu": .integer(0), "returned": .integer(11),
            "returned_cpu": .integer(0), "success": .integer(1), "downgraded": .integer(15),
          ]))
      try writer.insert(
        lock,
        row(
          lock,
          [
            "mmap_lock_id": .integer(2), "mm_id": .integer(1), "tid": .integer(7), "write": .integer(0),
            "returned": .integer(15), "returned_cpu": .integer(1), "success": .integer(1),
            "downgraded_from": .integer(1), "released": .integer(20), "released_cpu": .integer(1),
          ]))
    }
    #expect(
      events == [
        [.integer(10), .integer(0), .text("start_locking"), .integer(1), .null],
        [.integer(11), .integer(0), .text("acquire_returned"), .integer(1), .integer(1)],
        [.integer(15), .integer(1), .text("acquire_returned"), .integer(0), .integer(1)],
        [.integer(20), .integer(1), .text("released"), .integer(0), .null],
      ])
  }

  @Test func theTimelineHasEveryStepOfAFault() throws {
    let fault = FactTables.pageFault
    let events = try rows("SELECT event, cpu FROM timeline ORDER BY ts") { writer in
      try writer.insert(
        fault,
        row(
          fault,
          [
            "page_fault_id": .integer(1), "tid": .integer(7), "mm_id": .integer(1), "address": .integer(4096),
            "entered": .integer(1), "entered_cpu": .integer(2), "kernel_mode": .integer(0),
            "handled_from": .integer(2), "handled_cpu": .integer(2), "wp_from": .integer(3),
            "wp_from_cpu": .integer(3),
            "clear_flush_from": .integer(4), "clear_flush_to": .integer(5), "wp_to": .integer(6),
            "handled_to": .integer(7), "flags": .integer(1),
          ]))
    }
    #expect(
      events.map { $0[0] } == [
        .text("page_fault_user"), .text("handle_mm_fault"), .text("do_wp_page"), .text("ptep_clear_flush"),
        .text("ptep_clear_flush_ret"), .text("do_wp_page_ret"), .text("handle_mm_fault_ret"),
      ])
    #expect(events.map { $0[1] }.prefix(3) == [.integer(2), .integer(2), .integer(3)])
  }

  @Test func timesForReadingAreMicrosecondsOnlyWhereTheClockCountsThem() throws {
    for (unit, expected) in [("ns", SQLValue.real(1.5)), ("order", .real(1500))] {
      let request = FactTables.tlbFlushRequest
      let shown = try rows("SELECT took, \"end\", comm FROM tlb_flush_request_view") { writer in
        let trace = FactTables.trace
        try writer.insert(
          trace, row(trace, ["trace_id": .integer(1), "clock_unit": .text(unit), "first_ts": .integer(0)]))
        for (id, comm) in [(1, "bash"), (2, "mmload")] {
          try writer.insert(
            FactTables.task,
            row(
              FactTables.task,
              ["task_id": .integer(Int64(id)), "tid": .integer(7), "comm": .text(comm)]))
        }
        try writer.insert(
          request,
          row(
            request,
            [
              "tlb_flush_request_id": .integer(1), "tid": .integer(7), "start": .integer(0),
              "end": .integer(-1), "from_ts": .integer(1000), "to_ts": .integer(2500),
            ]))
      }
      #expect(shown == [[expected, .text("0xffffffffffffffff"), .text("mmload")]])
    }
  }
}
