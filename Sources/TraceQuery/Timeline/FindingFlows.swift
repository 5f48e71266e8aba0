import TraceStore

/// Which flows of findings a window and a flush are on.
///
/// The flow of a finding has the number of its row; findings without a fault are one for each call and class.
struct FindingFlows {
  /// Flows of a call's windows, by `pte_protect.pass`.
  private var windows: [Int64: [UInt64]] = [:]
  /// Flows of a fault, by its id.
  private var faults: [Int64: [UInt64]] = [:]
  /// Flows of a thread that could store meanwhile, by `stale_runner_id`.
  private var runners: [Int64: [UInt64]] = [:]

  init(_ connection: Connection) throws(QueryError) {
    let rows = try connection.rows(
      """
      SELECT min(race_id) AS race_id, w.pass, page_fault_id
      FROM race JOIN race_class USING (class) LEFT JOIN flush_window AS w USING (flush_window_id)
      WHERE is_race
      GROUP BY class, coalesce(-w.pass * (page_fault_id IS NULL), 0), coalesce(page_fault_id, 0),
        CASE WHEN w.pass IS NULL THEN race_id END
      ORDER BY 1
      """)
    for row in rows {
      guard let race = row.integer("race_id") else { continue }
      if let pass = row.integer("pass") { windows[pass, default: []].append(Self.flow(race: race)) }
      if let fault = row.integer("page_fault_id") { faults[fault, default: []].append(Self.flow(race: race)) }
    }
    for row in try connection.rows(
      """
      SELECT stale_runner_id, race_id FROM stale_runner
      JOIN race USING (meeting_id) JOIN race_class USING (class) WHERE is_race
      """)
    {
      guard let race = row.integer("race_id"), let id = row.integer("stale_runner_id") else { continue }
      runners[id, default: []].append(Self.flow(race: race))
    }
  }

  /// The flow of a finding; those of flushes have even numbers.
  static func flow(race: Int64) -> UInt64 { UInt64(bitPattern: race) << 1 | 1 }

  /// The flow of a flush that a CPU carried out.
  static func flow(receipt: Int64) -> UInt64 { UInt64(bitPattern: receipt) << 1 }

  func of(window pass: Int64) -> [UInt64] { windows[pass] ?? [] }
  func of(fault: Int64) -> [UInt64] { faults[fault] ?? [] }
  func of(runner: Int64) -> [UInt64] { runners[runner] ?? [] }
}
