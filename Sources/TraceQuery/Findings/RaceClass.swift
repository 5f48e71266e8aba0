public import TraceStore

/// A class of findings, as the judge's table `race_class` has it.
public struct RaceClass: Sendable, Hashable {
  /// Its name: `lost_write`, `late_flush`, ...
  public var name: String
  /// 1 is the gravest.
  public var severity: Int64
  /// Whether a trusted finding of it makes the verdict a race.
  public var isRace: Bool
  /// Whether it rests on how mmap_lock was held, and until when.
  public var restsOnLock: Bool

  /// Every class, the gravest first.
  ///
  /// - Throws: `QueryError` when the database has not been judged.
  public static func all(_ connection: Connection) throws(QueryError) -> [RaceClass] {
    try connection.rows("SELECT * FROM race_class ORDER BY severity").compactMap { row in
      guard let name = row.text("class"), let severity = row.integer("severity") else { return nil }
      return RaceClass(
        name: name, severity: severity, isRace: row.flag("is_race") ?? false,
        restsOnLock: row.flag("lock_decides") ?? false)
    }
  }
}

/// How often a class was found.
public struct ClassCount: Sendable, Equatable {
  /// Findings that can be trusted.
  public var trusted: Int64
  /// Findings with a doubt.
  public var doubted: Int64
  /// Calls that opened the windows of the trusted ones; nil where that says nothing.
  public var calls: Int64?
  /// What was not recorded of the events that decide it; nil when nothing is missing.
  public var missing: String?

  /// Whether the class can be judged: all events that decide it were recorded.
  public var isJudged: Bool { missing == nil }

  /// Every class by its name.
  static func byClass(_ connection: Connection) throws(QueryError) -> [String: ClassCount] {
    try connection.rows("SELECT * FROM judged_class").reduce(into: [:]) { counts, row in
      guard let name = row.text("class") else { return }
      counts[name] = ClassCount(
        trusted: row.integer("trusted") ?? 0, doubted: row.integer("doubted") ?? 0,
        calls: row.integer("calls"), missing: row.text("missing"))
    }
  }
}
