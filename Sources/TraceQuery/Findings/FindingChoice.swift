import TraceStore

/// Which findings a report is about when the user names none.
struct FindingChoice {
  let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// One finding of each class that makes a race, the gravest class first.
  ///
  /// Of `lost_write` it is the one nearest before a mark in which the workload says that it lost a write
  /// of that page. Else, and of every other class, it is the one whose deciding events are farthest apart,
  /// since that is the hardest to explain away: of `lost_write` among those with a thread that ran elsewhere
  /// from before the copy on, of `late_flush` among those in whose window a fault was served.
  /// A finding in doubt is never chosen.
  func mostTelling() throws(QueryError) -> [Int64] {
    var chosen: [Int64] = []
    for raceClass in RaceClass.allCases where raceClass.isRace {
      if raceClass == .lostWrite, let proven = try nearestBeforeMark() {
        chosen.append(proven)
        continue
      }
      let found = try connection.rows(
        """
        SELECT race_id FROM race LEFT JOIN (
          SELECT flush_window_id AS met FROM race
          WHERE class IN ('lost_write', 'copied', 'exclusion', 'served') GROUP BY flush_window_id
        ) ON met = flush_window_id
        LEFT JOIN (
          SELECT page_fault_id AS watched FROM copy_runner JOIN page_fault USING (page_fault_id)
          WHERE copy_runner.cpu <> handled_cpu AND copy_runner.from_ts <= wp_from AND last_flush IS NOT NULL
          GROUP BY page_fault_id HAVING count(DISTINCT copy_runner.cpu) > 1
        ) ON watched = page_fault_id
        WHERE class = '\(raceClass.rawValue)' AND doubt IS NULL
        ORDER BY class = 'late_flush' AND met IS NULL, class = 'lost_write' AND watched IS NULL, margin DESC, race_id LIMIT 1
        """
      ).first?.integer("race_id")
      if let found { chosen.append(found) }
    }
    return chosen
  }

  private func nearestBeforeMark() throws(QueryError) -> Int64? {
    var nearest: (distance: Int64, race: Int64)?
    for mark in try LostMark.all(connection) {
      let found = try connection.rows(
        """
        SELECT race_id, ts FROM race JOIN page_fault USING (page_fault_id)
        WHERE class = 'lost_write' AND doubt IS NULL AND ts <= ?1 AND address & ~4095 = ?2
        ORDER BY ts DESC LIMIT 1
        """, mark.mark.at.ts, mark.page
      ).first
      guard let race = found?.integer("race_id"), let ts = found?.integer("ts") else { continue }
      let distance = mark.mark.at.ts - ts
      if nearest.map({ distance < $0.distance }) ?? true { nearest = (distance, race) }
    }
    return nearest?.race
  }
}

/// A mark in which a workload says that a write of its own is gone: `LOST addr=HEX ...`.
struct LostMark {
  var mark: Mark
  /// Address of the page that it names.
  var page: Int64

  /// Every such mark, in the order of time.
  static func all(_ connection: Connection) throws(QueryError) -> [LostMark] {
    try connection.rows(
      """
      SELECT ts, cpu, tid, comm, text FROM mark LEFT JOIN task_name USING (tid)
      WHERE text GLOB 'LOST *addr=*' ORDER BY ts
      """
    ).compactMap { row in
      guard let at = row.moment("ts", "cpu"), let thread = row.thread("tid", "comm"),
        let text = row.text("text"), let name = text.firstRange(of: "addr=")
      else { return nil }
      let digits = text[name.upperBound...].prefix { $0.isHexDigit || $0 == "x" }
      guard let address = UInt64(digits.hasPrefix("0x") ? digits.dropFirst(2) : digits, radix: 16) else {
        return nil
      }
      return LostMark(
        mark: Mark(at: at, thread: thread, text: text), page: Int64(bitPattern: address) & ~4095)
    }
  }
}
