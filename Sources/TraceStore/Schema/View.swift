/// A view of the database: the one source of its CREATE VIEW and its documentation.
public struct View: Sendable {
  /// View name.
  public let name: String
  /// What one row is.
  public let comment: String
  /// Columns in order; `kind` is what SQLite gives, for nothing enforces it.
  public let columns: [Column]
  /// The SELECT that it is.
  public let select: String

  /// A view whose SELECT gives `columns` in this order.
  public init(_ name: String, _ comment: String, _ columns: [Column], select: String) {
    self.name = name
    self.comment = comment
    self.columns = columns
    self.select = select
  }

  /// CREATE VIEW with the comments in it, so that stock `sqlite3 trace.db .schema` shows them.
  public var createStatement: String {
    var sql = "CREATE VIEW \(name) (  -- \(comment)\n"
    for (index, column) in columns.enumerated() {
      let unit = column.unit.isEmpty ? "" : "\(column.unit): "
      // Quoted: DuckDB reads the statement, and has more words of its own than SQLite.
      sql += "  \"\(column.name)\"\(index < columns.count - 1 ? "," : "")  -- \(unit)\(column.comment)\n"
    }
    return sql + ") AS\n\(select)"
  }
}
