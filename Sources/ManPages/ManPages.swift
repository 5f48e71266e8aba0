import Foundation
import TraceStore

/// Writes the man pages: `mmtrace --experimental-dump-help | ManPages FOLDER docs/recording.md`.
///
/// What the pages say is what the program says: the definitions of its commands, tables and queries.
@main
struct ManPages {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      FileHandle.standardError.write(
        Data("usage: mmtrace --experimental-dump-help | ManPages FOLDER RECORDING.md\n".utf8))
      exit(64)
    }
    let help = try JSONDecoder().decode(Help.self, from: FileHandle.standardInput.readDataToEndOfFile())
    let commands = (help.command.subcommands ?? []).filter { $0.commandName != "help" }
    try write(CommandPage.overview(help.command, commands), to: arguments[1], "mmtrace", section: 1)
    for command in commands {
      let name = "mmtrace-\(command.commandName)"
      try write(CommandPage.page(command, commands), to: arguments[1], name, section: 1)
    }
    try write(SchemaPage.page(), to: arguments[1], "mmtrace-schema", section: 5)
    try write(QueriesPage.page(), to: arguments[1], "mmtrace-queries", section: 7)
    let recording = try String(contentsOfFile: arguments[2], encoding: .utf8)
    let page = MarkdownPage.page("mmtrace-recording", section: 7, "how to record for mmtrace", recording)
    try write(page, to: arguments[1], "mmtrace-recording", section: 7)
  }

  private static func write(_ page: String, to folder: String, _ name: String, section: Int) throws {
    let folder = URL(fileURLWithPath: folder).appendingPathComponent("man\(section)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(page.utf8).write(to: folder.appendingPathComponent("\(name).\(section)"))
  }
}

/// What the argument parser tells about the program.
struct Help: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?
  }

  var command: Command
}
