import TestSupport
import Testing
import TraceIngest
import TraceStore

@testable import TraceQuery

/// The judge on two threads against the same on one.
@Suite struct StepsBesideTests {
  let folder = TemporaryFolder()

  /// Every table of the recording's database, judged with a second thread from so many calls on.
  private func tables(_ recording: String, threadFrom calls: Int64) throws -> [String: [[SQLValue]]] {
    let path = "\(folder.path)/\(calls).db"
    let store = try StoreWriter(path: path)
    _ = try ingest(Fixture.path(recording), into: store)
    try Judge.judge(store, threadFrom: calls)
    try store.finish()
    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.text("PRAGMA integrity_check") == "ok")
    var names: [String] = []
    var schema = try database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    while try schema.step() {
      if case .text(let name) = schema[0] { names.append(name) }
    }
    var tables: [String: [[SQLValue]]] = [:]
    for name in names {
      var rows: [[SQLValue]] = []
      var select = try database.prepare("SELECT * FROM \(name)")
      while try select.step() { rows.append(select.row) }
      tables[name] = rows
    }
    return tables
  }

  @Test(arguments: ["lab3-lost-cr-gup", "lab4-uffdwp", "v6.12-0-softdirty", "f-tponly"])
  func bothSayTheSame(_ recording: String) throws {
    let beside = try tables("\(recording).dat", threadFrom: 0)
    let alone = try tables("\(recording).dat", threadFrom: .max)
    #expect(Set(beside.keys) == Set(alone.keys))
    for (name, rows) in alone { #expect(beside[name] == rows, "\(name)") }
  }

  /// What the files say: each table that is awaited is made beside before, by a file that makes nothing else.
  @Test func filesSayWhatIsNeeded() throws {
    var made: Set<String> = []
    for script in Judge.scripts.map({ JudgeScript(path: $0.path, text: $0.text) }) {
      if script.isBeside {
        made.insert(script.table)
        #expect(script.declaration.hasSuffix(") STRICT;\n"), "\(script.path)")
        #expect(script.text.contains("CREATE TEMP TABLE \(script.table) ("), "\(script.path)")
      }
      if let table = script.awaits { #expect(made.remove(table) != nil, "\(script.path)") }
    }
    #expect(made.isEmpty, "nobody awaits \(made)")
  }

  /// A step that fails is learned of by whoever waits for it or for one after it; one before it is whole.
  @Test func failureIsTold() throws {
    let store = try StoreWriter(path: "\(folder.path)/failure.db")
    let steps = ["one", "two", "three"].map { name in
      let value = name == "two" ? "no_such_column" : "7"
      return JudgeScript(
        path: "judge/99_\(name).sql",
        text: """
          DROP TABLE IF EXISTS temp.\(name);
          CREATE TEMP TABLE \(name) (value INTEGER PRIMARY KEY) STRICT;
          INSERT INTO \(name) SELECT \(value);
          """)
    }
    let beside = try StepsBeside(steps, of: store)
    try beside.finish("one", into: store)
    #expect(try store.connection?.integer("SELECT value FROM temp.one") == 7)
    #expect(throws: StoreError.self) { try beside.finish("two", into: store) }
    #expect(throws: StoreError.self) { try beside.finish("three", into: store) }
    beside.cancel()
    store.abandon()
  }
}
