/// A question that is asked of every recording of a comparison: lengths of time, each at a moment.
public struct Measure: Sendable, Equatable {
  /// What it measures.
  public let name: String
  /// Roles of events without which it says nothing.
  let roles: [String]
  /// SQL whose rows are the moment and the length.
  let sql: String

  /// Every measure, in the order of a report.
  public static let all: [Measure] = [
    lock("mmap_lock: wait to read", mode: 0, "returned - requested", ts: "requested"),
    lock("mmap_lock: wait to write", mode: 1, "returned - requested", ts: "requested"),
    lock("mmap_lock: held to read", mode: 0, held, ts: "returned"),
    lock("mmap_lock: held to write", mode: 1, held, ts: "returned"),
    fault("page faults", where: "1"),
    fault("page faults that copy a page", where: "clear_flush_from IS NOT NULL"),
    Measure(
      name: "TLB flushes: wait of who asks", roles: ["flush_tlb_mm_range", "flush_tlb_mm_range_ret"],
      sql: "SELECT from_ts, to_ts - from_ts FROM tlb_flush_request WHERE to_ts IS NOT NULL"),
    Measure(
      name: "TLB flushes: work of other CPUs", roles: ["flush_tlb_func", "flush_tlb_func_ret"],
      sql: """
        SELECT receipt.from_ts, receipt.to_ts - receipt.from_ts
        FROM tlb_flush_receipt AS receipt JOIN tlb_flush_request AS request USING (tlb_flush_request_id)
        WHERE receipt.to_ts IS NOT NULL AND receipt.cpu <> request.cpu
        """),
    Measure(
      name: "windows: from change to flush", roles: ["flush_tlb_mm_range"],
      sql: "SELECT opened, closed - opened FROM flush_window WHERE closed IS NOT NULL"),
  ]

  private static let held = "coalesce(released, downgraded) - returned"

  private static func lock(_ name: String, mode: Int, _ length: String, ts: String) -> Measure {
    let roles = ["mmap_lock_acquire_returned"]
    return Measure(
      name: name,
      roles: roles + [ts == "requested" ? "mmap_lock_start_locking" : "mmap_lock_released"],
      sql: """
        SELECT \(ts), \(length) FROM mmap_lock
        WHERE write = \(mode) AND success = 1 AND \(length) IS NOT NULL
        """)
  }

  private static func fault(_ name: String, where condition: String) -> Measure {
    Measure(
      name: name, roles: ["handle_mm_fault", "handle_mm_fault_ret"],
      sql: """
        SELECT handled_from, handled_to - coalesce(entered, handled_from) FROM page_fault
        WHERE handled_to IS NOT NULL AND handled_from IS NOT NULL AND \(condition)
        """)
  }
}
