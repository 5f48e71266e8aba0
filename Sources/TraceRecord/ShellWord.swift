/// A word of a command line that somebody pastes into a shell.
public enum ShellWord {
  /// The word as a POSIX shell takes it for one argument, and runs nothing of it.
  public static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 || "0123456789-_./+:@%,=".utf8.contains($0)
    }
    return isPlain && !word.isEmpty
      ? word
      : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// The name of a file likewise; one that begins with a dash is no option.
  public static func file(_ name: String) -> String {
    quoted(name.hasPrefix("-") && name != "-" ? "./" + name : name)
  }
}
