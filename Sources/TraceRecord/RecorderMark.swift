/// A line that the recorder writes into its own recording: `mmtrace: KEY=VALUE`.
///
/// What a judge needs to know of how a recording was made travels in it this way, so that it is there
/// wherever the file goes.
public struct RecorderMark: Sendable, Equatable {
  /// Keys of marks that are about one probe: `NAME REST`.
  public enum ProbeKey: String, Sendable {
    /// `NAME LINE`: the kernel took this line.
    case accepted = "probe"
    /// `NAME WHY`: the kernel took none, or has no such function.
    case refused
    /// `NAME HITS MISSED`: kprobe_profile at the end.
    case profile
  }

  /// What it is about.
  public var key: String
  /// The rest of the line.
  public var value: String

  /// A mark; a newline in the value would end it, and becomes a space.
  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = String(value.map { $0.isNewline ? " " : $0 })
  }

  /// A mark about a probe.
  public init(_ key: ProbeKey, _ name: String, _ rest: String) { self.init(key.rawValue, "\(name) \(rest)") }

  private static let prefix = "mmtrace: "

  /// The line, as short as a kernel takes it whole.
  public var line: String { String("\(Self.prefix)\(key)=\(value)".prefix(900)) }

  /// Reads a line; nil when it is none of ours.
  public init?(line: String) {
    guard line.hasPrefix(Self.prefix) else { return nil }
    let parts = line.dropFirst(Self.prefix.count).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty,
      parts[0].utf8.allSatisfy({ $0 >= 97 && $0 <= 122 || $0 == 95 || $0 >= 48 && $0 <= 57 })
    else { return nil }
    (key, value) = (String(parts[0]), String(parts[1]))
  }

  /// The name and the rest of a mark about a probe.
  public var probe: (key: ProbeKey, name: String, rest: String)? {
    guard let key = ProbeKey(rawValue: key) else { return nil }
    let words = value.split(separator: " ", maxSplits: 1)
    return words.first.map { (key, String($0), words.count > 1 ? String(words[1]) : "") }
  }
}
