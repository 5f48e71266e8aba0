public import TraceStore

/// Asks a database: runs canned queries, and SQL that the user typed.
public struct QueryRunner {
  private let connection: Connection
  private let name: String

  /// A runner on a database that has been judged, open for reading only.
  ///
  /// - Parameters:
  ///   - connection: the database.
  ///   - name: what the user calls it, for messages; nil for its path.
  public init(_ connection: Connection, name: String? = nil) {
    self.connection = connection
    self.name = name ?? connection.path
    connection.refuseOtherFiles()
  }

  /// What the parameter `limit` cut from the answer of a canned query; nil when it cut nothing.
  ///
  /// - Parameters:
  ///   - query: the query.
  ///   - values: its parameters, as they were given.
  ///   - shown: number of rows that it answered with.
  /// - Returns: how many rows are shown, and how many there are.
  /// - Throws: `QueryError` when the rows cannot be counted.
  public func cut(
    _ query: CannedQuery, values: [String: String], shown: Int
  ) throws(QueryError) -> AnswerCut? {
    guard let parameter = query.header.parameters.first(where: { $0.name == AnswerCut.parameter }),
      let limit = Int(values[parameter.name] ?? parameter.standard ?? "0"), limit > 0, shown >= limit
    else { return nil }
    var bound = try boundValues(of: query, values)
    bound[AnswerCut.parameter] = .integer(0)
    let end = query.sql.lastIndex(of: ";") ?? query.sql.endIndex
    let counting = "SELECT count(*) FROM (\(query.sql[..<end])\n)"
    do {
      let total = try connection.withSteps(atMost: AnswerCut.mostSteps) {
        var statement = try connection.prepare(counting)
        for (index, name) in statement.parameterNames.enumerated() {
          if let value = bound[name] { try statement.bind(value, at: index + 1) }
        }
        guard try statement.step(), case .integer(let total) = statement[0] else { return Int64(shown) }
        return total
      }
      return total > shown ? AnswerCut(shown: shown, total: total) : nil
    } catch let error as StoreError {
      guard error.isInterruption else { throw QueryError(error) }
      return AnswerCut(shown: shown, total: nil)
    } catch {
      throw QueryError(.store, name, "\(error)")
    }
  }

  /// Runs a canned query.
  ///
  /// - Parameters:
  ///   - query: the query.
  ///   - values: parameters by name, as typed; one that is not given stays NULL, for which the query
  ///     has a value of its own.
  ///   - sink: takes its columns with their units, and its rows one by one.
  /// - Throws: `QueryError` of kind `notRecorded` when the recording lacks an event it needs,
  ///   `badParameter`, `badSQL` or `store`; what the sink throws.
  public func run<Sink: AnswerSink>(
    _ query: CannedQuery, values: [String: String] = [:], into sink: inout Sink
  ) throws {
    let bound = try boundValues(of: query, values)
    try requireEvents(of: query)
    let clock = try storing { () throws(StoreError) in try connection.text("SELECT clock_unit FROM trace") }
    let units = query.header.columns.reduce(into: [String: String]()) { units, column in
      units[column.name] = Self.unit(column.unit, clock: clock ?? "ns")
    }
    let run = StatementRun(
      connection: connection, sql: query.sql, file: query.file, values: bound, isStrict: false,
      query: query.id, units: units)
    try run.run(into: &sink)
  }

  /// The unit of a column in this recording: not every clock counts nanoseconds.
  private static func unit(_ unit: String, clock: String) -> String {
    switch unit {
    case "text": ""
    case "ns", "time": clock == "ns" ? unit : clock
    default: unit
    }
  }

  /// Runs SQL that the user typed: every statement in it; the answer is that of the last one with rows.
  ///
  /// - Parameters:
  ///   - sql: one statement or several.
  ///   - file: name for messages, `-` for standard input.
  ///   - values: parameters by name, as typed: a number where it looks like one, else text.
  ///   - sink: takes the columns, without units, and the rows one by one.
  /// - Throws: `QueryError` of kind `badParameter`, `badSQL` or `store`; what the sink throws.
  public func run<Sink: AnswerSink>(
    sql: String, file: String, values: [String: String] = [:], into sink: inout Sink
  ) throws {
    let run = StatementRun(
      connection: connection, sql: sql, file: file, values: values.mapValues(ParameterValue.guess),
      isStrict: true)
    try run.run(into: &sink)
  }

  /// Runs a canned query and holds its answer.
  public func run(_ query: CannedQuery, values: [String: String] = [:]) throws(QueryError) -> QueryResult {
    try holding { result in try run(query, values: values, into: &result) }
  }

  /// Runs SQL that the user typed and holds the answer.
  public func run(sql: String, file: String, values: [String: String] = [:]) throws(QueryError) -> QueryResult
  {
    try holding { result in try run(sql: sql, file: file, values: values, into: &result) }
  }

  private func boundValues(
    of query: CannedQuery, _ values: [String: String]
  ) throws(QueryError) -> [String: SQLValue] {
    let known = query.header.parameters
    var bound: [String: SQLValue] = [:]
    for parameter in known {
      guard let text = values[parameter.name] else { continue }
      bound[parameter.name] = try ParameterValue.parse(text, for: parameter, of: query.id)
    }
    if let stranger = values.keys.sorted().first(where: { name in !known.contains { $0.name == name } }) {
      throw ParameterValue.unknown(stranger, of: query.id, known: known.map(\.name))
    }
    return bound
  }

  private func holding(_ body: (inout HeldAnswer) throws -> Void) throws(QueryError) -> QueryResult {
    var held = HeldAnswer(format: "held")
    do {
      try body(&held)
    } catch let error as QueryError {
      throw error
    } catch {
      throw QueryError(.store, name, "\(error)")
    }
    return held.result
  }

  private func requireEvents(of query: CannedQuery) throws(QueryError) {
    let missing = query.header.missing(from: try connection.recordedRoles())
    guard !missing.isEmpty else { return }
    let names = missing.map { $0.joined(separator: " or ") }
    let recipes = missing.compactMap(\.first).map(RecordingRecipe.recipe)
    let ours = RecordingRecipe.options(recipes)
    throw QueryError(
      .notRecorded(missing.flatMap { $0 }), name,
      "no event \(names.joined(separator: ", ")) in this recording",
      notes: ["query \(query.id) requires \(names.count == 1 ? "it" : "them")"],
      hints: (ours.map { ["\(NextStep.record(options: $0)) records it"] } ?? [])
        + RecordingRecipe.hints(recipes))
  }
}

extension Connection {
  /// Roles of the events that the recording describes, whether they occurred or not.
  ///
  /// Every trace.dat describes kernel_stack, and perf has call chains without such an event: it is among them when
  /// there are chains.
  public func recordedRoles() throws(QueryError) -> Set<String> {
    try storing { () throws(StoreError) in
      var roles: Set<String> = []
      var statement = try prepare(
        """
        SELECT role FROM event_kind WHERE role NOT IN ('', 'kernel_stack')
        UNION SELECT 'kernel_stack' WHERE EXISTS (SELECT 1 FROM event_caller)
        """)
      while try statement.step() {
        if case .text(let role) = statement[0] { roles.insert(role) }
      }
      return roles
    }
  }
}
