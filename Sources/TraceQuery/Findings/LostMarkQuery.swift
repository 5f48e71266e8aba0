import TraceStore

extension FindingLoader {
  /// The first mark after a copy of a page in which a workload says that a write to it was lost.
  func mark(of page: Int64, after ts: Int64) throws(QueryError) -> Mark? {
    let row = try connection.rows(
      """
      SELECT mark.ts, mark.cpu, mark.tid, comm, text
      FROM lost_mark JOIN mark USING (mark_id) LEFT JOIN task_name ON task_name.tid = mark.tid
      WHERE page = ?1 AND mark.ts >= ?2 ORDER BY mark.ts LIMIT 1
      """, page, ts
    ).first
    guard let row, let at = row.moment("ts", "cpu"), let thread = row.thread("tid", "comm"),
      let text = row.text("text")
    else { return nil }
    return Mark(at: at, thread: thread, text: text)
  }
}
