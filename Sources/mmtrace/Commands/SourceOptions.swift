import ArgumentParser
import Glibc

/// What every command that asks a database takes.
struct SourceOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Database or recording.", valueName: "db|trace"))
  var source: String

  @Flag(name: .shortAndLong, help: "No progress, no notes.")
  var quiet = false

  func open() throws -> OpenedTrace { try OpenedTrace(source, quiet: quiet) }
}

/// Where queries beside the built-in ones are.
struct QueryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder with more queries, GROUP/NAME.sql (or MMTRACE_QUERY_PATH).", valueName: "dir"))
  var queryDir: String?

  /// The folder given, or the environment's.
  var directory: String? {
    queryDir ?? getenv("MMTRACE_QUERY_PATH").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
