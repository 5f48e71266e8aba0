/// A word of a command line that somebody pastes into a shell.
enum ShellWord {
  /// The word as a POSIX shell takes it for one argument that is no option, and runs nothing of it.
  static func quoted(_ word: String) -> String {
    let word = word.hasPrefix("-") && word != "-" ? "./" + word : word
    let isPlain = word.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./+:@%,=".utf8.contains($0)
      }
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
