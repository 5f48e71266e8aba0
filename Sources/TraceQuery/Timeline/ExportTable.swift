/// A table of the database as items of a timeline: SQL that gives them in the order of time.
struct ExportTable {
  /// What a row of it becomes.
  enum Kind {
    case slice(row: String?, notes: [String])
    case instant(row: String)
    case run
    case rate(String)
  }

  var kind: Kind
  var sql: String

  static let all: [ExportTable] = findings + locks + faults + calls + flushes + [marks, runs] + rates

  /// An address space is called after a thread that ran in it.
  private static let mmName = """
    (SELECT comm FROM task WHERE task.mm_id = mmap_lock.mm_id ORDER BY task_id LIMIT 1) AS mm_name
    """

  private static let locks = [
    ExportTable(
      kind: .slice(row: "waits", notes: ["thread", "success"]),
      sql: """
        SELECT mm_id AS lock_mm, requested AS from_ts, coalesce(returned, requested) AS to_ts,
          coalesce(comm, '?') || '-' || tid AS thread, CASE success WHEN 0 THEN 'no' END AS success,
          coalesce(comm, '?') || '-' || tid || ' waits, ' || mode AS name, \(mmName)
        FROM mmap_lock LEFT JOIN task_name USING (tid) WHERE requested IS NOT NULL ORDER BY mmap_lock_id
        """),
    ExportTable(
      kind: .slice(row: nil, notes: ["thread", "call", "ended_by"]),
      sql: """
        SELECT mm_id AS lock_mm, returned AS from_ts, coalesce(downgraded, released, returned) AS to_ts,
          'held, ' || mode AS "row", coalesce(comm, '?') || '-' || tid AS thread, call, ended_by,
          coalesce(comm, '?') || '-' || tid || CASE ended_by WHEN 'unknown' THEN ' (end not recorded)' ELSE '' END AS name,
          \(mmName)
        FROM mmap_lock LEFT JOIN task_name USING (tid) LEFT JOIN lock_call USING (mmap_lock_id)
        WHERE returned IS NOT NULL AND coalesce(success, 1) = 1 ORDER BY mmap_lock_id
        """),
  ]

  private static let faults = [
    ExportTable(
      kind: .slice(row: "faults", notes: ["address", "outcome", "finding", "doubt"]),
      sql: """
        SELECT f.tid AS thread_tid, coalesce(entered, handled_from) AS from_ts,
          coalesce(handled_to, handled_from, entered) AS to_ts, printf('0x%x', address) AS address, outcome,
          CASE write WHEN 1 THEN 'write ' WHEN 0 THEN 'read ' ELSE '' END || 'fault'
            || coalesce(': ' || race.class, '') AS name,
          race.class AS finding, race.doubt, f.page_fault_id,
          wp_from, wp_to, clear_flush_from, clear_flush_to
        FROM page_fault AS f
        LEFT JOIN (
          SELECT page_fault_id, max(race_id) AS race_id FROM race WHERE page_fault_id IS NOT NULL
          GROUP BY page_fault_id
        ) AS met USING (page_fault_id)
        LEFT JOIN race ON race.race_id = met.race_id
        WHERE coalesce(entered, handled_from) IS NOT NULL ORDER BY f.page_fault_id
        """)
  ]

  /// One slice a call: a call changes many stretches.
  private static let calls = [
    ExportTable(
      kind: .slice(row: "windows", notes: ["start", "end", "ranges", "lock", "closed"]),
      sql: """
        SELECT w.tid AS thread_tid, w.pass, min(opened) AS from_ts,
          CASE WHEN count(closed) = count(*) THEN max(closed) END AS to_ts,
          CASE WHEN count(closed) < count(*) THEN 'never, in the recording' END AS closed,
          printf('0x%x', min(w.start)) AS start, printf('0x%x', max(w."end")) AS "end", count(*) AS ranges,
          coalesce(p.lock_mode, 'unknown') AS lock,
          'window of ' || p.path || CASE count(*) WHEN 1 THEN '' ELSE ', ' || count(*) || ' ranges' END AS name
        FROM flush_window AS w JOIN pte_protect AS p USING (pte_protect_id)
        GROUP BY w.pass ORDER BY from_ts
        """),
    ExportTable(
      kind: .slice(row: "calls", notes: ["argument", "result"]),
      sql: """
        SELECT tid AS thread_tid, from_ts, coalesce(to_ts, from_ts) AS to_ts, argument, result,
          function || CASE WHEN to_ts IS NULL THEN ' (end not recorded)' ELSE '' END AS name
        FROM kernel_call WHERE from_ts IS NOT NULL ORDER BY kernel_call_id
        """),
    ExportTable(
      kind: .slice(row: "protects", notes: ["start", "end", "ranges", "pages", "lock"]),
      sql: """
        SELECT tid AS thread_tid, min(from_ts) AS from_ts, max(coalesce(to_ts, from_ts)) AS to_ts,
          printf('0x%x', min(start)) AS start, printf('0x%x', max("end")) AS "end", count(*) AS ranges,
          sum(pages) AS pages, coalesce(lock_mode, 'unknown') AS lock,
          function || CASE count(*) WHEN 1 THEN '' ELSE ', ' || count(*) || ' times' END AS name
        FROM pte_protect GROUP BY pass ORDER BY 2
        """),
  ]

  private static let flushes = [
    ExportTable(
      kind: .slice(row: "flush requests", notes: ["start", "end"]),
      sql: """
        SELECT tid AS thread_tid, from_ts, coalesce(to_ts, from_ts) AS to_ts, tlb_flush_request_id,
          CASE WHEN full THEN 'all' ELSE printf('0x%x', start) END AS start,
          CASE WHEN full THEN 'all' ELSE printf('0x%x', "end") END AS "end",
          'flush_tlb_mm_range' || CASE WHEN to_ts IS NULL THEN ' (end not recorded)' ELSE '' END AS name
        FROM tlb_flush_request ORDER BY tlb_flush_request_id
        """),
    ExportTable(
      kind: .slice(row: "flushes", notes: ["thread"]),
      sql: """
        SELECT cpu, from_ts, coalesce(to_ts, from_ts) AS to_ts, coalesce(comm, '?') || '-' || r.tid AS thread,
          'flush_tlb_func' AS name, CASE WHEN tlb_flush_request_id IS NOT NULL THEN tlb_flush_receipt_id END AS receipt
        FROM tlb_flush_receipt AS r LEFT JOIN task_name USING (tid)
        WHERE cpu IS NOT NULL AND from_ts IS NOT NULL ORDER BY tlb_flush_receipt_id
        """),
  ]

  private static let marks = ExportTable(
    kind: .instant(row: "marks"),
    sql: "SELECT tid AS thread_tid, cpu, ts AS from_ts, text AS name FROM mark ORDER BY mark_id")

  private static let runs = ExportTable(
    kind: .run,
    sql: """
      SELECT cpu, tid, coalesce(from_ts, first_ts) AS from_ts, to_ts, prev_state
      FROM on_cpu CROSS JOIN trace WHERE cpu IS NOT NULL ORDER BY on_cpu_id
      """)

  private static func rate(_ name: String, _ time: String, _ table: String) -> ExportTable {
    ExportTable(
      kind: .rate(name),
      sql: """
        SELECT origin + slot * :length AS from_ts, count(*) AS times
        FROM (
          SELECT first_ts AS origin, (\(time) - first_ts) / :length AS slot FROM \(table) CROSS JOIN trace
          WHERE \(time) >= first_ts
        ) GROUP BY slot ORDER BY slot
        """)
  }

  private static let rates = [
    rate("faults", "coalesce(entered, handled_from)", "page_fault"),
    rate("flush requests", "from_ts", "tlb_flush_request"),
    rate(
      "waits for mmap_lock over 10 us", "CASE WHEN returned - requested >= 10000 THEN requested END",
      "mmap_lock"),
  ]
}
