import ArgumentParser
import Glibc
import TraceReport
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

      -q, before or after the command, leaves out progress and notes. Exit status: 0 done; 1 check found a race; \
      125 check cannot tell; 2 it could not be done; 64 usage.
      """,
    version: "mmtrace \(mmtraceVersion)",
    subcommands: [
      IngestCommand.self, InfoCommand.self, QueryCommand.self, QueriesCommand.self, CheckCommand.self,
      SchemaCommand.self, ReportCommand.self, CompareCommand.self, ExportCommand.self, VerifyCommand.self,
      RecordCommand.self,
    ])

  static func main() {
    StartingPoint.holdStandardDescriptors()
    EndingSignals.watch()
    let words = CommandWords.ordered(StartingPoint.arguments)
    do {
      var command = try parseAsRoot(words)
      try command.run()
    } catch {
      Glibc.exit(end(error, words))
    }
  }

  /// Tells the user what `error` has to say: help and version on standard output, which may be full, usage on
  /// standard error.
  private static func end(_ error: any Error, _ words: [String]) -> Int32 {
    let text = fullMessage(for: error)
    let code = exitCode(for: error)
    guard !text.isEmpty else { return code.rawValue }
    guard code.isSuccess else {
      let complaint = UsageComplaint.make(text, command: CommandWords.command(words), typed: words.first)
      Complaint.print(complaint.text)
      return code.rawValue
    }
    do { try complaining { try StandardOutput.answer(text + "\n") } } catch {
      return exitCode(for: error).rawValue
    }
    return code.rawValue
  }
}
