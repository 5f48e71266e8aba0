import TraceQuery

/// A table for issue trackers.
enum Markdown {
  /// Header, alignment row, rows; NULL is an empty cell.
  static func render(_ result: QueryResult) -> String {
    guard !result.columns.isEmpty else { return "" }
    let rules = result.columns.indices.map { column in
      Cell.isNumeric(result.rows, column: column) ? "--:" : ":--"
    }
    var text = line(result.columns.map { escaped($0.name) }) + line(rules)
    for row in result.rows {
      text += line(
        zip(row, result.columns).map { value, column in
          Cell.text(value, unit: column.unit).map(escaped) ?? ""
        })
    }
    return text
  }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

  private static func escaped(_ text: String) -> String {
    String(Cell.printable(text).flatMap { "|\\`*_<>[]".contains($0) ? ["\\", $0] : [$0] })
  }
}
