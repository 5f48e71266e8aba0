public import TraceQuery

/// `mmtrace schema` as text.
public enum SchemaText {
  /// The list of tables with what a row of each is, and how many there are where that was counted.
  public static func list(_ tables: [TableDescription], rows: [String: Int64] = [:]) -> String {
    guard !rows.isEmpty else {
      return TextTable(
        header: ["table", "kind", "one row is"],
        rows: tables.map { [$0.name, $0.kind.rawValue, $0.comment] }
      ).text
    }
    return TextTable(
      header: ["table", "kind", "rows", "one row is"],
      rows: tables.map { [$0.name, $0.kind.rawValue, rows[$0.name].map(String.init) ?? "-", $0.comment] },
      right: [2]
    ).text
  }

  /// One table with its columns.
  public static func table(_ table: TableDescription, rows: Int64? = nil) -> String {
    let columns = TextTable(
      header: ["column", "type", "unit", "meaning"],
      rows: table.columns.map { column in
        [column.name, column.type, column.unit.isEmpty ? "-" : column.unit, column.comment]
      })
    let count = rows.map { ", \($0) row\($0 == 1 ? "" : "s")" } ?? ""
    return "\(table.name) (\(table.kind.rawValue)\(count)): \(table.comment)\n\n\(columns.text)"
  }
}
