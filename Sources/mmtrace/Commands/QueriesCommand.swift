import ArgumentParser
import TraceQuery
import TraceReport

/// Lists the canned queries: `mmtrace queries [NAME]`.
struct QueriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queries",
    abstract: "List the canned queries, or show one with its SQL, parameters and needs.")

  @Argument(help: ArgumentHelp("Query to show.", valueName: "name"))
  var name: String?

  @OptionGroup var queries: QueryOptions

  func run() throws {
    try complaining {
      let catalog = try Catalog(directory: queries.directory)
      guard let name else { return try StandardOutput.answer(CatalogText.list(catalog.queries)) }
      try StandardOutput.answer(CatalogText.query(catalog.query(name)))
    }
  }
}
