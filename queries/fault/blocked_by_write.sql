-- Page faults that a hold of mmap_lock for writing made wait.
--
-- One row per hold, the dearest first. A fault that finds its VMA locked for writing, or that runs on a
-- kernel without per-VMA locks, waits for mmap_lock; waits shorter than 10 us are not counted. That is
-- the lock at work: what could be done about it is a shorter hold (lock.longest_holds, lock.tiny_write).
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released handle_mm_fault
--   page_fault_user|page_fault_kernel
-- @param limit integer 20 rows at most; 0 for all
-- @column writer text name of the thread that held the lock
-- @column writer_tid tid that thread
-- @column mm address the address space
-- @column call text kernel function or path that took the lock; NULL when not known
-- @column acquired time when it got the lock
-- @column held ns how long it held it
-- @column faults count faults that waited
-- @column threads count threads they belong to
-- @column blocked ns sum of their waits, as far as they overlap the hold
-- @column longest ns longest of these
-- @column longest_tid tid thread of the longest
-- @column longest_address address faulting address of the longest
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see fault.latency, lock.blame, race.in_window
WITH blocked AS (
  SELECT
    delay.holder_id, count(DISTINCT wait.page_fault_id) AS faults, count(DISTINCT wait.tid) AS threads,
    sum(delay.overlap) AS blocked, max(delay.overlap) AS longest, wait.tid AS longest_tid,
    wait.page_fault_id AS longest_fault
  FROM lock_delay AS delay
  CROSS JOIN mmap_lock AS wait ON wait.mmap_lock_id = delay.waiter_id
  CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = delay.holder_id
  WHERE wait.page_fault_id IS NOT NULL AND hold.write = 1
  GROUP BY delay.holder_id
  ORDER BY blocked DESC
  LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
)
SELECT
  name.comm AS writer, hold.tid AS writer_tid, mm.address AS mm,
  (SELECT call FROM lock_call WHERE mmap_lock_id = hold.mmap_lock_id) AS call,
  hold.returned AS acquired, coalesce(hold.released, hold.downgraded) - hold.returned AS held,
  blocked.faults, blocked.threads, blocked.blocked, blocked.longest, blocked.longest_tid,
  fault.address AS longest_address,
  coalesce((SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0),
    (SELECT doubt FROM lock_call WHERE mmap_lock_id = hold.mmap_lock_id)) AS doubt
FROM blocked
CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = blocked.holder_id
LEFT JOIN page_fault AS fault ON fault.page_fault_id = blocked.longest_fault
LEFT JOIN mm ON mm.mm_id = hold.mm_id
LEFT JOIN task_name AS name ON name.tid = hold.tid
ORDER BY blocked.blocked DESC, hold.mmap_lock_id;
