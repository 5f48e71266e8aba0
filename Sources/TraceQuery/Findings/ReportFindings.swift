public import TraceStore

/// What a report is made of: plain values, read from a database that has been judged.
public struct ReportFindings: Sendable {
  /// Windows of one path, opened under one lock mode, and what faults did in them.
  public struct WindowCount: Sendable, Equatable {
    /// Path.
    public var path: String
    /// Lock mode at entry: `write`, `read`, `none` or `unknown`.
    public var lockMode: String
    /// Windows.
    public var windows: Int64
    /// Calls that opened them.
    public var calls: Int64
    /// Windows that no flush closed before the recording ended.
    public var stillOpen: Int64
    /// Findings by the name of their class.
    public var findings: [String: Int64]
  }

  /// The recording.
  public var summary: TraceSummary
  /// What the judge says of it.
  public var verdict: Verdict
  /// Version of the judge.
  public var judgeVersion: Int64
  /// The classes, the gravest first.
  public var classes: [RaceClass]
  /// Findings by the name of their class.
  public var counts: [String: ClassCount]
  /// Windows by path and lock mode.
  public var windows: [WindowCount]
  /// Faults handled in the whole recording; nil when that was not recorded.
  public var faults: Int64?
  /// Pages copied by write faults in the whole recording; nil when that was not recorded.
  public var copies: Int64?
  /// Flushes asked for; nil when that was not recorded.
  public var flushes: Int64?
  /// Lines in trace_marker that begin with LOST; nil when none could have been recorded.
  public var lostMarks: Int64?
  /// Events that probes missed, and how often; nil when the recording does not say.
  public var missed: [(role: String, times: Int64)]?
  /// The command that `mmtrace record` recorded; nil when another recorder did.
  public var recordedCommand: String?
  /// Recorded names of events by what they are read as.
  public var eventNames: [String: String]
  /// The findings that the report is about, the gravest first.
  public var findings: [Finding]
  /// Whether the findings were chosen by their id.
  public var isChosen: Bool

  /// Reads what a report needs.
  ///
  /// - Parameters:
  ///   - connection: a database that has been judged.
  ///   - race: id of the finding that the report is about; nil for the most telling one of each class.
  ///   - full: whether every finding is shown in full, which takes a look through the recording for each.
  /// - Throws: `QueryError`; kind `badParameter` when there is no such finding.
  public init(_ connection: Connection, race: Int64? = nil, full: Bool = false) throws(QueryError) {
    summary = try TraceSummary(connection)
    verdict = try Verdict(connection)
    judgeVersion = try connection.rows("SELECT version FROM judge_version").first?.integer("version") ?? 0
    classes = try RaceClass.all(connection)
    counts = try ClassCount.byClass(connection)
    windows = try Self.windowCounts(connection)
    let facts = try connection.rows(
      """
      SELECT
        handled + \(Self.zeroIfRecorded("handle_mm_fault")) AS faults,
        copied + \(Self.zeroIfRecorded("ptep_clear_flush")) AS copies,
        (SELECT count(*) FROM tlb_flush_request) + \(Self.zeroIfRecorded("flush_tlb_mm_range")) AS flushes,
        (SELECT count(*) FROM mark WHERE text GLOB 'LOST *') + \(Self.zeroIfRecorded("print")) AS marks
      FROM (SELECT count(handled_from) AS handled, count(clear_flush_from) AS copied FROM page_fault)
      """
    ).first
    faults = facts?.integer("faults")
    copies = facts?.integer("copies")
    flushes = facts?.integer("flushes")
    lostMarks = facts?.integer("marks")
    let saysMisses =
      try connection.rows("SELECT count(missed) AS probes FROM probe").first?.integer("probes") ?? 0
    missed =
      saysMisses == 0
      ? nil
      : try connection.rows("SELECT role, missed FROM missed_role ORDER BY missed DESC, role").compactMap {
        row in
        guard let role = row.text("role"), let times = row.integer("missed") else { return nil }
        return (role, times)
      }
    recordedCommand = try connection.rows(
      "SELECT value FROM recorder_note WHERE key = 'command' ORDER BY recorder_note_id LIMIT 1"
    ).first?.text("value")
    eventNames = try connection.rows("SELECT role, name FROM event_kind WHERE role <> '' ORDER BY hits")
      .reduce(into: [:]) { names, row in
        if let role = row.text("role") { names[role] = row.text("name") }
      }
    let chosen: [Int64] =
      if let race { [race] } else { try FindingChoice(connection).mostTelling() }
    let loader = FindingLoader(connection)
    var findings: [Finding] = []
    for (index, id) in chosen.enumerated() {
      guard let finding = try loader.load(id, inFull: full || index == 0) else {
        throw QueryError.noSuchRace(id, connection.path)
      }
      findings.append(finding)
    }
    self.findings = findings
    isChosen = race != nil
  }

  /// SQL: 0 when an event was recorded, else NULL, which makes NULL of a count.
  static func zeroIfRecorded(_ role: String) -> String {
    "(SELECT 0 FROM recorded_role WHERE role = '\(role)')"
  }

  /// Grouped by codes, whose words are looked up once: there may be millions of windows.
  private static func windowCounts(_ connection: Connection) throws(QueryError) -> [WindowCount] {
    var counts = try connection.rows(
      """
      SELECT path, coalesce(lock_mode, 'unknown') AS mode, windows, calls, still_open
      FROM (
        SELECT
          min(pte_protect_id) AS first_id, count(*) AS windows, count(DISTINCT pass) AS calls,
          sum(closed IS NULL) AS still_open
        FROM flush_window GROUP BY path_code, lock_code
      ) JOIN pte_protect ON pte_protect_id = first_id
      ORDER BY windows DESC, path, mode
      """
    ).map { row in
      WindowCount(
        path: row.text("path") ?? "", lockMode: row.text("mode") ?? "unknown",
        windows: row.integer("windows") ?? 0, calls: row.integer("calls") ?? 0,
        stillOpen: row.integer("still_open") ?? 0, findings: [:])
    }
    let met = try connection.rows(
      """
      SELECT path, coalesce(lock_mode, 'unknown') AS mode, class, findings
      FROM (
        SELECT min(pte_protect_id) AS first_id, class, count(*) AS findings
        FROM race JOIN flush_window USING (flush_window_id) GROUP BY path_code, lock_code, class
      ) JOIN pte_protect ON pte_protect_id = first_id
      """)
    for row in met {
      let place = counts.firstIndex { $0.path == row.text("path") && $0.lockMode == row.text("mode") }
      guard let place, let name = row.text("class") else { continue }
      counts[place].findings[name] = row.integer("findings") ?? 0
    }
    return counts
  }
}
