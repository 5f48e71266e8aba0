import ArgumentParser

/// The words of a command line before they are parsed.
enum CommandWords {
  /// Names of the commands.
  static var names: [String] {
    Mmtrace.configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// `-q` before the command goes behind it: people write it where they first think of it.
  ///
  /// A command that has nothing to say but its answer does not know it, and needs it not.
  static func ordered(_ words: [String]) -> [String] {
    let before = words.prefix { isQuiet($0) }
    guard !before.isEmpty, let command = words.dropFirst(before.count).first else { return words }
    let rest = Array(words.dropFirst(before.count))
    guard withQuiet.contains(command), !rest.contains(where: isQuiet) else { return rest }
    return [command, "--quiet"] + rest.dropFirst()
  }

  /// The command in a command line; nil when there is none.
  static func command(_ words: [String]) -> String? { words.first { names.contains($0) } }

  private static let withQuiet: Set = ["ingest", "info", "query", "check", "report", "export", "compare"]

  private static func isQuiet(_ word: String) -> Bool { word == "-q" || word == "--quiet" }
}
