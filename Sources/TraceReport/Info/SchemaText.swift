public import TraceQuery

/// `mmtrace schema` as text.
public enum SchemaText {
  /// The list of tables with what a row of each is.
  public static func list(_ tables: [TableDescription]) -> String {
    TextTable(
      header: ["table", "kind", "one row is"],
      rows: tables.map { [$0.name, $0.kind.rawValue, $0.comment] }
    ).text
  }

  /// One table with its columns.
  public static func table(_ table: TableDescription) -> String {
    let columns = TextTable(
      header: ["column", "type", "unit", "meaning"],
      rows: table.columns.map { column in
        [column.name, column.type, column.unit.isEmpty ? "-" : column.unit, column.comment]
      })
    return "\(table.name) (\(table.kind.rawValue)): \(table.comment)\n\n\(columns.text)"
  }
}
