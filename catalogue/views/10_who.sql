-- Names, calls and lock events back from the fact tables. (`timeline` is made of the `--@ event` lines of tables/.)

-- Of the columns beside max(), SQLite takes the values of the row that has the maximum.
CREATE VIEW task_name (  -- a thread id and the last name seen for it
  tid INTEGER,  -- tid: thread id
  comm TEXT  -- last known name, NULL when none was recorded
) AS
SELECT tid, comm FROM (SELECT tid, comm, max(task_id) FROM task GROUP BY tid);

CREATE VIEW lock_call (  -- an acquisition of mmap_lock and what it was taken in
  mmap_lock_id INTEGER,  -- mmap_lock.mmap_lock_id: the acquisition
  call TEXT,  -- 'page fault', the kernel function around it, or the path that changed PTEs under it; NULL when not recorded
  doubt TEXT  -- says that call is not known; NULL when it is
) AS
SELECT
  mmap_lock_id,
  CAST(CASE WHEN page_fault_id IS NOT NULL THEN 'page fault' ELSE coalesce(function, path) END AS TEXT) AS call,
  CAST(CASE WHEN coalesce(page_fault_id, kernel_call_id, path_code) IS NULL THEN 'which call took the lock was not recorded' END AS TEXT) AS doubt
FROM mmap_lock LEFT JOIN kernel_call USING (kernel_call_id);

CREATE VIEW mmap_lock_event (  -- one mmap_lock event as it was recorded; a downgrade is an acquire_returned with write = 0
  ts INTEGER,  -- ns: time
  cpu INTEGER,  -- cpu: CPU it was recorded on
  tid INTEGER,  -- tid: thread
  event TEXT,  -- 'start_locking', 'acquire_returned' or 'released'
  mm_id INTEGER,  -- mm.mm_id: whose lock
  write INTEGER,  -- boolean: 1 for writing, 0 for reading
  success INTEGER,  -- boolean: of acquire_returned: 1 got, 0 failed; else NULL
  mmap_lock_id INTEGER  -- mmap_lock.mmap_lock_id: the acquisition it belongs to
) AS
SELECT requested, requested_cpu, tid, 'start_locking', mm_id, write, NULL, mmap_lock_id
FROM mmap_lock WHERE requested IS NOT NULL
UNION ALL
SELECT returned, returned_cpu, tid, 'acquire_returned', mm_id, write, success, mmap_lock_id
FROM mmap_lock WHERE returned IS NOT NULL
UNION ALL
SELECT released, released_cpu, tid, 'released', mm_id, write, NULL, mmap_lock_id
FROM mmap_lock WHERE released IS NOT NULL;
