import ArgumentParser
import TraceQuery
import TraceReport

/// Shows tables and columns: `mmtrace schema [TABLE]`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Show the tables and views of a database, or the columns of one.")

  @Argument(help: ArgumentHelp("Table or view to show.", valueName: "table"))
  var table: String?

  func run() throws {
    try complaining {
      guard let table else { return try StandardOutput.answer(SchemaText.list(TableDescription.all)) }
      guard let found = TableDescription.all.first(where: { $0.name == table }) else {
        throw Complaint(table, "no such table", hints: ["mmtrace schema lists them"])
      }
      try StandardOutput.answer(SchemaText.table(found))
    }
  }
}
