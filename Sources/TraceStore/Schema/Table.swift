/// A column of a table: its SQL type, its unit and what it means.
public struct Column: Sendable {
  /// SQLite's STRICT types, as far as mmtrace uses them.
  public enum Kind: String, Sendable {
    case integer = "INTEGER"
    case real = "REAL"
    case text = "TEXT"
    case blob = "BLOB"
  }

  /// Column name.
  public let name: String
  /// Declared type.
  public let kind: Kind
  /// Unit of the values: `ns`, `address`, `tid`, `cpu`, `count`, `boolean` and others; empty for text.
  public let unit: String
  /// One sentence, without the unit.
  public let comment: String
  /// SQL after the type: a constraint, or the expression of a generated column.
  public let constraint: String
  /// Computed by SQLite from other columns of the row and stored nowhere; never inserted.
  public let isGenerated: Bool

  /// A stored column of integers.
  public init(_ name: String, _ unit: String, _ comment: String, constraint: String = "") {
    self.init(name, .integer, unit, comment, constraint: constraint)
  }

  /// A stored column.
  public init(
    _ name: String, _ kind: Kind, _ unit: String, _ comment: String, constraint: String = ""
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.comment = comment
    self.constraint = constraint
    self.isGenerated = false
  }

  /// A generated column: `expression` is SQL over the other columns of the row.
  public static func generated(
    _ name: String, _ kind: Kind, _ unit: String, as expression: String, _ comment: String
  ) -> Column {
    Column(generated: name, kind, unit, comment, expression)
  }

  private init(
    generated name: String, _ kind: Kind, _ unit: String, _ comment: String, _ expression: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.comment = comment
    self.constraint = "GENERATED ALWAYS AS (\(expression)) VIRTUAL"
    self.isGenerated = true
  }
}

/// A table of the database: the one source of its CREATE TABLE, its INSERT and its documentation.
public struct Table: Sendable {
  /// Table name.
  public let name: String
  /// What one row is.
  public let comment: String
  /// Columns in order; the first is the INTEGER PRIMARY KEY.
  public let columns: [Column]

  /// A table whose first column is its INTEGER PRIMARY KEY.
  public init(_ name: String, _ comment: String, _ columns: [Column]) {
    self.name = name
    self.comment = comment
    self.columns = columns
  }

  /// The columns that an INSERT gives values to.
  public var storedColumns: [Column] { columns.filter { !$0.isGenerated } }

  /// Whether a row is integers alone.
  public var isIntegers: Bool { storedColumns.allSatisfy { $0.kind == .integer } }

  /// CREATE TABLE with the comments in it, so that stock `sqlite3 trace.db .schema` shows them.
  public var createStatement: String {
    var sql = "CREATE TABLE \(name) (  -- \(comment)\n"
    for (index, column) in columns.enumerated() {
      var line = "  \(column.name) \(column.kind.rawValue)"
      if index == 0 { line += " PRIMARY KEY" }
      if !column.constraint.isEmpty { line += " \(column.constraint)" }
      if index < columns.count - 1 { line += "," }
      let unit = column.unit.isEmpty ? "" : "\(column.unit): "
      sql += "\(line)  -- \(unit)\(column.comment)\n"
    }
    return sql + ") STRICT"
  }

  /// INSERT of one row, with a parameter for each stored column.
  public var insertStatement: String {
    let marks = Array(repeating: "?", count: storedColumns.count).joined(separator: ", ")
    return "INSERT INTO \(name)(\(storedColumnList)) VALUES (\(marks))"
  }

  /// Names of the stored columns as SQL, in order.
  var storedColumnList: String { storedColumns.map { "\"\($0.name)\"" }.joined(separator: ", ") }
}
