public import TraceStore

/// Derives the judgements (windows, findings, verdict) from the facts by the SQL in queries/judge.
public enum Judge {
  /// Folder of the judge's SQL below queries/.
  static let folder = "judge/"

  /// The judge's SQL files in the order in which they run: by name.
  public static let scripts: [(path: String, text: String)] = EmbeddedQueries.files
    .filter { $0.path.hasPrefix(folder) }
    .sorted { $0.path < $1.path }

  /// What tells one judge from another: a hash of all of its SQL.
  ///
  /// Nobody has to remember to count it up when a rule changes.
  public static let version: Int64 = {
    // FNV-1a, 64 bits.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for script in scripts {
      for byte in script.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    // 62 bits: a value read back for a report is bounded to that.
    return Int64(hash >> 2)
  }()

  /// Calls that changed PTEs from which on a second thread is worth it.
  ///
  /// `check` with and without (two cores, recordings with 9 calls in 100 events): 3 to 4 ms more of 37 to 104 ms, the same
  /// with 94,000 calls, 8 to 13 % less with 376,000.
  public static let manyCalls: Int64 = 200_000

  /// Judges a database that is being written; call it when every fact is in it.
  ///
  /// - Parameters:
  ///   - store: the database.
  ///   - calls: rows of pte_protect from which on steps that can run beside others do (`StepsBeside`).
  /// - Throws: `QueryError` when the database refuses, or a mistake in the judge's own SQL.
  public static func judge(_ store: StoreWriter, threadFrom calls: Int64 = manyCalls) throws(QueryError) {
    let steps = (scripts + [mark]).map { JudgeScript(path: $0.path, text: $0.text) }
    var isMany = false
    do throws(StoreError) {
      try store.flush()
      isMany = try store.connection?.integer("SELECT max(pte_protect_id) FROM pte_protect") ?? 0 >= calls
    } catch { throw QueryError(error) }
    var beside: [StepsBeside] = []
    defer { for group in beside { group.cancel() } }
    var next = 0
    while next < steps.count {
      let step = steps[next]
      do throws(StoreError) {
        if isMany, step.isBeside {
          let group = Array(steps[next...].prefix { $0.isBeside })
          beside.append(try StepsBeside(group, of: store))
          next += group.count
          continue
        }
        if let table = step.awaits { for group in beside { try group.finish(table, into: store) } }
        try store.execute(step.text)
      } catch { throw failure(error, in: (step.path, step.text)) }
      next += 1
    }
  }

  /// Whether the judgements in a database are those of this judge.
  public static func isCurrent(_ connection: Connection) throws(QueryError) -> Bool {
    try storing { () throws(StoreError) in
      let table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'judge_version'"
      guard try connection.integer(table) == 1 else { return false }
      return try connection.integer("SELECT version FROM judge_version") == version
    }
  }

  /// Judges the database at `path` again, if another judge did it, in one transaction.
  ///
  /// - Throws: `QueryError`, also when the database cannot be written; it is as it was then.
  public static func ensureJudged(_ path: String) throws(QueryError) {
    let connection = try storing { () throws(StoreError) in try Connection(path: path, mode: .readWrite) }
    guard try !isCurrent(connection) else { return }
    try storing { () throws(StoreError) in try connection.execute("BEGIN IMMEDIATE") }
    for script in scripts + [mark] {
      do throws(StoreError) { try connection.execute(script.text) } catch {
        throw failure(error, in: script)
      }
    }
    try storing { () throws(StoreError) in try connection.execute("COMMIT") }
  }

  /// Leaves the version of the judge in the database.
  static var mark: (path: String, text: String) {
    (
      "judge_version",
      """
      DROP TABLE IF EXISTS judge_version;
      CREATE TABLE judge_version (  -- which judge derived flush_window, race and verdict: one row
        version INTEGER NOT NULL  -- hash of the judge's SQL; a database with another one is judged again
      ) STRICT;
      INSERT INTO judge_version VALUES (\(version));
      """
    )
  }

  /// A mistake in the judge's own SQL: say where.
  private static func failure(_ error: StoreError, in script: (path: String, text: String)) -> QueryError {
    // Only a mistake of syntax has a place in the text; sqlite3_exec counts it from the failing statement.
    var error = error
    error.sqlOffset = nil
    var described = QueryError(error)
    described.notes.append("while queries/\(script.path) ran")
    return described
  }
}
