/// A step of the judge: one file of queries/judge.
struct JudgeScript {
  let path: String
  let text: String

  /// Whether it may run while the steps after it do (`StepsBeside`).
  var isBeside: Bool { says("@beside") != nil }
  /// The table of a step beside without which it cannot run.
  var awaits: String? { says("@awaits") }

  /// The table that it is called after: the file's name without its number.
  var table: String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.drop { $0.isNumber || $0 == "_" }.prefix { $0 != "." })
  }

  /// What makes its table: all before the rows.
  var declaration: String {
    text.firstRange(of: "INSERT INTO").map { String(text[..<$0.lowerBound]) } ?? text
  }

  /// What its head says after `key`; nil when it does not.
  private func says(_ key: String) -> String? {
    var rest = Substring(text)
    while rest.hasPrefix("--"), let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) {
      let words = rest[..<end].dropFirst(2).split(separator: " ")
      if words.first == Substring(key) { return words.dropFirst().joined(separator: " ") }
      rest = rest[rest.utf8.index(after: end)...]
    }
    return nil
  }
}
