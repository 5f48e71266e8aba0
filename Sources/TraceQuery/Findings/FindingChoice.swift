import TraceStore

/// Which findings a report is about when the user names none.
struct FindingChoice {
  let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// One finding of each class that makes a race, the gravest class first.
  ///
  /// Of copies it is the one nearest before a mark in which the workload says that it lost a write of that
  /// page; else the one whose runner had the longest time in user mode, since that is what makes a loss
  /// likely. Of every other class, and among equals, it is the one whose deciding events are farthest apart,
  /// since that is the hardest to explain away: first those in whose window a fault was served.
  /// A finding in doubt is never chosen.
  func mostTelling() throws(QueryError) -> [Int64] {
    var chosen: [Int64] = []
    for raceClass in try RaceClass.all(connection) where raceClass.isRace {
      // SQLite runs nothing of what a constant rules out.
      let isCopy = raceClass.name == "lost_write" ? 1 : 0
      let found = try connection.rows(
        """
        SELECT race_id FROM race
        LEFT JOIN (
          SELECT lost.race_id AS marked, min(mark.ts - lost.ts) AS distance
          FROM lost_mark JOIN mark USING (mark_id)
          JOIN race AS lost ON lost.ts <= mark.ts AND lost.class = 'lost_write' AND lost.doubt IS NULL
          JOIN page_fault USING (page_fault_id) WHERE address & ~4095 = page AND \(isCopy)
        ) ON marked = race_id
        LEFT JOIN (SELECT meeting_id AS seen, max(user_time) AS user_time FROM stale_runner
          WHERE \(isCopy) GROUP BY meeting_id)
          ON seen = meeting_id AND class = 'lost_write'
        LEFT JOIN (
          SELECT flush_window_id AS met FROM race WHERE meeting_id IS NOT NULL AND class <> 'blocked'
          GROUP BY flush_window_id
        ) ON met = flush_window_id
        WHERE class = '\(raceClass.name)' AND doubt IS NULL
        ORDER BY distance IS NULL, distance, user_time DESC, met IS NULL, margin DESC, race_id LIMIT 1
        """
      ).first?.integer("race_id")
      if let found { chosen.append(found) }
    }
    return chosen
  }
}
