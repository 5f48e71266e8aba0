import TestSupport
import Testing
import TraceStore

@Suite struct SchemaTests {
  let folder = TemporaryFolder()

  private func emptyDatabase() throws -> Connection {
    let path = folder.path + "/empty.db"
    try StoreWriter(path: path).finish()
    return try Connection(path: path, mode: .readOnly)
  }

  /// A column that needs no words of its own: a key that says by its unit what it points to.
  private func speaksForItself(_ column: Column) -> Bool {
    column.unit == "id" || column.unit == "\(column.name.dropLast(3)).\(column.name)"
  }

  @Test func everyTableAndColumnIsDocumented() {
    for table in FactTables.all {
      #expect(!table.comment.isEmpty, "\(table.name)")
      #expect(table.columns.first?.name == "\(table.name)_id", "\(table.name)")
      for column in table.columns where !speaksForItself(column) {
        #expect(!column.comment.isEmpty, "\(table.name).\(column.name)")
        let ends = column.comment.hasSuffix(".") && !column.comment.hasSuffix("...")
        #expect(!ends, "\(table.name).\(column.name)")
      }
    }
    for view in Views.all {
      #expect(!view.comment.isEmpty, "\(view.name)")
      for column in view.columns where !speaksForItself(column) {
        #expect(!column.comment.isEmpty, "\(view.name).\(column.name)")
      }
    }
  }

  @Test func theDatabaseHasTheDocumentedColumns() throws {
    let database = try emptyDatabase()
    for table in FactTables.all {
      var statement = try database.prepare("SELECT * FROM \(table.name)")
      #expect(statement.columnNames == table.columns.map(\.name))
      #expect(try !statement.step())
      #expect(
        try database.text("SELECT sql FROM sqlite_schema WHERE name = '\(table.name)'")
          == table.createStatement)
    }
    for view in Views.all {
      var statement = try database.prepare("SELECT * FROM \(view.name)")
      #expect(statement.columnNames == view.columns.map(\.name), "\(view.name)")
      #expect(try !statement.step())
    }
  }

  @Test func nothingElseIsInAnEmptyDatabase() throws {
    let database = try emptyDatabase()
    let expected = FactTables.all.count + Views.all.count
    #expect(try database.integer("SELECT count(*) FROM sqlite_schema") == Int64(expected))
  }
}
