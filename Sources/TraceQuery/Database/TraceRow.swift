import TraceStore

/// A row of an answer, by the names of its columns.
struct TraceRow {
  private let values: [String: SQLValue]

  /// The integer in a column, nil for NULL and for anything else.
  func integer(_ name: String) -> Int64? {
    guard case .integer(let value) = values[name] else { return nil }
    // No recording has more, of anything: differences of what a foreign file says cannot overflow.
    return TraceSummary.bounded(value)
  }

  /// The text in a column, nil for NULL and for anything else.
  func text(_ name: String) -> String? {
    guard case .text(let value) = values[name] else { return nil }
    return value
  }

  /// Whether a boolean column is 1; nil for NULL.
  func flag(_ name: String) -> Bool? { integer(name).map { $0 != 0 } }

  /// A time and the CPU it was recorded on; nil when either is NULL.
  func moment(_ ts: String, _ cpu: String) -> Moment? {
    guard let ts = integer(ts), let cpu = integer(cpu) else { return nil }
    return Moment(ts: ts, cpu: cpu)
  }

  /// A thread with its name, from a column with its id and one with its name.
  func thread(_ tid: String, _ comm: String) -> ThreadName? {
    integer(tid).map { ThreadName(tid: $0, comm: text(comm)) }
  }
}

extension TraceRow {
  init(_ names: [String], _ values: [SQLValue]) {
    self.values = Dictionary(zip(names, values)) { first, _ in first }
  }
}

extension Connection {
  /// Every row that `sql` gives with `values` bound to its parameters, in order.
  func rows(_ sql: String, _ values: Int64?...) throws(QueryError) -> [TraceRow] {
    try storing { () throws(StoreError) in
      var statement = try prepare(sql)
      for (index, value) in values.enumerated() {
        try statement.bind(value.map(SQLValue.integer) ?? .null, at: index + 1)
      }
      let names = statement.columnNames
      var rows: [TraceRow] = []
      while try statement.step() { rows.append(TraceRow(names, statement.row)) }
      return rows
    }
  }
}
