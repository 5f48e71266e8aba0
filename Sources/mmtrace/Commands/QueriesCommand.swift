import ArgumentParser
import TraceQuery
import TraceReport

/// Lists the canned queries: `mmtrace queries [NAME]`.
struct QueriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queries",
    abstract: "List the canned queries, or show one with its SQL, parameters and needs.",
    discussion: """
      With --sql only the SQL, as it is in its file: mmtrace queries NAME --sql | sqlite3 trace.db runs it. \
      A parameter that is not bound (sqlite3: .parameter set :limit 5) has its default.
      """)

  @Argument(help: ArgumentHelp("Query to show.", valueName: "name"), completion: Completions.queries)
  var name: String?

  @Flag(help: "Only the SQL, for another program.")
  var sql = false

  @OptionGroup var queries: QueryOptions

  func validate() throws {
    if sql, name == nil { throw ValidationError("--sql takes the name of a query") }
  }

  func run() throws {
    try complaining {
      let catalog = try Catalog(directory: queries.directory)
      guard let name else { return try StandardOutput.answer(CatalogText.list(catalog.queries)) }
      let query = try catalog.query(name)
      try StandardOutput.answer(sql ? query.sql : CatalogText.query(query))
    }
  }
}
