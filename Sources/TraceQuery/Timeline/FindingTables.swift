/// What the judge says, as items of a timeline: its first tracks.
extension ExportTable {
  static let findings = classes + [verdict, runners, losses]

  private static let verdict = ExportTable(
    kind: .slice(row: "verdict", notes: ["why"]),
    sql: """
      SELECT 'findings' AS "group", first_ts AS from_ts, last_ts AS to_ts, 'verdict: ' || verdict AS name,
        (SELECT group_concat(reason, '; ') FROM verdict_reason WHERE weighs = verdict) AS why
      FROM verdict CROSS JOIN trace WHERE first_ts IS NOT NULL
      """)

  private static let notes = [
    "path", "page", "thread", "lock", "margin", "ranges", "doubt", "means", "report",
  ]

  /// The gravest class first, a row each.
  ///
  /// A finding with a fault is drawn while the fault was at it; the others are one for each call, from its first
  /// change of an entry to its last flush.
  private static let classes = [
    ExportTable(
      kind: .slice(row: nil, notes: notes),
      sql: """
        SELECT 'findings' AS "group", class AS "row", race_id,
          CASE WHEN lock_decides OR wp_from IS NULL OR clear_flush_from IS NULL
            THEN coalesce(handled_from, entered) ELSE wp_from END AS from_ts,
          CASE WHEN lock_decides OR wp_from IS NULL OR clear_flush_from IS NULL
            THEN coalesce(handled_to, handled_from) ELSE coalesce(clear_flush_to, clear_flush_from) END AS to_ts,
          class || CASE WHEN race.doubt IS NULL THEN '' ELSE ' (in doubt)' END
            || printf(' of page 0x%x', f.address & ~4095) AS name,
          path, printf('0x%x', f.address & ~4095) AS page, coalesce(comm, '?') || '-' || f.tid AS thread,
          coalesce(p.lock_mode, 'unknown') AS lock, margin, race.doubt, means, 'mmtrace report --race ' || race_id AS report
        FROM race JOIN race_class USING (class)
        JOIN page_fault AS f USING (page_fault_id)
        LEFT JOIN flush_window AS w USING (flush_window_id) LEFT JOIN pte_protect AS p USING (pte_protect_id)
        LEFT JOIN task_name ON task_name.tid = f.tid
        WHERE is_race ORDER BY severity, 4
        """),
    ExportTable(
      kind: .slice(row: nil, notes: notes),
      sql: """
        SELECT 'findings' AS "group", class AS "row", min(race_id) AS race_id, min(opened) AS from_ts,
          CASE WHEN count(closed) = count(*) THEN max(closed) END AS to_ts,
          class || CASE WHEN min(race.doubt IS NULL) THEN '' ELSE ' (in doubt)' END || ', ' || path AS name,
          path, coalesce(comm, '?') || '-' || w.tid AS thread, coalesce(p.lock_mode, 'unknown') AS lock,
          min(margin) AS margin, count(*) AS ranges, max(race.doubt) AS doubt, means,
          'mmtrace report --race ' || min(race_id) AS report
        FROM race JOIN race_class USING (class)
        JOIN flush_window AS w USING (flush_window_id) JOIN pte_protect AS p USING (pte_protect_id)
        LEFT JOIN task_name ON task_name.tid = w.tid
        WHERE is_race AND page_fault_id IS NULL GROUP BY class, w.pass ORDER BY severity, 4
        """),
    ExportTable(
      kind: .slice(row: nil, notes: notes),
      sql: """
        SELECT 'findings' AS "group", class AS "row", race_id, seen_from AS from_ts, seen_to AS to_ts,
          class || CASE WHEN doubt IS NULL THEN '' ELSE ' (in doubt)' END AS name, margin, doubt, means,
          'mmtrace report --race ' || race_id AS report
        FROM race JOIN race_class USING (class)
        WHERE is_race AND page_fault_id IS NULL AND flush_window_id IS NULL ORDER BY severity, 4
        """),
  ]

  /// When a thread may have stored through an old TLB entry.
  private static let runners = ExportTable(
    kind: .slice(row: "can store to the old page", notes: ["thread", "in_user_mode"]),
    sql: """
      SELECT s.cpu, s.stale_runner_id, s.user_from AS from_ts, r.to_ts, s.user_time AS in_user_mode,
        coalesce(comm, '?') || '-' || s.tid AS thread,
        printf('page 0x%x: %s-%d', f.address & ~4095, coalesce(comm, '?'), s.tid) AS name
      FROM stale_runner AS s JOIN copy_runner AS r USING (copy_runner_id) JOIN page_fault AS f USING (page_fault_id)
      LEFT JOIN task_name ON task_name.tid = s.tid
      WHERE EXISTS (SELECT 1 FROM race JOIN race_class USING (class) WHERE race.meeting_id = s.meeting_id AND is_race)
      ORDER BY s.user_from
      """)

  private static let losses = ExportTable(
    kind: .slice(row: "lost events", notes: ["why", "events"]),
    sql: """
      SELECT 'findings' AS "group", coalesce(from_ts, first_ts) AS from_ts, coalesce(to_ts, last_ts) AS to_ts, why,
        event_loss.events, coalesce(event_loss.events || ' ', '') || 'events lost' || coalesce(' on CPU ' || cpu, '') AS name
      FROM event_loss CROSS JOIN trace WHERE coalesce(from_ts, first_ts) IS NOT NULL ORDER BY 2
      """)
}
