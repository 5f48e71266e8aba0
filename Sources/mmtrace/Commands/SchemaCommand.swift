import ArgumentParser
import TraceQuery
import TraceReport
import TraceStore

/// Shows tables and columns: `mmtrace schema [DB|TRACE] [TABLE]`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Show the tables and views of a database, or the columns of one.",
    usage: "mmtrace schema [<db|trace>] [<table>]",
    discussion: "With a database or a recording before the table it says how many rows there are.")

  @Argument(
    help: ArgumentHelp(
      "Database or recording whose rows are counted, if any; then the table or view.", valueName: "table"),
    completion: Completions.tables)
  var words: [String] = []

  func validate() throws {
    if words.count > 2 { throw ValidationError("give a database and a table at most") }
  }

  func run() throws {
    try complaining {
      let isTable = words.first.map { word in TableDescription.all.contains { $0.name == word } } ?? true
      let isLone = words.count == 1 && FileIdentity(words[0]) == nil
      let source = words.count == 2 || !(isTable || isLone) ? words.first : nil
      let found = try (source == nil ? words.first : words.dropFirst().first).map(Self.table)
      let rows = try source.map { try Self.count(in: $0, found.map { [$0] } ?? TableDescription.all) } ?? [:]
      guard let found else {
        return try StandardOutput.answer(SchemaText.list(TableDescription.all, rows: rows))
      }
      try StandardOutput.answer(SchemaText.table(found, rows: rows[found.name]))
    }
  }

  private static func table(_ name: String) throws -> TableDescription {
    if let found = TableDescription.all.first(where: { $0.name == name }) { return found }
    let alike = Spelling.alike(name, among: TableDescription.all.map(\.name)).prefix(3)
    throw Complaint(
      name, "no such table",
      hints: (alike.isEmpty ? [] : ["did you mean \(alike.joined(separator: ", "))?"])
        + ["mmtrace schema lists them"])
  }

  /// Rows of tables, by name.
  private static func count(in source: String, _ tables: [TableDescription]) throws -> [String: Int64] {
    let opened = try JudgedTrace(source, quiet: true)
    return try tables.reduce(into: [:]) { counts, table in
      counts[table.name] = try opened.connection.integer("SELECT count(*) FROM \(table.name)")
    }
  }
}
