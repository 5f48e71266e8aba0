-- PTEs that lost permission after the write lock was downgraded to a read lock.
--
-- The thread had the right lock and gave it away before the work that needs it: since the downgrade,
-- faults run beside it. One row per downgraded hold. munmap, brk and mremap downgrade before they unmap,
-- which is right, since the VMAs are detached by then: unmapping is no pte_protect and is not here.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range mmap_lock_acquire_returned
--   mmap_lock_released
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address its address space
-- @column path text 'clear_refs', 'mprotect' or 'fork'
-- @column requested time when it asked for the write lock; NULL when not recorded
-- @column acquired time when it got it
-- @column downgraded time when it made a read lock of it
-- @column changed_from time entry of the first call that changed PTEs after that
-- @column changed_to time return of the last one
-- @column released time when it released the read lock; NULL when not seen
-- @column ranges count calls that changed PTEs
-- @column others_delayed count waits of other threads for either part of the hold
-- @column others_waited ns sum of these waits, as far as they overlap the hold
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see lock.protect_under_read, lock.pointless_downgrade, lock.flush_under_read
WITH changed AS (
  SELECT
    protect.mmap_lock_id, protect.path, min(protect.from_ts) AS changed_from,
    max(coalesce(protect.to_ts, protect.from_ts)) AS changed_to,
    count(DISTINCT protect.pte_protect_id) AS ranges
  FROM race
  CROSS JOIN flush_window ON flush_window.flush_window_id = race.flush_window_id
  CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
  WHERE race.class = 'late_flush' AND flush_window.lock_code = 1
  GROUP BY protect.mmap_lock_id, protect.path_code
)
SELECT
  name.comm AS task, hold.tid, mm.address AS mm, changed.path, taken.requested, taken.returned AS acquired,
  hold.returned AS downgraded, changed.changed_from, changed.changed_to, hold.released, changed.ranges,
  (SELECT count(*) FROM lock_delay
   WHERE holder_id IN (hold.mmap_lock_id, taken.mmap_lock_id)) AS others_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay
   WHERE holder_id IN (hold.mmap_lock_id, taken.mmap_lock_id)) AS others_waited,
  CASE WHEN EXISTS (SELECT 1 FROM event_loss) THEN 'events were lost: a release may have been among them' END
    AS doubt
FROM changed
CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = changed.mmap_lock_id
CROSS JOIN mmap_lock AS taken ON taken.mmap_lock_id = hold.downgraded_from
LEFT JOIN mm ON mm.mm_id = hold.mm_id
LEFT JOIN task_name AS name ON name.tid = hold.tid
ORDER BY others_waited DESC, hold.released - hold.returned DESC, hold.returned
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
