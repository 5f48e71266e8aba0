import TestSupport
import Testing
import TraceStore

@Suite struct RowWriterTests {
  let folder = TemporaryFolder()
  var path: String { folder.path + "/trace.db" }

  @Test func rowsComeBackWithTheirNulls() throws {
    let writer = try StoreWriter(path: path)
    let rows = try writer.rows(FactTables.pteFlushPart)
    let extremes: [Int64] = [1, Int64.max, Int64.min + 1, -1, 0, nullValue]
    try rows.append(extremes.span)
    #expect(rows.count == 1)
    try writer.finish()
    let database = try Connection(path: path, mode: .readOnly)
    var statement = try database.prepare("SELECT * FROM pte_flush_part")
    #expect(try statement.step())
    #expect(
      statement.row == [
        .integer(1), .integer(.max), .integer(.min + 1), .integer(-1), .integer(0), .null,
      ])
    #expect(try !statement.step())
  }

  /// Counts around the size of a batch, in order and shuffled within and across batches.
  @Test(arguments: [0, 1, 1023, 1024, 1025, 5000], [1, 3, 7])
  func everyRowArrivesWhateverTheOrder(count: Int, step: Int) throws {
    let writer = try StoreWriter(path: path)
    let rows = try writer.rows(FactTables.faultWindow)
    // Blocks of `step` rows are given backwards: 2 1 0 5 4 3 ...
    for index in 0..<count {
      let block = index / step * step
      let id = block + min(step, count - block) - 1 - (index - block)
      try rows.append([Int64(id), Int64(id * 2), Int64(id * 3)].span)
    }
    try writer.finish()
    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.integer("SELECT count(*) FROM fault_window") == Int64(count))
    #expect(
      try database.integer(
        """
        SELECT count(*) FROM fault_window
        WHERE page_fault_id <> 2 * fault_window_id OR pte_protect_id <> 3 * fault_window_id
        """) == 0)
    #expect(try database.text("PRAGMA integrity_check") == "ok")
  }

  @Test func theSameTableHasOneWriterAndSQLSeesItsRows() throws {
    let writer = try StoreWriter(path: path)
    try writer.rows(FactTables.faultWindow).append([1, 2, 3].span)
    #expect(try writer.rows(FactTables.faultWindow).count == 1)
    try writer.execute("CREATE TABLE seen AS SELECT count(*) AS n FROM fault_window")
    // Appending goes on after SQL has run.
    try writer.rows(FactTables.faultWindow).append([2, 2, 3].span)
    try writer.finish()
    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.integer("SELECT n FROM seen") == 1)
    #expect(try database.integer("SELECT count(*) FROM fault_window") == 2)
  }

  @Test func aKeyThatIsTakenIsAnError() throws {
    let writer = try StoreWriter(path: path)
    try writer.rows(FactTables.faultWindow).append([1, 2, 3].span)
    try writer.rows(FactTables.faultWindow).append([1, 2, 3].span)
    let error = #expect(throws: StoreError.self) { try writer.finish() }
    #expect(error?.what == "UNIQUE constraint failed: fault_window.fault_window_id")
    #expect(folder.names.isEmpty)
  }

  @Test func strictTablesRefuseOtherTypes() throws {
    let writer = try StoreWriter(path: path)
    try writer.insert(FactTables.memcg, [.integer(1), .text("/user.slice"), .null])
    let error = #expect(throws: StoreError.self) {
      try writer.insert(FactTables.memcg, [.integer(2), .text("/"), .text("not a number")])
    }
    #expect(error?.what == "cannot store TEXT value in INTEGER column memcg.kernel_id")
    // The writer can be used further: the row failed, not the load.
    try writer.insert(FactTables.memcg, [.integer(2), .null, .integer(77)])
    try writer.finish()
    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.text("SELECT path FROM memcg WHERE memcg_id = 1") == "/user.slice")
    #expect(try database.integer("SELECT kernel_id FROM memcg WHERE memcg_id = 2") == 77)
  }
}
