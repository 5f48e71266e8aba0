public import ArgumentParser
import Glibc
import TraceQuery
public import TraceReport
import TraceStore

extension OutputFormat: ExpressibleByArgument {}

/// Asks a database: `mmtrace query DB|TRACE [NAME | --sql SQL | -]`.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask a canned query, or SQL of your own.",
    discussion: "mmtrace queries lists the canned ones, mmtrace schema the tables for your own.")

  @OptionGroup var source: SourceOptions

  @Argument(
    help: ArgumentHelp("Canned query, or - for SQL from standard input.", valueName: "name"),
    completion: Completions.queries)
  var name: String?

  @Option(help: ArgumentHelp("SQL to run; it can only read.", valueName: "sql"))
  var sql: String?

  @Option(
    name: [.customShort("p"), .customLong("param")],
    help: ArgumentHelp("Value of a parameter.", valueName: "name=value"), completion: Completions.parameters)
  var parameters: [String] = []

  @Option(
    help: ArgumentHelp(
      "How to write the answer: table or vertical, with units, for people; md; csv, json or jsonl for programs; "
        + "folded for flame graphs.",
      discussion: "For programs numbers are raw and no row is left out, if -p limit does not ask for it."))
  var format: OutputFormat = .table

  @Flag(help: "Begin each row with the SHA-256 of the recording, for answers of many.")
  var withSha256 = false

  @OptionGroup var queries: QueryOptions
  @OptionGroup var time: TimeOptions

  func validate() throws {
    guard (name == nil) != (sql == nil) else {
      throw ValidationError("give the name of a query, --sql SQL, or - for standard input")
    }
    for parameter in parameters where !parameter.dropFirst().contains("=") {
      throw ValidationError("-p takes name=value, not \"\(parameter)\"")
    }
  }

  func run() throws {
    try complaining {
      time.begin { limit in
        let complaint = Complaint(source.source, "not answered within \(time.words) (--timeout)")
        EndingSignals.limitTime(to: limit, complaint: complaint.text, answer: "", status: 2)
      }
      // What is wrong with the question is told before a recording is read.
      let answer: (QueryRunner, inout AnswerWriter) throws -> Void
      var asked: (query: CannedQuery, values: [String: String])?
      if let name, name != "-" {
        let canned = try Catalog(directory: queries.directory).query(name)
        let values = values(for: canned)
        asked = (canned, values)
        answer = { try $0.run(canned, values: values, into: &$1) }
      } else {
        let typed = sql ?? StandardInput.read()
        let file = sql == nil ? "standard input" : "--sql"
        answer = { try $0.run(sql: typed, file: file, values: values, into: &$1) }
      }
      let opened = try source.open()
      let output = try SharedOutput(StandardOutput.target(reading: source.source))
      let runner = QueryRunner(opened.connection, name: source.source)
      // A recording from a pipe may have none; its rows have the column all the same.
      let recording =
        withSha256 ? try opened.connection.text("SELECT sha256 FROM trace") ?? "" : nil
      var writer = AnswerWriter(format, width: StandardOutput.width, recording: recording) {
        try output.write($0)
      }
      do {
        try answer(runner, &writer)
        try writer.finish()
      } catch is SharedOutput.ReaderGone {
        return
      }
      try output.finish()
      guard !source.quiet, !format.isForMachines, let (query, values) = asked,
        let cut = try runner.cut(query, values: values, shown: writer.rows)
      else { return }
      Complaint.print(Printable.brief("mmtrace: \(query.id): \(cut.text)") + "\n")
    }
  }

  /// The parameters of a canned query: programs get every row if nothing else was asked for.
  private func values(for query: CannedQuery) -> [String: String] {
    var values = values
    if format.isForMachines, query.header.parameters.contains(where: { $0.name == AnswerCut.parameter }) {
      values[AnswerCut.parameter] = values[AnswerCut.parameter] ?? "0"
    }
    return values
  }

  /// The parameters by name; the last of a name counts.
  private var values: [String: String] {
    parameters.reduce(into: [:]) { values, parameter in
      guard let equals = parameter.firstIndex(of: "=") else { return }
      values[String(parameter[..<equals])] = String(parameter[parameter.index(after: equals)...])
    }
  }
}

/// Standard input.
enum StandardInput {
  /// All of it, as text.
  static func read() -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }
}
