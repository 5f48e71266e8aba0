import Glibc
import Testing
import TraceStore

@testable import TraceQuery

@Suite struct QueryRunnerTests {
  private func query(_ sql: String) throws -> CannedQuery {
    try CannedQuery(path: "test/it.sql", file: "test/it.sql", sql: sql)
  }

  private let limited = """
    -- Numbers.
    -- @param limit integer 2
    -- @param word text NULL
    -- @column n count
    -- @column w text
    WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9)
    SELECT n, :word AS w FROM c LIMIT coalesce(:limit, 2);
    """

  @Test func parametersAreTypedAndOptional() throws {
    let runner = QueryRunner(try TestDatabase().open())
    let query = try query(limited)
    #expect(try runner.run(query).rows == [[.integer(1), .null], [.integer(2), .null]])
    let result = try runner.run(query, values: ["limit": "0x1", "word": "7"])
    #expect(result.rows == [[.integer(1), .text("7")]])
    #expect(result.columns == [.init("n", unit: "count"), .init("w")])
    #expect(result.query == "test.it")
    for values in [["limit": "many"], ["limt": "3"]] {
      let error = #expect(throws: QueryError.self) { try runner.run(query, values: values) }
      #expect(error?.kind == .badParameter)
    }
  }

  @Test func whatALimitCutsIsCounted() throws {
    let runner = QueryRunner(try TestDatabase().open())
    func numbers(below end: Int) throws -> CannedQuery {
      try query(
        """
        -- Numbers.
        -- @param limit integer 2
        -- @column n count
        WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < \(end))
        SELECT n FROM c LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 2) + 0, 0), -1);
        """)
    }
    let nine = try numbers(below: 9)
    #expect(try runner.run(nine, values: ["limit": "0"]).rows.count == 9)
    let cut = try runner.cut(nine, values: [:], shown: 2)
    #expect(cut == AnswerCut(shown: 2, total: 9))
    #expect(cut?.text == "2 of 9 rows; -p limit=0 for all")
    #expect(try runner.cut(nine, values: ["limit": "9"], shown: 9) == nil)
    #expect(try runner.cut(nine, values: ["limit": "0"], shown: 9) == nil)
    // Nobody waits for a number that takes longer than the answer.
    let endless = try runner.cut(numbers(below: 1 << 40), values: [:], shown: 2)
    #expect(endless == AnswerCut(shown: 2, total: nil))
    #expect(try runner.run(nine).rows.count == 2)
  }

  @Test(arguments: [("ns", "time", "ns"), ("order", "order", "order")])
  func unitsAreThoseOfTheClock(clock: String, moment: String, length: String) throws {
    let database = try TestDatabase { try $0.execute("UPDATE trace SET clock_unit = '\(clock)'") }
    let query = try query("-- P.\n-- @column at time\n-- @column took ns\nSELECT 1 AS at, 2 AS took")
    let columns = try QueryRunner(try database.open()).run(query).columns
    #expect(columns.map(\.unit) == [moment, length])
  }

  @Test func typedSQLHasTheUnitsOfTheTables() throws {
    let sql = "SELECT returned AS got, returned - requested AS waited, tid FROM (SELECT * FROM mmap_lock)"
    let result = try QueryRunner(try TestDatabase().open()).run(sql: sql, file: "-")
    #expect(result.columns == [.init("got", unit: "ns"), .init("waited"), .init("tid")])
  }

  /// The rows of the last statement that has any come one by one.
  @Test(arguments: [
    ("SELECT 1; SELECT 2", [2]), ("SELECT 1; CREATE TEMP TABLE t AS SELECT 3 AS n; SELECT n FROM t", [3]),
    ("SELECT 1; CREATE TEMP TABLE t AS SELECT 3 AS n", [1]), ("SELECT 4; -- no more", [4]),
  ])
  func theLastStatementWithRowsAnswers(sql: String, rows: [Int64]) throws {
    let result = try QueryRunner(try TestDatabase().open()).run(sql: sql, file: "-")
    #expect(result.rows == rows.map { [.integer($0)] })
  }

  @Test func whatIsHeldHasALimit() {
    var held = HeldAnswer(format: "table")
    held.begin(query: nil, columns: [.init("x")])
    let long = SQLValue.text(String(repeating: "x", count: 1 << 20))
    #expect(throws: QueryError.self) { for _ in 0...64 { try held.add([long]) } }
    #expect(held.result.rows.count < 64)
  }

  @Test func aMissingEventIsAnErrorWithARecipe() throws {
    let needs = "@requires tlb_flush do_wp_page|wp_page_copy"
    let query = try query("-- P.\n-- \(needs)\n-- @column x count\nSELECT 1 AS x")
    let empty = QueryRunner(try TestDatabase().open(), name: "my.dat")
    let error = #expect(throws: QueryError.self) { try empty.run(query) }
    #expect(error?.kind == .notRecorded(["tlb_flush", "do_wp_page", "wp_page_copy"]))
    #expect(error?.description == "my.dat: no event tlb_flush, do_wp_page or wp_page_copy in this recording")
    #expect(error?.hints.last == "trace-cmd record -C mono_raw -e tlb:tlb_flush -e mmtrace COMMAND")

    let full = QueryRunner(try TestDatabase(roles: ["tlb_flush", "wp_page_copy"]).open())
    #expect(try full.run(query).rows == [[.integer(1)]])
  }

  @Test(arguments: [
    ("SELECT\n  nothing FROM mark", "q:2:3", "  nothing FROM mark", "      ^"),
    ("SELECT 1;\nSELECT é, y\nFROM none", "q:3:6", "FROM none", "         ^"),
  ])
  func aMistakeIsShownInItsPlace(sql: String, subject: String, line: String, caret: String) throws {
    let runner = QueryRunner(try TestDatabase().open())
    let error = #expect(throws: QueryError.self) { try runner.run(sql: sql, file: "q") }
    #expect(error?.kind == .badSQL)
    // SQLite of some versions points at the first unknown name, of others at the table.
    if error?.subject == subject {
      #expect(error?.excerpt.first?.hasSuffix(line) == true)
      #expect(error?.excerpt.last?.hasSuffix("^") == true)
    } else {
      #expect(error?.subject.hasPrefix("q") == true)
    }
  }

  @Test(arguments: [
    "DELETE FROM mark", "CREATE TABLE x(a)", "ATTACH '/tmp/mmtrace-attach-test.db' AS other",
    "VACUUM INTO '/tmp/mmtrace-attach-test.db'", "UPDATE trace SET cpus = 1", "PRAGMA user_version = 7",
  ])
  func sqlOfTheUserCannotWrite(sql: String) throws {
    let database = try TestDatabase()
    let runner = QueryRunner(try database.open())
    #expect(throws: QueryError.self) { try runner.run(sql: sql, file: "q") }
    #expect(access("/tmp/mmtrace-attach-test.db", F_OK) != 0)
    #expect(try database.open().integer("PRAGMA user_version") == Int64(StoreWriter.schemaVersion))
  }

  @Test func theLastStatementWithRowsIsTheAnswer() throws {
    let runner = QueryRunner(try TestDatabase().open())
    let sql = "-- a comment\nSELECT 1 AS one; SELECT :x AS two;\n-- the end\n"
    #expect(try runner.run(sql: sql, file: "q", values: ["x": "1.5"]).rows == [[.real(1.5)]])
    #expect(try runner.run(sql: "", file: "q").columns.isEmpty)
    #expect(throws: QueryError.self) { try runner.run(sql: sql, file: "q", values: ["y": "1"]) }
  }
}
