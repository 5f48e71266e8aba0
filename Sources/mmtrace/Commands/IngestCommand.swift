import ArgumentParser
import TraceIngest
import TraceQuery
import TraceReport

/// Reads recordings into databases: `mmtrace ingest TRACE...`.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Read recordings into databases.",
    discussion: """
      The database goes beside the recording: trace.dat gives trace.db. -o DIR/, with the slash or a folder that \
      is there, puts one for each recording into that folder. Two recordings of one name cannot both go there.
      """)

  @Argument(
    help: "Recordings: trace.dat, perf.data or ftrace text, maybe .zst or .gz; - for a pipe (with -o).",
    completion: .file())
  var traces: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to put the database; DIR/ for a folder with one for each recording.", valueName: "db"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace a database that is there.")
  var force = false

  @Flag(help: "Take damage of a recording for an error.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "Store events without a table of their own in table event, by system:name pattern.",
      valueName: "glob"))
  var keep: [String] = []

  @Option(
    help: ArgumentHelp(
      "Trace clock of a text, which does not say it: mono, local, x86-tsc, ...", valueName: "name"))
  var clock: String?

  @Flag(name: .shortAndLong, help: "No progress, no notes.")
  var quiet = false

  func validate() throws {
    let toFolder = output.map(DatabaseFolder.isFolder) ?? false
    if output != nil, !toFolder, traces.count > 1 {
      throw ValidationError("-o takes one recording; -o DIR/ takes many")
    }
    if output == nil || toFolder, traces.contains("-") {
      throw ValidationError("a pipe needs -o DB: it has no name")
    }
    if let clock, !IngestOptions.clocks.contains(clock) {
      throw ValidationError(
        "no trace clock is called '\(Printable.brief(clock))'; one of: \(IngestOptions.clocks.joined(separator: ", "))"
      )
    }
  }

  func run() throws {
    var failed = false
    var folder: DatabaseFolder?
    try complaining {
      if let output, DatabaseFolder.isFolder(output) { folder = try DatabaseFolder(output) }
    }
    for trace in traces {
      do {
        let path = try folder?.path(for: trace) ?? output ?? IngestedTrace.databasePath(for: trace)
        let options = IngestOptions(strict: strict, keep: keep, clock: clock)
        let (summary, verdict) = try IngestedTrace.write(
          trace, to: path, replacing: force, options: options, quiet: quiet)
        guard !quiet else { continue }
        let notes = IngestedTrace.notes(summary).map { Printable.brief("  note: \($0)") + "\n" }
        let done = "mmtrace: \(trace): \(summary.events) events, \(summary.rows) rows in \(path): "
        Complaint.print(Printable.brief(done + verdict.answer.rawValue) + "\n" + notes.joined())
      } catch {
        Complaint.print(Complaint(error).text)
        failed = true
      }
    }
    if failed { throw ExitCode(2) }
  }
}
