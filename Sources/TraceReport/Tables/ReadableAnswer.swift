import TraceQuery

/// An answer as people read it: units in the cells, or in the header where a cell is better bare.
struct ReadableAnswer {
  /// Header cells.
  let header: [String]
  /// Rows of as many cells; nil for NULL.
  let rows: [[String?]]

  /// The numbers of SQL that the user wrote stay as they are: only the user knows what they mean.
  init(_ result: QueryResult) {
    let isCanned = result.query != nil
    header = result.columns.map { Unit.header($0.name, $0.unit, inCells: isCanned) }
    rows = result.rows.map { row in
      zip(row, result.columns).map { value, column in
        isCanned ? Cell.reading(value, unit: column.unit) : Cell.text(value, unit: column.unit)
      }
    }
  }
}
