import TraceStore

/// The parts of a finding, each from its own row.
extension FindingLoader {
  func window(_ id: Int64?) throws(QueryError) -> FlushWindow? {
    guard let id else { return nil }
    let row = try connection.rows(
      """
      SELECT w.start, w."end", w.opened, w.closed, w.lock_ended, w.tlb_flush_request_id, p.path, p.function, p.tid,
        task_name.comm, p.cpu, p.from_ts, p.to_ts, p.to_cpu, p.pages, p.lock_mode, p.mmap_lock_id, p.mm_id,
        hold.downgraded_from, unheeded.pte_protect_id IS NOT NULL AS unheeded
      FROM flush_window AS w JOIN pte_protect AS p USING (pte_protect_id)
      LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = p.mmap_lock_id
      LEFT JOIN task_name ON task_name.tid = p.tid
      LEFT JOIN unheeded_flush AS unheeded ON unheeded.pte_protect_id = w.pte_protect_id
        AND unheeded.tlb_flush_request_id IS w.tlb_flush_request_id
      WHERE flush_window_id = ?1
      """, id
    ).first
    guard let row, let thread = row.thread("tid", "comm"), let entered = row.moment("from_ts", "cpu"),
      let start = row.integer("start"), let end = row.integer("end"), let opened = row.integer("opened")
    else { return nil }
    let returned = row.moment("to_ts", "to_cpu")
    let call = ProtectCall(
      path: row.text("path") ?? "", function: row.text("function") ?? "", thread: thread, entered: entered,
      returned: returned,
      pages: row.integer("pages"), lockMode: row.text("lock_mode"),
      hold: try hold(row.integer("mmap_lock_id")),
      downgradedHold: try hold(row.integer("downgraded_from")),
      ownFlush: try ownFlush(
        after: returned?.ts ?? entered.ts, by: thread.tid, mm: row.integer("mm_id"), start, end))
    return FlushWindow(
      start: start, end: end, opened: opened, closed: row.integer("closed"),
      lockEnded: row.integer("lock_ended"), call: call,
      flush: try request(row.integer("tlb_flush_request_id")), isUnheeded: row.integer("unheeded") == 1)
  }

  /// The first flush by a thread after a time that covers a stretch.
  private func ownFlush(
    after ts: Int64, by tid: Int64, mm: Int64?, _ start: Int64, _ end: Int64
  ) throws(QueryError) -> FlushRequest? {
    let id = try connection.rows(
      """
      SELECT tlb_flush_request_id FROM tlb_flush_request
      WHERE tid = ?1 AND mm_id = ?2 AND from_ts >= ?3 AND (full OR (start <= ?4 AND "end" >= ?5))
      ORDER BY tlb_flush_request_id LIMIT 1
      """, tid, mm, ts, start, end
    ).first?.integer("tlb_flush_request_id")
    return try request(id)
  }

  func request(_ id: Int64?) throws(QueryError) -> FlushRequest? {
    guard let id else { return nil }
    let row = try connection.rows(
      """
      SELECT r.*, comm FROM tlb_flush_request AS r LEFT JOIN task_name USING (tid)
      WHERE tlb_flush_request_id = ?1
      """, id
    ).first
    guard let row, let thread = row.thread("tid", "comm"), let entered = row.moment("from_ts", "cpu"),
      let start = row.integer("start"), let end = row.integer("end")
    else { return nil }
    let receipts = try connection.rows(
      """
      SELECT r.*, comm FROM tlb_flush_receipt AS r LEFT JOIN task_name USING (tid)
      WHERE tlb_flush_request_id = ?1 ORDER BY tlb_flush_receipt_id
      """, id
    ).compactMap(receipt)
    return FlushRequest(
      id: id, thread: thread, entered: entered, returned: row.moment("to_ts", "cpu"), start: start, end: end,
      receipts: receipts)
  }

  private func receipt(_ row: TraceRow) -> FlushReceipt? {
    guard let entered = row.moment("from_ts", "cpu"), let thread = row.thread("tid", "comm") else {
      return nil
    }
    return FlushReceipt(entered: entered, returned: row.integer("to_ts"), thread: thread)
  }

  func hold(_ id: Int64?) throws(QueryError) -> LockHold? {
    guard let id else { return nil }
    return try connection.rows("SELECT * FROM mmap_lock WHERE mmap_lock_id = ?1", id).first.map { row in
      LockHold(
        isWrite: row.flag("write") ?? false, acquired: row.moment("returned", "returned_cpu"),
        released: row.moment("released", "released_cpu"), downgraded: row.integer("downgraded"),
        isDowngraded: row.integer("downgraded_from") != nil)
    }
  }

  func fault(_ id: Int64?) throws(QueryError) -> Fault? {
    guard let id else { return nil }
    let row = try connection.rows(
      "SELECT f.*, comm FROM page_fault AS f LEFT JOIN task_name USING (tid) WHERE page_fault_id = ?1", id
    ).first
    guard let row, let thread = row.thread("tid", "comm"), let address = row.integer("address") else {
      return nil
    }
    let handled = row.moment("handled_from", "handled_cpu")
    return Fault(
      thread: thread, address: address, entered: row.moment("entered", "entered_cpu"),
      isKernelMode: row.flag("kernel_mode"), errorCode: row.integer("error_code"),
      flags: row.integer("flags"),
      result: row.integer("result"), handled: handled, handledTo: row.moment("handled_to", "handled_to_cpu"),
      writeProtect: row.moment("wp_from", "wp_from_cpu"), writeProtectTo: row.moment("wp_to", "wp_to_cpu"),
      copy: row.moment("copy_from", "copy_cpu"),
      clearFlush: row.moment("clear_flush_from", "clear_flush_cpu"),
      clearFlushTo: row.moment("clear_flush_to", "clear_flush_cpu"),
      outcome: row.text("outcome") ?? "unknown",
      isUnderVMALock: row.flag("vma_lock"),
      hold: try heldBy(thread.tid, mm: row.integer("mm_id"), at: handled))
  }

  /// The hold of an mm's mmap_lock that a thread had at a moment.
  private func heldBy(_ tid: Int64, mm: Int64?, at moment: Moment?) throws(QueryError) -> LockHold? {
    guard let moment else { return nil }
    let id = try connection.rows(
      """
      SELECT mmap_lock_id FROM mmap_lock
      WHERE tid = ?1 AND mm_id = ?2 AND returned <= ?3 AND coalesce(success, 1) = 1
        AND coalesce(downgraded, released, 9223372036854775807) >= ?3
      ORDER BY mmap_lock_id DESC LIMIT 1
      """, tid, mm, moment.ts
    ).first?.integer("mmap_lock_id")
    return try hold(id)
  }

  func load(_ id: Int64?) throws(QueryError) -> LoadDuringFlush? {
    guard let id else { return nil }
    let row = try connection.rows(
      """
      SELECT pair.*, load.ts AS loaded, load.cpu AS loaded_cpu, load.tid, comm
      FROM load_during_flush AS pair JOIN tlb_flush AS load USING (tlb_flush_id)
      LEFT JOIN task_name ON task_name.tid = load.tid
      WHERE load_during_flush_id = ?1
      """, id
    ).first
    guard let row, let switched = row.moment("switch_from", "cpu"),
      let loaded = row.moment("loaded", "loaded_cpu"), let thread = row.thread("tid", "comm"),
      let flush = try request(row.integer("tlb_flush_request_id"))
    else { return nil }
    return LoadDuringFlush(
      switched: switched, loaded: loaded, thread: thread, flush: flush, lastFlush: row.integer("last_flush"))
  }

  /// Threads that could write to the old page, as the judge found them (queries/judge/36_stale_runner.sql).
  func runners(of meeting: Int64) throws(QueryError) -> [Runner] {
    let rows = try connection.rows(
      """
      SELECT s.cpu, s.tid, s.user_from, s.user_time, r.last_flush, comm,
        (SELECT max(o.from_ts) FROM on_cpu AS o
         WHERE o.cpu = r.cpu AND o.tid = r.tid AND o.from_ts <= r.from_ts) AS ran_from,
        (SELECT min(o.to_ts) FROM on_cpu AS o
         WHERE o.cpu = r.cpu AND o.tid = r.tid AND o.to_ts >= r.to_ts) AS ran_to,
        (SELECT t.tlb_flush_receipt_id FROM tlb_flush_receipt AS t
         WHERE t.cpu = r.cpu AND t.from_ts = r.next_flush ORDER BY t.tlb_flush_receipt_id LIMIT 1) AS receipt
      FROM stale_runner AS s JOIN copy_runner AS r USING (copy_runner_id)
      LEFT JOIN task_name ON task_name.tid = s.tid
      WHERE s.meeting_id = ?1
      ORDER BY s.user_time DESC, s.cpu
      """, meeting)
    var runners: [Runner] = []
    for row in rows {
      guard let cpu = row.integer("cpu"), let thread = row.thread("tid", "comm"),
        let userFrom = row.integer("user_from"), let userTime = row.integer("user_time")
      else { continue }
      let receipt = try connection.rows(
        """
        SELECT r.*, comm FROM tlb_flush_receipt AS r LEFT JOIN task_name USING (tid)
        WHERE tlb_flush_receipt_id = ?1
        """, row.integer("receipt")
      ).first.flatMap(self.receipt)
      runners.append(
        Runner(
          cpu: cpu, thread: thread, ranFrom: row.integer("ran_from"), ranTo: row.integer("ran_to"),
          lastFlush: row.integer("last_flush"), userFrom: userFrom, userTime: userTime, receipt: receipt))
    }
    return runners
  }
}
