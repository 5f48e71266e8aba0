import TraceStore

/// Reads one finding with its window, fault, flushes, holds and the threads around it.
struct FindingLoader {
  let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Reads finding `id`, and looks through the whole recording for what surrounds it when that is wanted `inFull`.
  ///
  /// It is nil when there is no such finding.
  func load(_ id: Int64, inFull: Bool) throws(QueryError) -> Finding? {
    guard
      let row = try connection.rows("SELECT * FROM race WHERE race_id = ?1", id).first,
      let name = row.text("class"), let ts = row.integer("ts"),
      let raceClass = try RaceClass.all(connection).first(where: { $0.name == name })
    else { return nil }
    let window = try window(row.integer("flush_window_id"))
    // A window that was late by itself: the first fault that was served in it.
    let served = try row.integer("page_fault_id") == nil ? servedFault(row) : nil
    let fault = try fault(row.integer("page_fault_id") ?? served)
    let load = try load(row.integer("load_during_flush_id"))
    var finding = Finding(
      id: id, raceClass: raceClass, ts: ts, margin: row.integer("margin"),
      isExclusion: row.flag("exclusion") ?? false, doubt: row.text("doubt"), mm: try mm(row), window: window,
      fault: fault, runners: [], load: load, mark: nil,
      seen: try seen(raceClass, path: window?.call.path, ts: ts), eventsAround: 0)
    if let fault, let copied = fault.clearFlush, let meeting = row.integer("meeting_id") {
      finding.runners = try runners(of: meeting)
      // Only who could lose a store can have lost one; the one that says so is shown first.
      if !finding.runners.isEmpty { finding.mark = try mark(of: fault.address & ~4095, after: copied.ts) }
      if let writer = finding.mark?.thread.tid,
        let place = finding.runners.firstIndex(where: { $0.thread.tid == writer })
      {
        finding.runners.insert(finding.runners.remove(at: place), at: 0)
      }
    }
    finding.losses = try losses(finding)
    if inFull {
      finding.eventsAround = try eventsAround(&finding)
      finding.skewBound = try SkewBound(connection).bound(finding.cpus)
    }
    return finding
  }

  /// The first fault that was served in a window.
  private func servedFault(_ race: TraceRow) throws(QueryError) -> Int64? {
    try connection.rows(
      """
      SELECT page_fault_id FROM race
      WHERE flush_window_id = ?1 AND meeting_id IS NOT NULL AND class <> 'blocked'
      ORDER BY ts LIMIT 1
      """, race.integer("flush_window_id")
    ).first?.integer("page_fault_id")
  }

  private func mm(_ race: TraceRow) throws(QueryError) -> Int64? {
    try connection.rows(
      """
      SELECT mm.address FROM race
      LEFT JOIN flush_window USING (flush_window_id) LEFT JOIN pte_protect USING (pte_protect_id)
      LEFT JOIN load_during_flush USING (load_during_flush_id)
      LEFT JOIN tlb_flush_request AS request
        ON request.tlb_flush_request_id = load_during_flush.tlb_flush_request_id
      JOIN mm ON mm.mm_id = coalesce(pte_protect.mm_id, request.mm_id)
      WHERE race_id = ?1
      """, race.integer("race_id")
    ).first?.integer("address")
  }

  private func seen(
    _ raceClass: RaceClass, path: String?, ts: Int64
  ) throws(QueryError) -> Occurrence {
    let row = try connection.rows(
      """
      SELECT count(*) AS findings, min(race.ts) AS first, max(race.ts) AS last, count(DISTINCT pte_protect.mm_id) AS mms,
        count(DISTINCT pte_protect.pass) AS calls
      FROM race LEFT JOIN flush_window USING (flush_window_id) LEFT JOIN pte_protect USING (pte_protect_id)
      WHERE class = '\(raceClass.name)' AND doubt IS NULL
        AND (path IS NULL OR path = '\(path ?? "")')
      """
    ).first
    return Occurrence(
      count: row?.integer("findings") ?? 0, first: row?.integer("first") ?? ts,
      last: row?.integer("last") ?? ts, mms: row?.integer("mms") ?? 0, calls: row?.integer("calls") ?? 0)
  }

  private func losses(_ finding: Finding) throws(QueryError) -> Int64? {
    guard let from = finding.moments.map(\.ts).min(), let to = finding.moments.map(\.ts).max() else {
      return nil
    }
    let row = try connection.rows(
      """
      SELECT count(*) AS gaps, coalesce(sum(events), 0) AS events FROM event_loss
      WHERE coalesce(from_ts, ?2) <= ?2 AND coalesce(to_ts, ?1) >= ?1
      """, from, to
    ).first
    return row?.integer("gaps") == 0 ? nil : row?.integer("events")
  }

  /// Counts the events between the finding's first and last, and finds those next to the copy of each runner.
  private func eventsAround(_ finding: inout Finding) throws(QueryError) -> Int64 {
    guard let from = finding.moments.map(\.ts).min(), let to = finding.moments.map(\.ts).max() else {
      return 0
    }
    let runner = finding.runners.first
    let row = try connection.rows(
      """
      SELECT sum(ts BETWEEN ?1 AND ?2) AS around,
        max(CASE WHEN tid = ?3 AND ts < ?4 THEN ts END) AS last,
        min(CASE WHEN tid = ?3 AND ts >= ?4 THEN ts END) AS next
      FROM timeline WHERE ts BETWEEN ?1 AND ?2 OR tid = ?3
      """, from, to, runner?.thread.tid ?? -1, finding.runnerFrom(runner)
    ).first
    if let runner {
      let last = row?.integer("last")
      // What it did before it ran there says nothing about where it was then.
      finding.runners[0].lastEvent = last.flatMap { $0 >= runner.ranFrom ?? $0 ? $0 : nil }
      finding.runners[0].nextEvent = row?.integer("next")
    }
    return row?.integer("around") ?? 0
  }
}
