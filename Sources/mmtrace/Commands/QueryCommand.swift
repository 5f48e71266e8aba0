public import ArgumentParser
import Glibc
import TraceQuery
public import TraceReport

extension OutputFormat: ExpressibleByArgument {}

/// Asks a database: `mmtrace query DB|TRACE [NAME | --sql SQL | -]`.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask a canned query, or SQL of your own.",
    discussion: "mmtrace queries lists the canned ones, mmtrace schema the tables for your own.")

  @OptionGroup var source: SourceOptions

  @Argument(help: ArgumentHelp("Canned query, or - for SQL from standard input.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("SQL to run; it can only read.", valueName: "sql"))
  var sql: String?

  @Option(
    name: [.customShort("p"), .customLong("param")],
    help: ArgumentHelp("Value of a parameter.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: "How to write the answer: table, csv, json, jsonl or md.")
  var format: OutputFormat = .table

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
      if let name, name != "-" {
        let canned = try Catalog(directory: queries.directory).query(name)
        answer = { try $0.run(canned, values: values, into: &$1) }
      } else {
        let typed = sql ?? StandardInput.read()
        let file = sql == nil ? "standard input" : "--sql"
        answer = { try $0.run(sql: typed, file: file, values: values, into: &$1) }
      }
      let opened = try source.open()
      let output = try SharedOutput(StandardOutput.target(reading: source.source))
      var writer = AnswerWriter(format) { try output.write($0) }
      do {
        try answer(QueryRunner(opened.connection, name: source.source), &writer)
        try writer.finish()
      } catch is SharedOutput.ReaderGone {
        return
      }
      try output.finish()
    }
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
