/// A shell-like pattern for events: `*` is any text, `?` any character.
struct Glob: Sendable {
  private let pattern: [UInt8]
  private let hasSystem: Bool

  /// The pattern `text`: `system:event`, or one without a colon, which either may match.
  init(_ text: String) {
    pattern = Array(text.utf8)
    hasSystem = pattern.contains(UInt8(ascii: ":"))
  }

  /// Whether the event `name` of group `system` is meant.
  func matches(_ system: String, _ name: String) -> Bool {
    hasSystem ? matches("\(system):\(name)") : matches(system) || matches(name)
  }

  private func matches(_ text: String) -> Bool {
    let text = Array(text.utf8)
    var (at, place) = (0, 0)
    // On a mismatch the last star takes one more character: no recursion, so no pattern is slow.
    var star: (pattern: Int, text: Int)?
    while place < text.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        star = (at, place)
        at += 1
      } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == text[place] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (at, place) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
