import ArgumentParser
import TraceQuery
import TraceReport

/// Shows what was recorded: `mmtrace info DB|TRACE`.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what was recorded and lost, and which questions a recording can answer.")

  @OptionGroup var source: SourceOptions
  @OptionGroup var queries: QueryOptions

  func run() throws {
    try complaining {
      let catalog = try Catalog(directory: queries.directory)
      let opened = try source.open()
      let summary = try TraceSummary(opened.connection)
      let verdict = try Verdict(opened.connection)
      try StandardOutput.answer(InfoText.render(summary, verdict: verdict, queries: catalog.queries))
    }
  }
}
