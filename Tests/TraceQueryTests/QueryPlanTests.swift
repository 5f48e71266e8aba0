import Testing
import TraceQuery
import TraceStore

/// No canned query reads a big table once for each row of something.
@Suite struct QueryPlanTests {
  @Test(arguments: try Catalog().queries.map(\.id))
  func noBigTableIsReadInALoop(id: String) throws {
    let plan = try QueryPlan(Catalog().query(id).sql, on: TestDatabase().open())
    #expect(plan.complaints == [], "\(id)")
  }

  /// A view over a big table that is looked up row by row is not first made as a whole.
  @Test(arguments: try Catalog().queries.map(\.id))
  func noViewOfABigTableIsMadeWhole(id: String) throws {
    var plan = try TestDatabase().open().prepare("EXPLAIN QUERY PLAN \(Catalog().query(id).sql)")
    while try plan.step() {
      if case .text(let what) = plan[3] { #expect(what != "MATERIALIZE lock_call", "\(id)") }
    }
  }

  /// The check would notice: without an index, the queries that look things up in it are named.
  @Test(arguments: [
    ("lock_delay_by_holder", "lock.longest_holds"),
    ("mmap_lock_writes", "tlb.flush_under_write_lock"), ("stale_runner_by_meeting", "race.lost_write"),
  ])
  func aLostIndexIsNoticed(index: String, query: String) throws {
    let database = try TestDatabase()
    let writing = try Connection(path: database.path, mode: .readWrite)
    try writing.execute("DROP INDEX \(index)")
    let plan = try QueryPlan(Catalog().query(query).sql, on: database.open())
    #expect(!plan.complaints.isEmpty, "\(query) without \(index)")
  }

  /// An index that no query needs costs every ingest for nothing.
  @Test func everyIndexOfTheJudgeIsNeeded() throws {
    let database = try TestDatabase()
    var statement = try database.open().prepare("SELECT name FROM sqlite_schema WHERE type = 'index'")
    var indexes: Set<String> = []
    while try statement.step() {
      if case .text(let name) = statement[0] { indexes.insert(name) }
    }
    var plans = ""
    for query in try Catalog().queries {
      var plan = try database.open().prepare("EXPLAIN QUERY PLAN \(query.sql)")
      while try plan.step() {
        if case .text(let what) = plan[3] { plans += what + "\n" }
      }
    }
    for index in indexes { #expect(plans.contains("INDEX \(index)"), "\(index)") }
  }
}
