/// Views of facts for reading: names beside thread ids, addresses in hexadecimal, microseconds.
extension Views {
  /// Acquisitions for reading.
  public static let mmapLockView = View(
    "mmap_lock_view", "mmap_lock for reading",
    [
      Column("mmap_lock_id", "mmap_lock.mmap_lock_id", ""),
      sinceStart, comm, Column("tid", "tid", "thread that took it"),
      Column("mm", .text, "", "address of the mm, hexadecimal"),
      Column("mode", .text, "", "'write' or 'read'"),
      Column("waited", .real, "us", "from the request to the lock, NULL when not recorded"),
      Column("held", .real, "us", "from the lock to its release or downgrade, NULL when not recorded"),
      Column("ended_by", .text, "", "'release', 'downgrade', 'failed' or 'unknown'"),
    ],
    select: """
      SELECT mmap_lock_id, \(moment("coalesce(requested, returned, released)")), comm, t.tid, \
      \(hexadecimal("m.address")), mode, \(duration("requested", "returned")), \
      \(duration("returned", "coalesce(downgraded, released)")), ended_by
      FROM mmap_lock AS t LEFT JOIN mm AS m USING (mm_id) LEFT JOIN task_name AS n ON n.tid = t.tid
      """)

  /// Faults for reading.
  public static let pageFaultView = View(
    "page_fault_view", "page_fault for reading",
    [
      Column("page_fault_id", "page_fault.page_fault_id", ""),
      sinceStart, comm, Column("tid", "tid", "thread that faulted"),
      Column("address", .text, "", "faulting address, hexadecimal"),
      Column("access", .text, "", "'write' or 'read', NULL when not recorded"),
      Column("mode", .text, "", "'user' or 'kernel', NULL without an exception"),
      Column("lock", .text, "", "'vma' or 'mmap_lock', NULL when not recorded"),
      Column("took", .real, "us", "from the exception (or handle_mm_fault) to the end of handle_mm_fault"),
      Column("outcome", .text, "", "'copied', 'reused', 'retried', 'none' or 'unknown'"),
    ],
    select: """
      SELECT page_fault_id, \(moment("coalesce(entered, handled_from)")), comm, t.tid, \
      \(hexadecimal("t.address")), CASE write WHEN 1 THEN 'write' WHEN 0 THEN 'read' END, \
      CASE kernel_mode WHEN 1 THEN 'kernel' WHEN 0 THEN 'user' END, \
      CASE vma_lock WHEN 1 THEN 'vma' WHEN 0 THEN 'mmap_lock' END, \
      \(duration("coalesce(entered, handled_from)", "handled_to")), outcome
      FROM page_fault AS t LEFT JOIN task_name AS n ON n.tid = t.tid
      """)

  /// Protected stretches for reading.
  public static let pteProtectView = View(
    "pte_protect_view", "pte_protect for reading",
    [
      Column("pte_protect_id", "pte_protect.pte_protect_id", ""),
      sinceStart, comm, Column("tid", "tid", "thread that called"),
      Column("path", .text, "", "what changed them: 'clear_refs', 'mprotect', ... (see pte_protect.path)"),
      Column("start", .text, "", "first address, hexadecimal"),
      Column("end", .text, "", "first address after, hexadecimal"),
      Column("pages", "count", "PTEs changed, NULL where nothing says"),
      Column("lock", .text, "", "mmap_lock held at entry: 'write', 'read', 'none', NULL unknown"),
      Column("took", .real, "us", "from the entry to the return of the function"),
      Column("open", .real, "us", "from the entry until every page was flushed, NULL when still open"),
    ],
    select: """
      SELECT pte_protect_id, \(moment("from_ts")), comm, t.tid, path, \(hexadecimal("start")), \
      \(hexadecimal("\"end\"")), pages, lock_mode, \(duration("from_ts", "to_ts")), \
      \(duration("from_ts", "ended_ts"))
      FROM pte_protect AS t LEFT JOIN task_name AS n ON n.tid = t.tid
      """)

  /// Flush requests for reading.
  public static let flushRequestView = View(
    "tlb_flush_request_view", "tlb_flush_request for reading",
    [
      Column("tlb_flush_request_id", "tlb_flush_request.tlb_flush_request_id", ""),
      sinceStart, comm, Column("tid", "tid", "thread that asked for it"),
      Column("mm", .text, "", "address of the mm, hexadecimal"),
      Column("start", .text, "", "first address, hexadecimal; 0x0 of a full flush"),
      Column("end", .text, "", "first address after, hexadecimal; all bits set for a full flush"),
      Column("full", "boolean", "1 when it asked for a full flush"),
      Column("took", .real, "us", "until every CPU had flushed, NULL when not seen"),
    ],
    select: """
      SELECT tlb_flush_request_id, \(moment("from_ts")), comm, t.tid, \(hexadecimal("m.address")), \
      \(hexadecimal("start")), \(hexadecimal("\"end\"")), full, \(duration("from_ts", "to_ts"))
      FROM tlb_flush_request AS t LEFT JOIN mm AS m USING (mm_id)
      LEFT JOIN task_name AS n ON n.tid = t.tid
      """)

  private static let sinceStart = Column(
    "since_start", .real, "us", "time since the first event; the bare number when the clock does not count ns"
  )
  private static let comm = Column("comm", .text, "", "last known name of the thread")

  /// Microseconds since the first event of the trace, or the bare number for a clock without time.
  ///
  /// Numbers, not text: `ORDER BY` must put 36963.39 above 999.21.
  private static func moment(_ ts: String) -> String {
    "(SELECT CASE clock_unit WHEN 'ns' THEN (\(ts) - first_ts) / 1000.0 ELSE \(ts) END FROM trace)"
  }

  /// Microseconds between two times; a plain difference for a clock without time.
  private static func duration(_ from: String, _ to: String) -> String {
    "(SELECT CASE clock_unit WHEN 'ns' THEN (\(to) - \(from)) / 1000.0 ELSE \(to) - \(from) END FROM trace)"
  }

  private static func hexadecimal(_ address: String) -> String {
    "CASE WHEN \(address) IS NOT NULL THEN printf('0x%x', \(address)) END"
  }
}
