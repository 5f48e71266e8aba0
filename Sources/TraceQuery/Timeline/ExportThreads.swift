import TraceStore

/// Which threads there are, and whose they are.
enum ExportThreads {
  /// Every thread, by its id; the last one where an id was used again.
  ///
  /// Where no process ids were recorded, the threads of an address space make a process, under the id of its
  /// first thread.
  static func all(_ connection: Connection) throws(QueryError) -> [ExportItem.Thread] {
    let rows = try connection.rows(
      """
      WITH
        last AS (SELECT tid, tgid, comm, mm_id, max(task_id) FROM task WHERE tid > 0 GROUP BY tid),
        first AS (SELECT mm_id, min(tid) AS tid FROM task WHERE tid > 0 AND mm_id IS NOT NULL GROUP BY mm_id),
        owned AS (
          SELECT last.tid, comm, tgid IS NOT NULL AS known, coalesce(tgid, first.tid, last.tid) AS process
          FROM last LEFT JOIN first USING (mm_id)
        )
      SELECT owned.tid, owned.comm, owned.process, known, leader.comm AS process_name
      FROM owned LEFT JOIN last AS leader ON leader.tid = owned.process
      ORDER BY owned.tid
      """)
    return rows.compactMap { row in
      guard let tid = row.integer("tid"), let process = row.integer("process") else { return nil }
      let name = row.text("comm") ?? "?"
      return ExportItem.Thread(
        tid: tid, name: name, process: process, processName: row.text("process_name") ?? name)
    }
  }
}
