public import TraceStore

/// What a database says about its recording as a whole, for `mmtrace info`.
public struct TraceSummary: Sendable {
  /// An event of the recording and what became of its hits.
  public struct Event: Sendable, Equatable {
    /// `system:name`.
    public var name: String
    /// What it is read as, empty for an event without a table.
    public var role: String
    /// How often it was recorded.
    public var hits: Int64
    /// Hits that are in the tables.
    public var kept: Int64
  }

  /// Gaps of one CPU.
  public struct Loss: Sendable, Equatable {
    /// The CPU, nil when unknown.
    public var cpu: Int64?
    /// Number of gaps.
    public var gaps: Int64
    /// Events lost in them as far as counted.
    public var events: Int64
    /// Gaps of which nobody knows how many events they took.
    public var uncounted: Int64
  }

  /// Columns of table `trace` by name, as text; a NULL is not there.
  public var trace: [String: String]
  /// Times of the first and the last event, in the clock's unit; nil without events.
  public var span: ClosedRange<Int64>?
  /// Every event of the recording, the most frequent first.
  public var events: [Event]
  /// Roles that queries may ask for (`Connection.recordedRoles`).
  public var roles: Set<String>
  /// Lost events by CPU.
  public var losses: [Loss]
  /// Rows of each fact table that has any.
  public var rows: [(table: String, count: Int64)]

  /// Reads it from a database.
  public init(_ connection: Connection) throws(QueryError) {
    (trace, span) = try storing { () throws(StoreError) in try Self.readTrace(connection) }
    events = try storing { () throws(StoreError) in try Self.readEvents(connection) }
    roles = try connection.recordedRoles()
    losses = try storing { () throws(StoreError) in try Self.readLosses(connection) }
    rows = try storing { () throws(StoreError) in
      var rows: [(table: String, count: Int64)] = []
      for table in FactTables.all {
        let count = try connection.integer("SELECT count(*) FROM \(table.name)") ?? 0
        if count > 0 { rows.append((table.name, count)) }
      }
      return rows
    }
  }

  /// Columns of table `trace` by name, as text; a NULL is not there.
  static func trace(_ connection: Connection) throws(QueryError) -> [String: String] {
    try storing { () throws(StoreError) in try readTrace(connection).0 }
  }

  private static func readTrace(
    _ connection: Connection
  ) throws(StoreError) -> ([String: String], ClosedRange<Int64>?) {
    var trace: [String: String] = [:]
    var statement = try connection.prepare("SELECT * FROM trace")
    guard try statement.step() else { return (trace, nil) }
    for (name, value) in zip(statement.columnNames, statement.row) {
      switch value {
      case .text(let text): trace[name] = text
      case .integer(let integer): trace[name] = String(integer)
      case .real, .blob, .null: break
      }
    }
    guard let first = trace["first_ts"].flatMap(Int64.init), let last = trace["last_ts"].flatMap(Int64.init),
      first <= last
    else { return (trace, nil) }
    return (trace, bounded(first)...bounded(last))
  }

  /// The nearest number of which no two are too far apart for an Int64.
  ///
  /// Ingest keeps times inside of that, and addresses are far inside of it.
  static func bounded(_ value: Int64) -> Int64 { max(-(1 << 62) + 1, min(1 << 62 - 1, value)) }

  private static func readEvents(_ connection: Connection) throws(StoreError) -> [Event] {
    var events: [Event] = []
    var statement = try connection.prepare(
      "SELECT system, name, role, hits, kept FROM event_kind ORDER BY hits DESC, system, name")
    while try statement.step() {
      guard case .text(let system) = statement[0], case .text(let name) = statement[1],
        case .integer(let hits) = statement[3], case .integer(let kept) = statement[4]
      else { continue }
      var role = ""
      if case .text(let text) = statement[2] { role = text }
      events.append(Event(name: "\(system):\(name)", role: role, hits: hits, kept: kept))
    }
    return events
  }

  private static func readLosses(_ connection: Connection) throws(StoreError) -> [Loss] {
    var losses: [Loss] = []
    var statement = try connection.prepare(
      """
      SELECT cpu, count(*), coalesce(sum(events), 0), count(*) - count(events)
      FROM event_loss GROUP BY cpu ORDER BY cpu
      """)
    while try statement.step() {
      guard case .integer(let gaps) = statement[1], case .integer(let events) = statement[2],
        case .integer(let uncounted) = statement[3]
      else { continue }
      var cpu: Int64?
      if case .integer(let number) = statement[0] { cpu = number }
      losses.append(Loss(cpu: cpu, gaps: gaps, events: events, uncounted: uncounted))
    }
    return losses
  }
}
