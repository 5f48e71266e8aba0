import Testing
import TraceQuery
import TraceStore

@Suite struct TableDescriptionTests {
  /// `mmtrace schema` lists what is in a database, column by column; nothing is left out or made up.
  @Test func everyTableOfADatabaseIsDescribed() throws {
    let database = try TestDatabase().open()
    var statement = try database.prepare(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT GLOB 'sqlite_*'")
    var names: Set<String> = []
    while try statement.step() {
      if case .text(let name) = statement[0] { names.insert(name) }
    }
    #expect(names == Set(TableDescription.all.map(\.name)))
    for table in TableDescription.all {
      let columns = try database.prepare("SELECT * FROM \(table.name)").columnNames
      #expect(columns == table.columns.map(\.name), "\(table.name)")
      #expect(!table.comment.isEmpty, "\(table.name)")
    }
  }

  @Test func judgementsAreCommented() {
    let judgements = TableDescription.all.filter { $0.kind == .judgement }
    #expect(judgements.map(\.name).contains("flush_window"))
    for table in judgements {
      for column in table.columns { #expect(!column.comment.isEmpty, "\(table.name).\(column.name)") }
    }
  }
}
