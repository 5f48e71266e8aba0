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

  /// Runs a canned query.
  ///
  /// - Parameters:
  ///   - query: the query.
  ///   - values: parameters by name, as typed; one that is not given stays NULL, for which the query
  ///     has a value of its own.
  /// - Returns: its columns with their units, and its rows.
  /// - Throws: `QueryError` of kind `notRecorded` when the recording lacks an event it needs,
  ///   `badParameter`, `badSQL` or `store`.
  public func run(_ query: CannedQuery, values: [String: String] = [:]) throws(QueryError) -> QueryResult {
    let known = query.header.parameters
    var bound: [String: SQLValue] = [:]
    for parameter in known {
      guard let text = values[parameter.name] else { continue }
      bound[parameter.name] = try ParameterValue.parse(text, for: parameter, of: query.id)
    }
    if let stranger = values.keys.sorted().first(where: { name in !known.contains { $0.name == name } }) {
      throw ParameterValue.unknown(stranger, of: query.id, known: known.map(\.name))
    }
    try requireEvents(of: query)
    var result = try run(query.sql, file: query.file, values: bound)
    result.query = query.id
    let units = query.header.columns.reduce(into: [String: String]()) { $0[$1.name] = $1.unit }
    for index in result.columns.indices {
      let unit = units[result.columns[index].name] ?? ""
      result.columns[index].unit = unit == "text" ? "" : unit
    }
    return result
  }

  /// Runs SQL that the user typed: every statement in it; the answer is that of the last one with rows.
  ///
  /// - Parameters:
  ///   - sql: one statement or several.
  ///   - file: name for messages, `-` for standard input.
  ///   - values: parameters by name, as typed: a number where it looks like one, else text.
  /// - Returns: columns, without units, and rows.
  /// - Throws: `QueryError` of kind `badParameter`, `badSQL` or `store`.
  public func run(
    sql: String, file: String, values: [String: String] = [:]
  ) throws(QueryError) -> QueryResult {
    try run(sql, file: file, values: values.mapValues(ParameterValue.guess), strict: true)
  }

  // strict: whether a value without a parameter of its name is an error.
  private func run(
    _ sql: String, file: String, values: [String: SQLValue], strict: Bool = false
  ) throws(QueryError) -> QueryResult {
    var offset = 0
    var known: Set<String> = []
    var result = QueryResult(columns: [], rows: [])
    do throws(StoreError) {
      while var statement = try connection.prepare(sql, from: &offset) {
        for (index, name) in statement.parameterNames.enumerated() {
          known.insert(name)
          if let value = values[name] { try statement.bind(value, at: index + 1) }
        }
        var rows: [[SQLValue]] = []
        while try statement.step() { rows.append(statement.row) }
        guard statement.columnCount > 0 else { continue }
        result.columns = statement.columnNames.map { QueryResult.Column($0) }
        result.rows = rows
      }
    } catch {
      throw SQLMistake.describe(error, sql: sql, file: file)
    }
    if strict, let stranger = values.keys.sorted().first(where: { !known.contains($0) }) {
      throw ParameterValue.unknown(stranger, of: file, known: known.sorted())
    }
    return result
  }

  private func requireEvents(of query: CannedQuery) throws(QueryError) {
    let missing = query.header.missing(from: try connection.recordedRoles())
    guard !missing.isEmpty else { return }
    let names = missing.map { $0.joined(separator: " or ") }
    let recipes = missing.compactMap(\.first).map(RecordingRecipe.recipe)
    throw QueryError(
      .notRecorded(missing.flatMap { $0 }), name,
      "no event \(names.joined(separator: ", ")) in this recording",
      notes: ["query \(query.id) requires \(names.count == 1 ? "it" : "them")"],
      hints: RecordingRecipe.hints(recipes))
  }
}

extension Connection {
  /// Roles of the events that the recording describes, whether they occurred or not.
  public func recordedRoles() throws(QueryError) -> Set<String> {
    try storing { () throws(StoreError) in
      var roles: Set<String> = []
      var statement = try prepare("SELECT DISTINCT role FROM event_kind WHERE role <> ''")
      while try statement.step() {
        if case .text(let role) = statement[0] { roles.insert(role) }
      }
      return roles
    }
  }
}
