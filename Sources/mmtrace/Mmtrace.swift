import ArgumentParser
import TraceStore

/// The command line.
@main
struct Mmtrace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mmtrace",
    abstract: "Find TLB-flush races in recorded kernel events.",
    discussion: """
      A command that takes a database also takes a recording: it is ingested into a temporary database \
      that is removed afterwards. To ask more than once, ingest once.

      Exit status: 0 done; 1 check found a race; 125 check cannot tell; 2 it could not be done; 64 usage.
      """,
    version: "mmtrace \(mmtraceVersion)",
    subcommands: [
      IngestCommand.self, InfoCommand.self, QueryCommand.self, QueriesCommand.self, CheckCommand.self,
      SchemaCommand.self, ReportCommand.self, ExportCommand.self, VerifyCommand.self, RecordCommand.self,
    ])

  static func main() {
    TemporaryFiles.removeOnSignals()
    main(nil)
  }
}
