public import TraceStore

/// What was judged of one recording, with what result, and on what evidence.
public struct CheckedRecording: Sendable {
  /// A class of findings.
  public struct ClassRow: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Findings, trusted and doubted; whether it could be judged.
    public var count: ClassCount
    /// How far apart the deciding events of its clearest trusted finding are; nil without one.
    public var margin: Int64?
  }

  /// A path that takes permission, whose windows were judged.
  public struct PathRow: Sendable {
    /// Its name.
    public var name: String
    /// Columns of `judged_path` by their names, in order.
    public var counts: [(name: String, count: Int64)]
  }

  /// Doubts of one kind.
  public struct DoubtRow: Sendable, Equatable {
    /// `doubt.code`.
    public var code: String
    /// Findings that it takes the trust of.
    public var findings: Int64
  }

  /// Columns of table `trace` by name, as text; a NULL is not there.
  public var trace: [String: String]
  /// The verdict with its reasons and its scope.
  public var verdict: Verdict
  /// Version of the judge.
  public var judgeVersion: Int64
  /// Every class, the gravest first.
  public var classes: [ClassRow]
  /// The paths that were judged.
  public var paths: [PathRow]
  /// Kinds of doubt, the most frequent first.
  public var doubts: [DoubtRow]
  /// Gaps in the recording.
  public var gaps: Int64
  /// Events lost in them; nil when that is not known of all.
  public var lostEvents: Int64?
  /// Hits that probes missed; nil when the recording does not say.
  public var missed: Int64?
  /// Lines of a workload that saw a write of its own vanish; nil when none could have been recorded.
  public var lostMarks: Int64?

  /// Columns of `judged_path` that are counts.
  static let pathCounts = [
    "calls", "windows", "lock_unknown", "could_meet", "waited", "served", "copied", "mitigated",
  ]

  /// Reads it from a database that has been judged.
  ///
  /// - Throws: `QueryError` when it has not.
  public init(_ connection: Connection) throws(QueryError) {
    trace = try TraceSummary.trace(connection)
    verdict = try Verdict(connection)
    judgeVersion = try connection.rows("SELECT version FROM judge_version").first?.integer("version") ?? 0
    let counts = try ClassCount.byClass(connection)
    let margins = try connection.rows(
      "SELECT class, max(margin) AS margin FROM race WHERE doubt IS NULL GROUP BY class"
    ).reduce(into: [String: Int64]()) { margins, row in
      if let name = row.text("class") { margins[name] = row.integer("margin") }
    }
    classes = try RaceClass.all(connection).compactMap { raceClass in
      counts[raceClass.name].map {
        ClassRow(name: raceClass.name, count: $0, margin: margins[raceClass.name])
      }
    }
    paths = try connection.rows("SELECT * FROM judged_path ORDER BY path_code").map { row in
      PathRow(
        name: row.text("path") ?? "", counts: Self.pathCounts.map { ($0, row.integer($0) ?? 0) })
    }
    doubts = try connection.rows(
      "SELECT code, count(DISTINCT race_id) AS findings FROM doubt GROUP BY code ORDER BY findings DESC, code"
    ).compactMap { row in
      guard let code = row.text("code"), let findings = row.integer("findings") else { return nil }
      return DoubtRow(code: code, findings: findings)
    }
    let facts = try connection.rows(
      """
      SELECT
        (SELECT count(*) FROM event_loss) AS gaps,
        (SELECT CASE WHEN count(events) = count(*) THEN coalesce(sum(events), 0) END FROM event_loss) AS lost,
        CASE WHEN (SELECT count(missed) FROM probe) > 0
          THEN (SELECT coalesce(sum(missed), 0) FROM missed_role) END AS missed,
        (SELECT count(*) FROM lost_mark) + \(ReportFindings.zeroIfRecorded("print")) AS marks
      """
    ).first
    gaps = facts?.integer("gaps") ?? 0
    lostEvents = facts?.integer("lost")
    missed = facts?.integer("missed")
    lostMarks = facts?.integer("marks")
  }
}
