import TraceStore

/// What a table or view holds, for `mmtrace schema`.
public struct TableDescription: Sendable, Equatable {
  /// Who makes it.
  public enum Kind: String, Sendable {
    /// Written by ingest.
    case fact
    /// Derived by the judge.
    case judgement
    /// A view.
    case view
  }

  /// A column of it.
  public struct Column: Sendable, Equatable {
    /// Name.
    public var name: String
    /// SQL type.
    public var type: String
    /// Unit: `ns`, `address`, `tid`, or the column of another table that it points to; may be empty.
    public var unit: String
    /// What it is; may be empty where name and unit say it.
    public var comment: String
  }

  /// Name.
  public var name: String
  /// Who makes it.
  public var kind: Kind
  /// What a row is.
  public var comment: String
  /// Its columns, in order.
  public var columns: [Column]

  /// Every table and view of a database: facts, judgements, views.
  public static let all: [TableDescription] =
    FactTables.all.map { table in
      TableDescription(name: table.name, kind: .fact, comment: table.comment, columns: table.columns)
    }
    + (Judge.scripts + [Judge.mark]).flatMap { CommentedTables.parse($0.text) }
    + Views.all.map { view in
      TableDescription(name: view.name, kind: .view, comment: view.comment, columns: view.columns)
    }

  /// What a column of a table is measured in; empty for what is no measure, or not known.
  static func measure(_ table: String, _ column: String) -> String {
    let unit = all.first { $0.name == table }?.columns.first { $0.name == column }?.unit ?? ""
    return ["ns", "us", "bytes"].contains(unit) ? unit : ""
  }

  init(name: String, kind: Kind, comment: String, columns: [Column]) {
    self.name = name
    self.kind = kind
    self.comment = comment
    self.columns = columns
  }

  private init(name: String, kind: Kind, comment: String, columns: [TraceStore.Column]) {
    self.init(
      name: name, kind: kind, comment: comment,
      columns: columns.map { column in
        Column(name: column.name, type: column.kind.rawValue, unit: column.unit, comment: column.comment)
      })
  }
}

/// Reads tables back from `CREATE TABLE name (  -- comment` and `name TYPE,  -- unit: comment`.
enum CommentedTables {
  /// The tables that `sql` creates, in order.
  static func parse(_ sql: String) -> [TableDescription] {
    var tables: [TableDescription] = []
    var isInside = false
    for line in sql.split(separator: "\n") {
      let (code, comment) = split(line)
      let words = code.split { $0 == " " || $0 == "," || $0 == "(" }.map(String.init)
      if code.hasPrefix("CREATE TABLE "), words.count >= 3 {
        tables.append(
          TableDescription(name: words[2], kind: .judgement, comment: comment, columns: []))
        isInside = true
      } else if code.hasPrefix(")") {
        isInside = false
      } else if isInside, words.count >= 2, words[0] != "PRIMARY" {
        let (unit, text) = unit(of: comment)
        tables[tables.count - 1].columns.append(
          TableDescription.Column(name: bare(words[0]), type: words[1], unit: unit, comment: text))
      }
    }
    return tables
  }

  private static func split(_ line: Substring) -> (code: String, comment: String) {
    guard let mark = line.firstRange(of: "--") else { return (String(line), "") }
    return (String(line[..<mark.lowerBound]), String(line[mark.upperBound...].drop { $0 == " " }))
  }

  /// The unit is one word before a colon.
  private static func unit(of comment: String) -> (String, String) {
    guard let colon = comment.firstIndex(of: ":"), !comment[..<colon].contains(" ") else {
      return ("", comment)
    }
    return (String(comment[..<colon]), String(comment[comment.index(after: colon)...].drop { $0 == " " }))
  }

  private static func bare(_ name: String) -> String { name.filter { $0 != "\"" } }
}
