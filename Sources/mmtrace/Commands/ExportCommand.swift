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
      A track for every CPU and every mmap_lock: threads that run, waits and holds, faults, copies, windows, flush \
      requests with flows to the CPUs that carry them out, marks, and counters of faults and flushes. Kernel \
      addresses are not in it.
      """)

  @OptionGroup var source: SourceOptions

  @Option(name: .customLong("to"), help: "Whose format: perfetto.")
  var target: Target

  @Option(
    name: .shortAndLong, help: ArgumentHelp("File to write; - for standard output.", valueName: "file"),
    completion: .file())
  var output: String

  @Flag(help: "Replace a file that is there.")
  var force = false

  func run() throws {
    try complaining {
      let place = try source.target(output, replacing: force)
      let opened = try source.open()
      var items = try ExportSource(opened.connection)
      var writer = PerfettoWriter()
      var file = try AnswerOutput(place)
      while !file.isClosed, let item = try items.next() {
        writer.add(item)
        if writer.bytes.count >= 1 << 20 { try file.write(writer.take()) }
      }
      try file.write(writer.take())
      try file.finish()
    }
  }
}
