import ArgumentParser
import TraceStore

/// What every command that asks a database takes.
struct SourceOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Database or recording.", valueName: "db|trace"), completion: .file())
  var source: String

  @Flag(name: .shortAndLong, help: "No progress, no notes.")
  var quiet = false

  /// Opens it, after a look at standard output: what is read is never written.
  func open() throws -> JudgedTrace {
    _ = try StandardOutput.target(reading: source)
    return try JudgedTrace(source, quiet: quiet)
  }

  /// The place that -o names, standard output without it; refused when a result must not go there.
  func target(_ output: String?, replacing: Bool) throws -> OutputTarget {
    guard let output, output != "-" else { return try StandardOutput.target(reading: source) }
    return try OutputTarget(
      output, replacing: replacing, inputs: FileIdentity.input(source), content: .document)
  }
}

/// Where queries beside the built-in ones are.
struct QueryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder with more queries, GROUP/NAME.sql (or MMTRACE_QUERY_PATH).", valueName: "dir"),
    completion: .directory)
  var queryDir: String?

  /// The folder given, or the environment's.
  var directory: String? {
    queryDir ?? StartingPoint.environment("MMTRACE_QUERY_PATH")
  }
}
