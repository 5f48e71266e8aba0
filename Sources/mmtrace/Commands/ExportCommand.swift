import ArgumentParser
import TraceQuery
import TraceReport

/// Writes a timeline for another tool: `mmtrace export DB|TRACE --to perfetto -o FILE`.
struct ExportCommand: ParsableCommand {
  /// Formats of other tools.
  enum Target: String, ExpressibleByArgument, CaseIterable {
    case perfetto
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the recording as a timeline for ui.perfetto.dev.",
    discussion: """
      Its first track of its own has the findings, the gravest class first, with flows to the window, the fault and \
      who could store meanwhile. Then each mmap_lock with its waits and holds, each CPU with the flushes it carried \
      out, rates of faults and flushes, and processes with their threads: faults, calls, windows, flush requests, \
      marks. Kernel addresses are not in it. With --race the timeline has only what happened around that finding, \
      and opens on it.
      """)

  @OptionGroup var source: SourceOptions

  @Option(name: .customLong("to"), help: "Whose format: perfetto.")
  var target: Target

  @Option(
    name: .shortAndLong, help: ArgumentHelp("File to write; - for standard output.", valueName: "file"),
    completion: .file())
  var output: String

  @Option(help: ArgumentHelp("Only what happened around this race, its race_id.", valueName: "id"))
  var race: Int64?

  @Flag(help: "Replace a file that is there.")
  var force = false

  func run() throws {
    try complaining {
      let place = try source.target(output, replacing: force)
      let opened = try source.open()
      var items = try ExportSource(opened.connection, race: race)
      let clock = try TraceSummary(opened.connection).trace["clock_unit"] ?? "ns"
      var writer = PerfettoWriter(clockIsInNanoseconds: clock == "ns")
      var file = try AnswerOutput(place)
      while !file.isClosed, let item = try items.next() {
        writer.add(item)
        if writer.bytes.count >= 1 << 20 { try file.write(writer.take()) }
      }
      writer.finish()
      try file.write(writer.take())
      try file.finish()
    }
  }
}
