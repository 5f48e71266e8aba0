import TraceStore

/// What a question gives in a case: the columns that it asks for.
struct CaseAnswer {
  private let units: [String]
  private let rows: [[CaseValue]]
  /// How many rows there are, where no column is asked for.
  private let count: Int

  /// - Throws: a sentence when there is no such column.
  init(_ columns: [(name: String, unit: String)], _ rows: [[SQLValue]], asked: [String]) throws(CaseSentence)
  {
    var indices: [Int] = []
    for name in asked {
      guard let index = columns.firstIndex(where: { $0.name == name }) else {
        throw CaseSentence("no column \(name), but \(columns.map(\.name).joined(separator: ", "))")
      }
      indices.append(index)
    }
    count = rows.count
    units = indices.map { columns[$0].unit }
    self.rows = rows.map { row in indices.map { CaseValue(row[$0]) } }
  }

  /// Whether it is as expected: every row, every value asked for.
  func holds(_ expectation: Case.Expectation) -> Bool {
    guard count == expectation.block.rows.count else { return false }
    // Columns without a row await `make cases`.
    guard count > 0 || expectation.isNothing else { return false }
    return expectation.isNothing
      || zip(rows, expectation.block.rows).allSatisfy { row, wanted in
        zip(zip(row, wanted), units).allSatisfy { pair, unit in
          // A text may look like a number.
          pair.0 == pair.1 || pair.0.written(unit: unit) == pair.1.written(unit: unit)
        }
      }
  }

  /// As a case has it.
  func table(_ expectation: Case.Expectation) -> [String] {
    let name = "expect  \(expectation.source)"
    guard count > 0 else { return ["\(name)  nothing"] }
    guard !expectation.isNothing else { return ["\(name)  nothing", "  (\(count) rows)"] }
    let head = expectation.block.columns
    let body = rows.map { zip($0, units).map { $0.written(unit: $1) } }
    let widths = head.indices.map { column in ([head] + body).map { $0[column].count }.max() ?? 0 }
    return ([head] + body).enumerated().map { number, cells in
      var line = number == 0 ? name : String(repeating: " ", count: name.count)
      for (cell, width) in zip(cells, widths) {
        line += "  " + cell + String(repeating: " ", count: width - cell.count)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
