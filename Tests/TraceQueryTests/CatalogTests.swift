import Glibc
import TestSupport
import Testing
import TraceQuery
import TraceStore

/// Every canned query keeps its promises; a new file is checked without being named here.
@Suite struct CatalogTests {
  @Test func theBuiltInQueriesAreThoseOfTheFolder() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let ids = try Catalog(directory: "/\(root)/queries").queries.map(\.id)
    #expect(try Catalog().queries.map(\.id) == ids)
    #expect(ids.contains("trace.ledger"))
    #expect(!Judge.scripts.isEmpty)
    #expect(!ids.contains { $0.hasPrefix("judge") })
  }

  @Test(arguments: try Catalog().queries.map(\.id))
  func theHeaderSaysWhatTheSQLDoes(id: String) throws {
    let query = try Catalog().query(id)
    let database = try TestDatabase().open()
    var statement = try database.prepare(query.sql)
    let (columns, parameters) = (statement.columnNames, Set(statement.parameterNames))
    #expect(columns == query.header.columns.map(\.name), "columns of \(id)")
    #expect(parameters == Set(query.header.parameters.map(\.name)), "parameters of \(id)")
    let isReadOnly = statement.isReadOnly
    #expect(isReadOnly)
    for related in query.header.see where related.contains(".") {
      #expect(throws: Never.self, "\(id) refers to \(related)") { try Catalog().query(related) }
    }
    // It runs with nothing bound on a database without facts, as in `sqlite3 trace.db < file`.
    while try statement.step() {}
    var offset = 0
    _ = try database.prepare(query.sql, from: &offset)
    let isLast = try database.prepare(query.sql, from: &offset) == nil
    #expect(isLast, "\(id) is one statement")
  }

  @Test(arguments: try Catalog().queries.map(\.id))
  func aDefaultIsTheValueTheSQLUses(id: String) throws {
    let query = try Catalog().query(id)
    for parameter in query.header.parameters {
      guard let standard = parameter.standard else { continue }
      #expect(
        query.sql.contains("coalesce(:\(parameter.name), \(standard))")
          || query.sql.contains("coalesce(:\(parameter.name), '\(standard)')")
          || query.sql.contains("coalesce(nullif(:\(parameter.name), ''), \(standard))"),
        "\(id): \(parameter.name) = \(standard)")
    }
  }

  /// 0 takes every row, in every query that has a limit, and the head says so.
  @Test(arguments: try Catalog().queries.map(\.id))
  func aLimitOfZeroIsNone(id: String) throws {
    let query = try Catalog().query(id)
    guard let limit = query.header.parameters.first(where: { $0.name == AnswerCut.parameter }) else {
      #expect(!query.sql.contains(":limit"))
      return
    }
    #expect(limit.kind == .integer && limit.comment.hasSuffix("0 for all"), "\(id)")
    let clause = "LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), \(limit.standard ?? "-")) + 0, 0), -1)"
    #expect(query.sql.contains(clause), "\(id)")
  }

  @Test(arguments: try Catalog().queries.map(\.id))
  func unitsAreKnown(id: String) throws {
    let tables = Set(TableDescription.all.map(\.name))
    let units: Set = [
      "text", "id", "ns", "time", "address", "tid", "cpu", "count", "boolean", "bytes", "bits", "code", "us",
      "percent", "ratio", "per_s",
    ]
    for column in try Catalog().query(id).header.columns {
      let isReference = tables.contains(String(column.unit.prefix { $0 != "." })) && column.unit.contains(".")
      #expect(units.contains(column.unit) || isReference, "\(id).\(column.name): unit \(column.unit)")
    }
  }

  /// A name and a unit do not say what a number means.
  @Test(arguments: try Catalog().queries.map(\.id))
  func everythingIsDescribed(id: String) throws {
    let header = try Catalog().query(id).header
    #expect(!header.columns.isEmpty && !header.see.isEmpty, "\(id)")
    for column in header.columns { #expect(!column.comment.isEmpty, "\(id): column \(column.name)") }
    for parameter in header.parameters { #expect(!parameter.comment.isEmpty, "\(id): \(parameter.name)") }
  }

  @Test func aWrongNameGetsAHint() throws {
    let error = #expect(throws: QueryError.self) { try Catalog().query("trace.leger") }
    #expect(error?.kind == .unknownQuery)
    #expect(error?.hints.first == "did you mean trace.ledger?")
  }

  @Test func aFolderAddsAndReplaces() throws {
    let folder = TemporaryFolder()
    for (name, text) in [("mine.sql", "-- Mine.\nSELECT 1"), ("note.txt", "no query")] {
      let descriptor = open("\(folder.path)/\(name)", O_CREAT | O_WRONLY, 0o644)
      _ = write(descriptor, text, text.utf8.count)
      close(descriptor)
    }
    let catalog = try Catalog(directory: folder.path)
    #expect(try catalog.query("mine").header.summary == "Mine")
    #expect(try catalog.queries.count == Catalog().queries.count + 1)
    #expect(throws: QueryError.self) { try Catalog(directory: folder.path + "/none") }
  }
}
