import ArgumentParser
import TraceQuery

/// What is wrong with a command line, in the form of every other complaint.
enum UsageComplaint {
  /// The complaint for what the argument parser says.
  ///
  /// - Parameters:
  ///   - text: its message: `Error: what`, maybe `Help:`, `Usage:` and where to look.
  ///   - command: the subcommand; nil when there is none in the command line.
  ///   - typed: the first word of the command line.
  /// - Returns: the complaint, with what may have been meant.
  static func make(_ text: String, command: String?, typed: String?) -> Complaint {
    guard let command else {
      guard let typed, !typed.hasPrefix("-") else {
        return Complaint("usage", sentence(what(text)), hints: ["mmtrace --help lists the commands"])
      }
      let alike = Spelling.alike(typed, among: CommandWords.names)
      let meant = alike.first.map { ["did you mean \($0)?"] } ?? []
      return Complaint(typed, "no such command", hints: meant + ["mmtrace --help lists the commands"])
    }
    var sentences = what(text).components(". ")
    var complaint = Complaint(command, sentence(sentences.removeFirst()))
    complaint.hints = sentences.map(sentence) + ["mmtrace \(command) --help"]
    let usage = text.split(separator: "\n").first { $0.hasPrefix("Usage: ") }
    if let usage { complaint.notes = ["usage: \(usage.dropFirst("Usage: ".count))"] }
    return complaint
  }

  /// What the parser says, without the word before it.
  private static func what(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? text
    return line.hasPrefix("Error: ") ? String(line.dropFirst("Error: ".count)) : line
  }

  /// Lower case at its begin, no full stop at its end.
  private static func sentence(_ text: String) -> String {
    let bare = text.hasSuffix(".") ? String(text.dropLast()) : text
    return bare.prefix(1).lowercased() + bare.dropFirst()
  }
}

extension String {
  /// What stands between the occurrences of a separator.
  fileprivate func components(_ separator: String) -> [String] {
    var (parts, rest) = ([String](), Substring(self))
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
