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
    let readable = ReadableAnswer(result)
    header = readable.header.map { Printable.line($0) }
    rows = readable.rows.map { row in row.map { $0.map { Printable.line($0) } ?? "-" } }
    right = Set(header.indices.filter { Cell.isNumeric(result.rows, column: $0) })
  }

  /// Widths of the columns.
  private var widths: [Int] {
    var widths = header.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    return widths
  }

  /// Width of its widest line.
  var width: Int { widths.reduce(0) { $0 + $1 + 2 } - 2 }

  /// A line for each cell, row after row: for what is wider than the reader's window.
  var vertical: String {
    let names = header.map(\.count).max() ?? 0
    var text = ""
    for (number, row) in rows.enumerated() {
      text += "\(number > 0 ? "\n" : "")-- row \(number + 1) of \(rows.count)\n"
      for (name, cell) in zip(header, row) { text += "\(Layout.padded(name, names))  \(cell)\n" }
    }
    return text
  }

  /// The table as text: header, a rule, the rows; empty without columns.
  var text: String {
    guard !header.isEmpty else { return "" }
    let widths = widths
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
