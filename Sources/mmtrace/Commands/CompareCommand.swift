import ArgumentParser
import TraceQuery
import TraceReport

/// Sets two recordings side by side: `mmtrace compare A B`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Ask two recordings, or two folders of them, the same questions.",
    discussion: """
      Locks, faults, flushes and windows: how many per second, what half and 99 % of them take up to, the longest, \
      the change from A to B, and how large a change chance alone makes. With folders of several recordings that is \
      how much these differ; with one on a side, how much blocks of time within it do, which says less.
      """)

  @Argument(
    help: ArgumentHelp("Database or recording before, or a folder of them.", valueName: "a"),
    completion: .file())
  var before: String

  @Argument(help: ArgumentHelp("The same after.", valueName: "b"), completion: .file())
  var after: String

  @Flag(name: .shortAndLong, help: "No progress, no notes.")
  var quiet = false

  @Option(
    help:
      "How to write it: by itself text for a mail; table, csv, json, jsonl or md have a row for each number.")
  var format: OutputFormat?

  func run() throws {
    try complaining {
      let comparison = Comparison(try measures(before), try measures(after))
      guard let format else { return try StandardOutput.answer(ComparisonText.render(comparison)) }
      try StandardOutput.answer(format.render(ComparisonAnswer.result(comparison)))
    }
  }

  private func measures(_ side: String) throws -> [RecordingMeasures] {
    try RecordingFiles.list(side).map { path in
      let opened = try JudgedTrace(path, quiet: quiet)
      return try RecordingMeasures(opened.connection, name: IngestedTrace.baseName(path))
    }
  }
}
