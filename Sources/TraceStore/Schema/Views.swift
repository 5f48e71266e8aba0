/// The views: the raw sequence of events back from the fact tables, and the facts in human units.
public enum Views {
  /// Every view, in the order in which `mmtrace schema` lists them.
  public static let all: [View] = [
    taskName, lockCall, mmapLockEvent, timeline, mmapLockView, pageFaultView, pteProtectView,
    flushRequestView,
  ]

  /// Names of threads.
  public static let taskName = View(
    "task_name", "a thread id and the last name seen for it",
    [
      Column("tid", "tid", "thread id"),
      Column("comm", .text, "", "last known name, NULL when none was recorded"),
    ],
    // Of the columns beside max(), SQLite takes the values of the row that has the maximum.
    select: "SELECT tid, comm FROM (SELECT tid, comm, max(task_id) FROM task GROUP BY tid)")

  /// What took a lock.
  public static let lockCall = View(
    "lock_call", "an acquisition of mmap_lock and what it was taken in",
    [
      Column("mmap_lock_id", "mmap_lock.mmap_lock_id", "the acquisition"),
      Column(
        "call", .text, "",
        "'page fault', the kernel function around it, or the path that changed PTEs under it; NULL when not recorded"
      ),
      Column("doubt", .text, "", "says that call is not known; NULL when it is"),
    ],
    select: """
      SELECT mmap_lock_id, CASE WHEN page_fault_id IS NOT NULL THEN 'page fault' ELSE coalesce(function, path) END, \
      CASE WHEN coalesce(page_fault_id, kernel_call_id, path_code) IS NULL \
      THEN 'which call took the lock was not recorded' END
      FROM mmap_lock LEFT JOIN kernel_call USING (kernel_call_id)
      """)

  /// The lock events as the kernel wrote them.
  public static let mmapLockEvent = View(
    "mmap_lock_event",
    "one mmap_lock event as it was recorded; a downgrade is an acquire_returned with write = 0",
    [
      Column("ts", "ns", "time"),
      Column("cpu", "cpu", "CPU it was recorded on"),
      Column("tid", "tid", "thread"),
      Column("event", .text, "", "'start_locking', 'acquire_returned' or 'released'"),
      Column("mm_id", "mm.mm_id", "whose lock"),
      Column("write", "boolean", "1 for writing, 0 for reading"),
      Column("success", "boolean", "of acquire_returned: 1 got, 0 failed; else NULL"),
      Column("mmap_lock_id", "mmap_lock.mmap_lock_id", "the acquisition it belongs to"),
    ],
    select: """
      SELECT requested, requested_cpu, tid, 'start_locking', mm_id, write, NULL, mmap_lock_id
      FROM mmap_lock WHERE requested IS NOT NULL
      UNION ALL
      SELECT returned, returned_cpu, tid, 'acquire_returned', mm_id, write, success, mmap_lock_id
      FROM mmap_lock WHERE returned IS NOT NULL
      UNION ALL
      SELECT released, released_cpu, tid, 'released', mm_id, write, NULL, mmap_lock_id
      FROM mmap_lock WHERE released IS NOT NULL
      """)
}
