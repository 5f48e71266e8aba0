import ArgumentParser
import TraceQuery
import TraceReport
import TraceStore

/// Writes a recording for another tool: `mmtrace export DB|TRACE --to perfetto|datasette -o FILE`.
struct ExportCommand: ParsableCommand {
  /// Formats of other tools.
  enum Target: String, ExpressibleByArgument, CaseIterable {
    case perfetto, datasette
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a timeline for ui.perfetto.dev, or metadata for Datasette.",
    discussion: """
      perfetto: a timeline of the whole recording. Its first track of its own has the findings, the gravest class first, with flows to the window, the fault and \
      who could store meanwhile. Then each mmap_lock with its waits and holds, each CPU with the flushes it carried \
      out, rates of faults and flushes, and processes with their threads: faults, calls, windows, flush requests, \
      marks. Kernel addresses are not in it. With --race the timeline has only what happened around that finding, \
      and opens on it.

      datasette: metadata.json for `datasette trace.db -m metadata.json`: what tables and columns are, with their \
      units, and the canned queries as forms. The database must be one that mmtrace wrote.
      """)

  @OptionGroup var source: SourceOptions

  @Option(name: .customLong("to"), help: "Whose format: perfetto or datasette.")
  var target: Target

  @Option(
    name: .shortAndLong, help: ArgumentHelp("File to write; - for standard output.", valueName: "file"),
    completion: .file())
  var output: String

  @Option(help: ArgumentHelp("Only what happened around this race, its race_id.", valueName: "id"))
  var race: Int64?

  @OptionGroup var queries: QueryOptions

  @Flag(help: "Replace a file that is there.")
  var force = false

  func validate() throws {
    if race != nil, target != .perfetto { throw ValidationError("--race goes with --to perfetto") }
  }

  func run() throws {
    try complaining {
      let place = try source.target(output, replacing: force)
      let opened = try source.open()
      var file = try AnswerOutput(place)
      switch target {
      case .perfetto: try writeTimeline(opened.connection, to: &file)
      case .datasette: try file.write(metadata(opened.connection))
      }
      try file.finish()
    }
  }

  private func writeTimeline(_ connection: Connection, to file: inout AnswerOutput) throws {
    var items = try ExportSource(connection, race: race)
    let clock = try TraceSummary(connection).trace["clock_unit"] ?? "ns"
    var writer = PerfettoWriter(clockIsInNanoseconds: clock == "ns")
    while !file.isClosed, let item = try items.next() {
      writer.add(item)
      if writer.bytes.count >= 1 << 20 { try file.write(writer.take()) }
    }
    writer.finish()
    try file.write(writer.take())
  }

  /// Datasette names a database after its file.
  private func metadata(_ connection: Connection) throws -> String {
    let name = source.source.split(separator: "/").last.map(String.init) ?? source.source
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return DatasetteMetadata.render(
      database: stem, summary: try TraceSummary(connection), verdict: try Verdict(connection),
      queries: try Catalog(directory: queries.directory).queries)
  }
}
