import TraceQuery

/// Lines of columns aligned with blanks.
struct TextTable {
  /// Header cells.
  var header: [String]
  /// Rows of as many cells.
  var rows: [[String]]
  /// Columns whose cells are aligned at the right.
  var right: Set<Int>

  init(header: [String], rows: [[String]], right: Set<Int> = []) {
    self.header = header
    self.rows = rows
    self.right = right
  }

  /// The answer of a query; NULL is a dash.
  init(_ result: QueryResult) {
    header = result.columns.map { Printable.line($0.name) }
    rows = result.rows.map { row in
      zip(row, result.columns).map { value, column in
        Cell.text(value, unit: column.unit).map { Printable.line($0) } ?? "-"
      }
    }
    right = Set(header.indices.filter { Cell.isNumeric(result.rows, column: $0) })
  }

  /// The table as text: header, a rule, the rows; empty without columns.
  var text: String {
    guard !header.isEmpty else { return "" }
    var widths = header.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    var text = line(header, widths) + line(widths.map { String(repeating: "-", count: $0) }, widths)
    for row in rows { text += line(row, widths) }
    return text
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let blanks = String(repeating: " ", count: widths[column] - cell.count)
      let isLast = column == cells.count - 1
      line += right.contains(column) ? blanks + cell : isLast ? cell : cell + blanks
      if !isLast { line += "  " }
    }
    return line + "\n"
  }
}
