/// The raw events back from the fact tables, in one view.
extension Views {
  /// Every kept event.
  public static let timeline = View(
    "timeline", "one kept event as it was recorded; sort by ts",
    [
      Column("ts", "ns", "time"),
      Column("cpu", "cpu", "CPU it was recorded on, NULL where the table keeps none"),
      Column("tid", "tid", "thread, NULL where the table keeps none"),
      Column("event", .text, "", "what it was read as: the event_kind.role"),
      Column("mm_id", "mm.mm_id", "address space, NULL when it has none"),
      Column("address", "address", "faulting address, or first address of a range; NULL when it has none"),
      Column("detail", .text, "", "what else the row says"),
      Column("source", .text, "", "table it is from"),
      Column("id", "id", "that row's primary key"),
    ],
    select: sources.map(\.select).joined(separator: "\nUNION ALL\n"))

  /// An event that a column of times in a fact table stands for.
  private struct Source {
    var table: String
    var ts: String
    var cpu = "cpu"
    var tid = "tid"
    var event: String
    var mm = "mm_id"
    var address = "NULL"
    var detail = "NULL"
    /// What must be true besides `ts` being there.
    var condition = ""

    var select: String {
      let condition = condition.isEmpty ? "" : " AND \(condition)"
      return """
        SELECT \(ts), \(cpu), \(tid), \(event), \(mm), \(address), \(detail), '\(table)', \(table)_id \
        FROM \(table) WHERE \(ts) IS NOT NULL\(condition)
        """
    }
  }

  private static let sources: [Source] = lockSources + faultSources + flushSources + otherSources

  private static let lockSources = [
    Source(
      table: "mmap_lock", ts: "requested", cpu: "requested_cpu", event: "'mmap_lock_start_locking'",
      detail: "mode"),
    Source(
      table: "mmap_lock", ts: "returned", cpu: "returned_cpu", event: "'mmap_lock_acquire_returned'",
      detail: """
        mode || CASE WHEN success = 0 THEN ' failed' WHEN downgraded_from THEN ' downgrade' ELSE '' END
        """),
    Source(
      table: "mmap_lock", ts: "released", cpu: "released_cpu", event: "'mmap_lock_released'", detail: "mode"),
  ]

  private static let faultSources = [
    Source(
      table: "page_fault", ts: "entered", cpu: "entered_cpu",
      event: "CASE kernel_mode WHEN 1 THEN 'page_fault_kernel' ELSE 'page_fault_user' END",
      address: "address",
      // RISC-V has an error_code of its own, which the row leaves out.
      detail: """
        CASE WHEN error_code IS NULL THEN '' ELSE printf('error_code=%d ', error_code) END || printf('ip=0x%x', ip)
        """,
      // A retry is a row of its own with the exception of the first pass; it happened once.
      condition: """
        page_fault_id IN (
          SELECT min(page_fault_id) FROM page_fault WHERE entered IS NOT NULL GROUP BY tid, entered)
        """),
    Source(
      table: "page_fault", ts: "handled_from", cpu: "handled_cpu", event: "'handle_mm_fault'",
      address: "address", detail: "printf('flags=0x%x', flags)"),
    inFault("handled_to", "handled_to_cpu", "handle_mm_fault_ret", "printf('result=0x%x', result)"),
    inFault("wp_from", "wp_from_cpu", "do_wp_page"),
    inFault("wp_to", "wp_to_cpu", "do_wp_page_ret"),
    inFault("copy_from", "copy_cpu", "wp_page_copy"),
    inFault("clear_flush_from", "clear_flush_cpu", "ptep_clear_flush"),
    inFault("clear_flush_to", "clear_flush_cpu", "ptep_clear_flush_ret"),
  ]

  private static func inFault(
    _ ts: String, _ cpu: String, _ event: String, _ detail: String = "NULL"
  ) -> Source {
    Source(table: "page_fault", ts: ts, cpu: cpu, event: "'\(event)'", address: "address", detail: detail)
  }

  private static let flushSources = [
    Source(
      table: "pte_protect", ts: "from_ts", event: "function", address: "start",
      detail: "printf('%s end=0x%x', path, \"end\")"),
    Source(
      table: "pte_protect", ts: "to_ts", cpu: "to_cpu", event: "function || '_ret'",
      address: "start",
      detail: "printf('%s pages=%d', path, pages)"),
    Source(
      table: "tlb_flush", ts: "ts", event: "'tlb_flush'",
      detail: "printf('pages=%d reason=%s', pages, reason_name)"),
    Source(
      table: "tlb_flush_request", ts: "from_ts", event: "'flush_tlb_mm_range'", address: "start",
      detail: "CASE WHEN full THEN 'full' ELSE printf('end=0x%x', \"end\") END"),
    Source(
      table: "tlb_flush_request", ts: "to_ts", event: "'flush_tlb_mm_range_ret'", address: "start"),
    Source(table: "tlb_flush_receipt", ts: "from_ts", event: "'flush_tlb_func'", address: "start"),
    Source(table: "tlb_flush_receipt", ts: "to_ts", event: "'flush_tlb_func_ret'", address: "start"),
    Source(table: "mmu_gather", ts: "gathered", cpu: "gathered_cpu", event: "'tlb_gather_mmu'"),
    Source(
      table: "mmu_gather", ts: "finish_from", cpu: "finish_cpu", event: "'tlb_finish_mmu'", address: "start",
      detail: "CASE WHEN start > \"end\" THEN 'empty' ELSE printf('end=0x%x', \"end\") END"),
    Source(table: "mmu_gather", ts: "finish_to", cpu: "finish_to_cpu", event: "'tlb_finish_mmu_ret'"),
  ]

  private static let otherSources = [
    // prev_state tells the end by a switch from the end by a change of the thread's mm.
    Source(
      table: "on_cpu", ts: "to_ts", event: "'sched_switch'", detail: "printf('prev_state=%d', prev_state)",
      condition: "prev_state IS NOT NULL"),
    Source(table: "on_cpu", ts: "loaded_ts", event: "'switch_mm_irqs_off'"),
    Source(table: "kernel_call", ts: "from_ts", event: "function", address: "start"),
    Source(
      table: "kernel_call", ts: "to_ts", cpu: "to_cpu", event: "function || '_ret'", address: "start",
      detail: "printf('result=%d', result)"),
    Source(
      table: "task_event", ts: "ts", event: "'sched_process_' || what", mm: "NULL",
      detail: "CASE what_code WHEN 1 THEN printf('child=%d', other_tid) END"),
    // Without the event the end of an mm is worked out from its last unmap, which is an event of its own.
    Source(table: "mark", ts: "ts", event: "'print'", mm: "NULL", detail: "text"),
    Source(
      table: "event", ts: "ts",
      event: """
        (SELECT system || ':' || name FROM event_kind AS k WHERE k.event_kind_id = event.event_kind_id)
        """,
      mm: "NULL", detail: "fields"),
  ]
}
