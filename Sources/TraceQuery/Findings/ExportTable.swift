/// A table of the database as items of a timeline: SQL that gives them in the order of their rows.
struct ExportTable {
  /// What a row of it becomes.
  enum Kind {
    case slice(row: String, notes: [String])
    case instant
    case count(String)
  }

  var kind: Kind
  var sql: String

  static let all: [ExportTable] = locks + [runs] + faults + [windows] + flushes + [marks] + counters

  private static let locks = [
    ExportTable(
      kind: .slice(row: "waits", notes: ["tid", "comm"]),
      sql: """
        SELECT mm_id AS lock_mm, requested AS from_ts, returned AS to_ts, tid, comm, 'wait, ' || mode AS name,
          \(mmName)
        FROM mmap_lock LEFT JOIN task_name USING (tid) WHERE requested IS NOT NULL ORDER BY mmap_lock_id
        """),
    ExportTable(
      kind: .slice(row: "holds", notes: ["tid", "comm", "ended_by"]),
      sql: """
        SELECT mm_id AS lock_mm, returned AS from_ts, coalesce(downgraded, released) AS to_ts, tid, comm, ended_by,
          'hold, ' || mode AS name, \(mmName)
        FROM mmap_lock LEFT JOIN task_name USING (tid)
        WHERE returned IS NOT NULL AND coalesce(success, 1) = 1 ORDER BY mmap_lock_id
        """),
  ]

  /// An address space is called after a thread that ran in it.
  private static let mmName = """
    (SELECT comm FROM task WHERE task.mm_id = mmap_lock.mm_id ORDER BY task_id LIMIT 1) AS mm_name
    """

  private static let runs = ExportTable(
    kind: .slice(row: "runs", notes: ["tid", "mm"]),
    sql: """
      SELECT on_cpu.cpu, coalesce(from_ts, first_ts) AS from_ts, to_ts, on_cpu.tid, mm_id AS mm,
        coalesce(comm, '?') || '-' || on_cpu.tid AS name
      FROM on_cpu JOIN trace LEFT JOIN task_name USING (tid) WHERE on_cpu.tid <> 0 ORDER BY on_cpu_id
      """)

  private static let faults = [
    ExportTable(
      kind: .slice(row: "faults", notes: ["tid", "comm", "address", "outcome", "class"]),
      sql: """
        SELECT coalesce(entered_cpu, handled_cpu) AS cpu, coalesce(entered, handled_from) AS from_ts,
          coalesce(handled_to, handled_from, entered) AS to_ts, f.tid, comm, printf('0x%x', address) AS address,
          outcome, 'fault' || CASE write WHEN 1 THEN ', write' WHEN 0 THEN ', read' ELSE '' END AS name,
          (SELECT class FROM race WHERE race.race_id = met.race_id) AS class
        FROM page_fault AS f LEFT JOIN task_name USING (tid)
        LEFT JOIN (
          SELECT page_fault_id, max(race_id) AS race_id FROM race WHERE meeting_id IS NOT NULL GROUP BY page_fault_id
        ) AS met USING (page_fault_id)
        WHERE coalesce(entered, handled_from) IS NOT NULL ORDER BY page_fault_id
        """),
    ExportTable(
      kind: .slice(row: "copies", notes: ["tid", "comm", "address"]),
      sql: """
        SELECT wp_from_cpu AS cpu, coalesce(copy_from, wp_from) AS from_ts,
          coalesce(clear_flush_to, clear_flush_from) AS to_ts, f.tid, comm, printf('0x%x', address) AS address,
          'copy' AS name
        FROM page_fault AS f LEFT JOIN task_name USING (tid)
        WHERE clear_flush_from IS NOT NULL AND wp_from IS NOT NULL ORDER BY page_fault_id
        """),
  ]

  private static let windows = ExportTable(
    kind: .slice(row: "windows", notes: ["tid", "start", "end", "lock"]),
    sql: """
      SELECT cpu, opened AS from_ts, closed AS to_ts, w.tid, printf('0x%x', w.start) AS start,
        printf('0x%x', w."end") AS "end", coalesce(lock_mode, 'unknown') AS lock, path AS name
      FROM flush_window AS w JOIN pte_protect USING (pte_protect_id) ORDER BY flush_window_id
      """)

  private static let flushes = [
    ExportTable(
      kind: .slice(row: "flush requests", notes: ["tid", "comm", "start", "end"]),
      sql: """
        SELECT cpu, from_ts, to_ts, q.tid, comm, tlb_flush_request_id AS flow_out,
          CASE WHEN full THEN 'all' ELSE printf('0x%x', start) END AS start,
          CASE WHEN full THEN 'all' ELSE printf('0x%x', "end") END AS "end", 'flush_tlb_mm_range' AS name
        FROM tlb_flush_request AS q LEFT JOIN task_name USING (tid) ORDER BY tlb_flush_request_id
        """),
    ExportTable(
      kind: .slice(row: "flush receipts", notes: ["tid", "comm"]),
      sql: """
        SELECT cpu, from_ts, to_ts, r.tid, comm, 'flush_tlb_func' AS name,
          CASE WHEN tlb_flush_request_id IS NOT NULL THEN tlb_flush_receipt_id END AS flow_in
        FROM tlb_flush_receipt AS r LEFT JOIN task_name USING (tid) ORDER BY tlb_flush_receipt_id
        """),
  ]

  private static let marks = ExportTable(
    kind: .instant, sql: "SELECT cpu, ts AS from_ts, text AS name FROM mark ORDER BY mark_id")

  private static let counters = [
    ExportTable(
      kind: .count("faults"),
      sql: """
        SELECT coalesce(entered, handled_from) AS from_ts FROM page_fault
        WHERE coalesce(entered, handled_from) IS NOT NULL ORDER BY 1
        """),
    ExportTable(
      kind: .count("flush requests"), sql: "SELECT from_ts FROM tlb_flush_request ORDER BY from_ts"),
  ]
}
