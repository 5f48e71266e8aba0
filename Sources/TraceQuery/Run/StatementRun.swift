import TraceStore

/// Runs the statements of one SQL text; the rows of the last one that has any are the answer.
struct StatementRun {
  let connection: Connection
  let sql: String
  let file: String
  let values: [String: SQLValue]
  /// Whether a value without a parameter of its name is an error.
  let isStrict: Bool
  var query: String?
  /// Units of columns by name.
  var units: [String: String] = [:]

  /// What comes after a statement.
  private enum Rest {
    /// Nothing that has rows.
    case none
    /// A statement whose rows are the answer, or those of a later one.
    case rows
    /// Something that cannot be compiled yet, or at all.
    case unknown
  }

  func run<Sink: AnswerSink>(into sink: inout Sink) throws {
    var offset = 0
    var known: Set<String> = []
    // Rows of a statement of which it is not known yet whether it is the last with rows.
    var held: HeldAnswer?
    while var statement = try next(&offset) {
      for (index, name) in statement.parameterNames.enumerated() {
        known.insert(name)
        if let value = values[name] {
          try storing { () throws(StoreError) in try statement.bind(value, at: index + 1) }
        }
      }
      let columns = columns(of: statement)
      guard !columns.isEmpty else {
        while try step(&statement) {}
        continue
      }
      switch rest(from: offset) {
      case .rows:
        held = nil
        while try step(&statement) {}
      case .unknown:
        var answer = HeldAnswer(format: "of several statements")
        answer.begin(query: query, columns: columns)
        while try step(&statement) { try answer.add(statement.row) }
        held = answer
      case .none:
        held = nil
        try refuseStrangers(known)
        try sink.begin(query: query, columns: columns)
        while try step(&statement) { try sink.add(statement.row) }
      }
    }
    try refuseStrangers(known)
    guard let held else { return }
    try sink.begin(query: query, columns: held.result.columns)
    for row in held.result.rows { try sink.add(row) }
  }

  /// Columns with their units: those of the query's head, or for SQL of the user's own those of the tables.
  private func columns(of statement: borrowing Statement) -> [QueryResult.Column] {
    if query != nil { return statement.columnNames.map { QueryResult.Column($0, unit: units[$0] ?? "") } }
    return zip(statement.columnNames, statement.columnOrigins).map { name, origin in
      QueryResult.Column(name, unit: origin.map { TableDescription.measure($0.table, $0.column) } ?? "")
    }
  }

  private func next(_ offset: inout Int) throws(QueryError) -> Statement? {
    do throws(StoreError) { return try connection.prepare(sql, from: &offset) } catch {
      throw SQLMistake.describe(error, sql: sql, file: file)
    }
  }

  private func step(_ statement: inout Statement) throws(QueryError) -> Bool {
    do throws(StoreError) { return try statement.step() } catch {
      throw SQLMistake.describe(error, sql: sql, file: file)
    }
  }

  private func rest(from start: Int) -> Rest {
    var offset = start
    while true {
      do throws(StoreError) {
        guard let statement = try connection.prepare(sql, from: &offset) else { return .none }
        if statement.columnCount > 0 { return .rows }
      } catch {
        return .unknown
      }
    }
  }

  private func refuseStrangers(_ known: Set<String>) throws(QueryError) {
    guard isStrict, let stranger = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw ParameterValue.unknown(stranger, of: file, known: known.sorted())
  }
}
