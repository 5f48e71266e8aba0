public import ArgumentParser
import TraceQuery
public import TraceReport
import TraceStore

extension ReportFormat: ExpressibleByArgument {}

/// Writes the report for a bug thread: `mmtrace report DB|TRACE`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Report the verdict and the most telling race.",
    discussion: """
      Plain text for a bug thread: the verdict, what happened in the order of events, what the recording cannot \
      show, and where it comes from. Without --race it shows the most telling race of each class, the gravest in \
      full. Addresses are labels, since a report is made to be published.
      """)

  @OptionGroup var source: SourceOptions

  @Option(help: ArgumentHelp("The race to report, its race_id.", valueName: "id"))
  var race: Int64?

  @Option(help: "How to write it: text, md, json or html.")
  var format: ReportFormat = .text

  @Flag(help: "Only the interleaving without times, for a commit message.")
  var diagram = false

  @Flag(help: "Show addresses, the kernel's too, instead of labels.")
  var addresses = false

  @OptionGroup var truth: TruthOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace a file that is there.")
  var force = false

  func validate() throws {
    if diagram, format != .text { throw ValidationError("--diagram is text") }
  }

  func run() throws {
    try complaining {
      let target = try source.target(output, replacing: force)
      let opened = try source.open()
      let findings = try ReportFindings(opened.connection, race: race, full: format.isFull)
      let seen = try truth.comparison(opened)?.lines.map { String($0.drop { $0 == " " }) }
      let options = ReportOptions(addresses: addresses, arguments: arguments, truth: seen)
      guard diagram else { return try write(format.render(findings, options), to: target) }
      guard !findings.findings.isEmpty else {
        throw Complaint(source.source, "there is no race to draw", hints: ["--race ID draws any finding"])
      }
      try write(DiagramText.render(findings, options), to: target)
    }
  }

  private func write(_ text: String, to target: OutputTarget) throws {
    var output = try AnswerOutput(target)
    try output.write(text)
    try output.finish()
  }

  /// What repeats the report, after the file's name.
  private var arguments: [String] {
    (race.map { ["--race", String($0)] } ?? []) + (addresses ? ["--addresses"] : [])
      + (format == .text ? [] : ["--format", format.rawValue]) + (truth.truth.map { ["--truth", $0] } ?? [])
  }
}
