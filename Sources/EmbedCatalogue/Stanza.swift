/// A block of a text file of the catalogue: a line at the margin, and indented lines under it.
///
/// `#` begins a comment line; comments right before a block are kept as its own.
struct Stanza {
  struct Line {
    let number: Int
    let key: String
    /// What follows the key.
    let value: String

    /// Words of the value.
    var words: [String] { value.split(separator: " ").map(String.init) }
  }

  let file: SourceFile
  let head: Line
  let comment: [String]
  private(set) var lines: [Line] = []

  /// The blocks of a file.
  static func all(in file: SourceFile) throws -> [Stanza] {
    var all: [Stanza] = []
    var comment: [String] = []
    for (index, text) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = text.drop { $0 == " " }
      if words.isEmpty {
        comment = []
      } else if words.hasPrefix("#") {
        comment.append(words.drop { $0 == "#" || $0 == " " }.description)
      } else {
        let key = words.prefix { $0 != " " }
        let value = words.dropFirst(key.count).drop { $0 == " " }
        let line = Line(number: index + 1, key: String(key), value: String(value))
        if words.count == text.count {
          all.append(Stanza(file: file, head: line, comment: comment))
          comment = []
        } else if all.isEmpty {
          throw CatalogueError(file, index + 1, "an indented line belongs under a line at the margin")
        } else {
          all[all.count - 1].lines.append(line)
        }
      }
    }
    return all
  }

  /// Values of every line with that key.
  func values(_ key: String) -> [Line] { lines.filter { $0.key == key } }

  /// The one line with that key; nil when there is none.
  func value(_ key: String) throws -> Line? {
    let found = values(key)
    if found.count > 1 { throw CatalogueError(file, found[1].number, "\(key) is said twice") }
    return found.first
  }

  /// Refuses keys that mean nothing here.
  func check(_ keys: Set<String>) throws {
    for line in lines where !keys.contains(line.key) {
      throw CatalogueError(file, line.number, "\(line.key) means nothing in a \(head.key)")
    }
  }
}

extension String {
  /// `mmap_lock_id` as Swift names things: `mmapLockID`; `id` and `cpu` are written large but at the begin.
  var swiftName: String {
    let words = split(separator: "_").map(String.init)
    let name = words.enumerated().map { index, word in
      if index == 0 { return word }
      return word == "id" || word == "cpu" || word == "cpus"
        ? word.prefix(3).uppercased() + word.dropFirst(3)
        : word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
    return ["where", "in", "default", "case", "for", "switch"].contains(name) ? "`\(name)`" : name
  }

  /// The same as the name of a type.
  var swiftType: String { swiftName.prefix(1).uppercased() + swiftName.dropFirst() }

  /// As a Swift string literal.
  var literal: String {
    "####\"\(split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\####n"))\"####"
  }
}

extension Sequence<String> {
  /// As a Swift array literal.
  var literal: String { "[" + map(\.literal).joined(separator: ", ") + "]" }
}
