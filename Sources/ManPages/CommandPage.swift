/// Pages of section 1.
enum CommandPage {
  /// The page of the program.
  static func overview(_ program: Help.Command, _ commands: [Help.Command]) -> String {
    var page = Roff.head("mmtrace", section: 1, summary(program))
    page += Roff.section(
      "SYNOPSIS", "\(Roff.bold("mmtrace")) \(Roff.variable("command")) [\(Roff.variable("argument"))...]\n")
    page += Roff.section("DESCRIPTION", Roff.paragraphs(program.discussion ?? ""))
    page += Roff.section(
      "COMMANDS",
      commands.map { Roff.item(Roff.bold("mmtrace-\($0.commandName)") + "(1)", $0.abstract ?? "") }.joined())
    page += ExitStatus.overview
    page += Roff.section("ENVIRONMENT", environment)
    page += Roff.section("EXAMPLES", Roff.lines(["mmtrace ingest trace.dat", "mmtrace report trace.db"]))
    return page
      + seeAlso(
        commands.map { "mmtrace-\($0.commandName)(1)" } + [
          "mmtrace-schema(5)", "mmtrace-queries(7)", "mmtrace-recording(7)", "trace-cmd(1)",
        ])
  }

  /// The page of a command.
  static func page(_ command: Help.Command, _ commands: [Help.Command]) -> String {
    let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
    var page = Roff.head("mmtrace-\(command.commandName)", section: 1, summary(command))
    page += Roff.section("SYNOPSIS", synopsis(command.commandName, arguments))
    let text = [command.abstract, command.discussion].compactMap(\.self).joined(separator: "\n")
    page += Roff.section("DESCRIPTION", Roff.paragraphs(text))
    page += Roff.section("OPTIONS", arguments.map(option).joined())
    page += ExitStatus.section(command.commandName)
    if let examples = examples[command.commandName] { page += Roff.section("EXAMPLES", Roff.lines(examples)) }
    return page + seeAlso(["mmtrace(1)", "mmtrace-schema(5)", "mmtrace-queries(7)", "mmtrace-recording(7)"])
  }

  private static func summary(_ command: Help.Command) -> String {
    let text = command.abstract ?? ""
    let bare = text.hasSuffix(".") ? String(text.dropLast()) : text
    return bare.prefix(1).lowercased() + bare.dropFirst()
  }

  private static func synopsis(_ name: String, _ arguments: [Help.Argument]) -> String {
    let words = arguments.map { argument in
      let word = term(argument, separator: "|")
      return argument.isOptional ? "[\(word)]" : word
    }
    return "\(Roff.bold("mmtrace \(name)"))\n\(words.joined(separator: "\n"))\n"
  }

  private static func option(_ argument: Help.Argument) -> String {
    let value = argument.defaultValue.map { " (default: \($0))" } ?? ""
    return Roff.item(term(argument, separator: ", "), (argument.abstract ?? "") + value)
  }

  private static func term(_ argument: Help.Argument, separator: String) -> String {
    let value = Roff.variable(argument.valueName ?? "") + (argument.isRepeating ? "..." : "")
    guard argument.kind != "positional" else { return value }
    let names = (argument.names ?? []).sorted { $0.name.count < $1.name.count }
      .map { Roff.bold(($0.kind == "long" ? "--" : "-") + $0.name) }.joined(separator: separator)
    return argument.kind == "flag" ? names : "\(names) \(value)"
  }

  private static func seeAlso(_ pages: [String]) -> String {
    Roff.section("SEE ALSO", pages.map(Roff.escaped).joined(separator: ",\n") + "\n")
  }

  private static let environment =
    Roff.item(Roff.bold("MMTRACE_QUERY_PATH"), "Folder with queries beside the built-in ones.")
    + Roff.item(Roff.bold("TMPDIR"), "Where temporary databases go, /var/tmp if it is not set.")

  private static let examples = [
    "check": ["mmtrace check trace.dat || echo \"status $?\""],
    "export": ["mmtrace export trace.db --to perfetto -o trace.pftrace"],
    "info": ["mmtrace info trace.dat"],
    "ingest": ["mmtrace ingest trace.dat", "mmtrace ingest trace.dat -o /tmp/trace.db --force"],
    "compare": ["mmtrace compare before.dat after.dat", "mmtrace compare before/ after/"],
    "queries": [
      "mmtrace queries", "mmtrace queries race.lost_write",
      "mmtrace queries lock.blame --sql | sqlite3 -header trace.db",
    ],
    "query": [
      "mmtrace query trace.db race.in_window -p class=copied --format csv",
      "mmtrace query trace.db --sql 'SELECT count(*) FROM page_fault'",
    ],
    "report": [
      "mmtrace report trace.db", "mmtrace report trace.db --race 1925 --diagram",
      "mmtrace report trace.db --format html -o report.html",
    ],
    "schema": ["mmtrace schema", "mmtrace schema page_fault", "mmtrace schema trace.db page_fault"],
  ]
}
