/// A CREATE TABLE of catalogue/tables, or a CREATE VIEW of catalogue/views: its columns with the comments that users see.
///
/// The columns of a view have types here, which SQLite does not take: for the documentation.
///
///     CREATE TABLE name (  -- what one row is
///       name_id INTEGER PRIMARY KEY,  -- unit: what it says
///         --@ event SQL
///
/// A comment that begins with `@` says which event a column of times is, as the view `timeline` shows it:
/// `event`, and `cpu`, `tid`, `mm`, `address`, `detail`, `when` (what must be true besides), each as SQL over
/// the columns of the row. `--@ | SQL` continues the line before.
struct TableText {
  struct Column {
    let name: String
    let type: String
    let unit: String
    let comment: String
    /// The expression of a generated column.
    let generated: String?
    var event: [(key: String, value: String)] = []
  }

  let name: String
  let comment: String
  private(set) var columns: [Column] = []
  /// The SELECT of a view; nil for a table.
  private(set) var select: String?

  /// Columns that rows are written with.
  var stored: [Column] { columns.filter { $0.generated == nil } }
  /// Whether a row is integers alone.
  var isIntegers: Bool { stored.allSatisfy { $0.type == "INTEGER" } }

  /// Units that a comment may begin with; a reference to another table is TABLE.COLUMN.
  private static let units: Set<String> = [
    "ns", "us", "id", "tid", "cpu", "count", "boolean", "bits", "code", "address", "bytes",
  ]

  static func all(in file: SourceFile) throws -> [TableText] {
    var all: [TableText] = []
    var isInside = false
    for (index, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("CREATE "), let mark = line.firstRange(of: " (  -- ") {
        let name = line[..<mark.lowerBound].split(separator: " ").last ?? ""
        all.append(TableText(name: String(name), comment: String(line[mark.upperBound...])))
        isInside = true
      } else if text == ") AS", isInside {
        all[all.count - 1].select = ""
        isInside = false
      } else if let last = all.last, let select = last.select, !select.hasSuffix(";") {
        all[all.count - 1].select = select + (select.isEmpty ? "" : "\n") + line
      } else if text.hasPrefix(") STRICT;") {
        isInside = false
      } else if isInside, text.hasPrefix("--@ | "),
        all[all.count - 1].continueEvent(String(text.dropFirst(6)))
      {
        continue
      } else if isInside, text.hasPrefix("--@ ") {
        let words = text.dropFirst(4)
        let key = words.prefix { $0 != " " }
        all[all.count - 1].note(String(key), String(words.dropFirst(key.count + 1)))
      } else if isInside, !text.hasPrefix("--") {
        guard let column = Column(String(text)) else {
          throw CatalogueError(file, index + 1, "a column is: NAME TYPE,  -- [UNIT: ]COMMENT")
        }
        all[all.count - 1].columns.append(column)
      } else if !text.isEmpty, !text.hasPrefix("--") {
        throw CatalogueError(file, index + 1, "not understood: see TableText.swift")
      }
    }
    return all
  }

  private init(name: String, comment: String) {
    self.name = name
    self.comment = comment
  }

  private mutating func note(_ key: String, _ value: String) {
    columns[columns.count - 1].event.append((key, value))
  }

  private mutating func continueEvent(_ text: String) -> Bool {
    guard let last = columns.last?.event.last else { return false }
    columns[columns.count - 1].event[columns[columns.count - 1].event.count - 1].value =
      last.value + "\n" + text
    return true
  }

  fileprivate static func isUnit(_ word: Substring) -> Bool {
    units.contains(String(word))
      || word.contains(".") && word.allSatisfy { $0.isLowercase || $0 == "_" || $0 == "." }
  }
}

extension TableText.Column {
  init?(_ line: String) {
    guard let mark = line.firstRange(of: "  -- ") else { return nil }
    var definition = line[..<mark.lowerBound]
    if definition.hasSuffix(",") { definition = definition.dropLast() }
    let words = definition.split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count >= 2 else { return nil }
    (name, type) = (words[0], words[1])
    let (before, after) = ("GENERATED ALWAYS AS (", ") VIRTUAL")
    if words.count == 3, words[2].hasPrefix(before), words[2].hasSuffix(after) {
      generated = String(words[2].dropFirst(before.count).dropLast(after.count))
    } else if words.count == 2 || words[2] == "PRIMARY KEY" {
      generated = nil
    } else {
      return nil
    }
    let text = line[mark.upperBound...]
    if let colon = text.firstRange(of: ": "), TableText.isUnit(text[..<colon.lowerBound]) {
      (unit, comment) = (String(text[..<colon.lowerBound]), String(text[colon.upperBound...]))
    } else {
      (unit, comment) = ("", String(text))
    }
  }
}
