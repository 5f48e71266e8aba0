-- Calls that dropped the read lock and asked for the write lock instead.
--
-- "Oh, I need to get a write lock": between the two anything may change, the wait is paid twice, and all
-- of it could have been one write lock from the start. Worse when the write lock is then downgraded. Both
-- holds must be in one kernel call (clear_refs_write, uffd_wp_range, change_prot_numa), for an madvise
-- followed by an munmap looks the same. Not here: growth of a stack, where the fault upgrades its lock in
-- the same way, and khugepaged, which must not hold it while it allocates.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released
--   clear_refs_write|uffd_wp_range|change_prot_numa
-- @param gap integer 50000 longest time between the release and the request, ns
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column call text the kernel function
-- @column read_requested time when it asked for the read lock
-- @column read_released time when it released the read lock
-- @column requested time when it asked for the write lock
-- @column acquired time when it got it
-- @column ended time when it released or downgraded it
-- @column downgraded boolean 1 when it was then downgraded
-- @column waited ns sum of both waits
-- @column held_read ns how long it was held for reading before
-- @column others_delayed count waits of other threads for either hold
-- @column others_waited ns sum of these waits, as far as they overlap the holds
-- @column doubt text why the times cannot be trusted; NULL: they can
-- @see lock.pointless_downgrade
WITH retaken AS (
  SELECT
    hold.*, call.function,
    -- The thread's lock before this one in the same call: go back to its own or to the time before the call.
    (SELECT earlier.mmap_lock_id FROM mmap_lock AS earlier
     WHERE earlier.mmap_lock_id < hold.mmap_lock_id
       AND (earlier.tid = hold.tid OR coalesce(earlier.requested, earlier.returned) < call.from_ts)
     ORDER BY earlier.mmap_lock_id DESC LIMIT 1) AS earlier_id
  FROM mmap_lock AS hold
  CROSS JOIN kernel_call AS call ON call.kernel_call_id = hold.kernel_call_id
  WHERE hold.write = 1 AND hold.success = 1 AND hold.kernel_call_id IS NOT NULL AND hold.page_fault_id IS NULL
)
SELECT
  name.comm AS task, retaken.tid, mm.address AS mm, retaken.function AS call,
  dropped.requested AS read_requested, dropped.released AS read_released, retaken.requested,
  retaken.returned AS acquired, coalesce(retaken.downgraded, retaken.released) AS ended,
  retaken.downgraded IS NOT NULL AS downgraded,
  retaken.returned - retaken.requested + coalesce(dropped.returned - dropped.requested, 0) AS waited,
  dropped.released - dropped.returned AS held_read,
  (SELECT count(*) FROM lock_delay
   WHERE holder_id IN (retaken.mmap_lock_id, dropped.mmap_lock_id)) AS others_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay
   WHERE holder_id IN (retaken.mmap_lock_id, dropped.mmap_lock_id)) AS others_waited,
  (SELECT 'clock ' || clock || ' counts events, not time' FROM trace WHERE clock_unit = 'order') AS doubt
FROM retaken
CROSS JOIN mmap_lock AS dropped ON dropped.mmap_lock_id = retaken.earlier_id
LEFT JOIN mm ON mm.mm_id = retaken.mm_id
LEFT JOIN task_name AS name ON name.tid = retaken.tid
WHERE dropped.tid = retaken.tid AND dropped.mm_id = retaken.mm_id AND dropped.write = 0
  AND dropped.kernel_call_id = retaken.kernel_call_id
  AND dropped.downgraded_from IS NULL
  AND retaken.requested - dropped.released BETWEEN 0 AND coalesce(:gap, 50000)
ORDER BY others_waited DESC, waited DESC, retaken.requested
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
