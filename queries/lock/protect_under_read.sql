-- PTEs that lost permission under the read lock, by a path that must hold mmap_lock for writing.
--
-- clear_refs, mprotect and fork exclude page faults with the write lock alone. Under the read lock, or
-- none, a fault can copy a page between its write-protect and the flush. One row per hold. userfaultfd
-- and NUMA hinting run under the read lock by design and are not here (race.in_window has their faults);
-- calls that changed nothing are not here either.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range mmap_lock_acquire_returned
--   mmap_lock_released
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address its address space
-- @column path text 'clear_refs', 'mprotect' or 'fork'
-- @column lock_mode text lock it held: 'read' or 'none'
-- @column acquired time when it got that lock; NULL when it held none
-- @column changed_from time entry of the first call that changed PTEs
-- @column changed_to time return of the last one
-- @column released time when it released the lock; NULL when not seen
-- @column ranges count calls that changed PTEs
-- @column start address first address changed
-- @column end address first address after the last one changed
-- @column others_delayed count waits of other threads for this hold
-- @column others_waited ns sum of these waits, as far as they overlap the hold
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see lock.downgrade_then_pte, race.late_flush
WITH changed AS (
  SELECT
    min(protect.pte_protect_id) AS pte_protect_id,
    min(protect.from_ts) AS changed_from, max(coalesce(protect.to_ts, protect.from_ts)) AS changed_to,
    count(DISTINCT protect.pte_protect_id) AS ranges, min(protect.start) AS start, max(protect.end) AS "end",
    max(race.doubt) AS doubt
  FROM race
  CROSS JOIN flush_window ON flush_window.flush_window_id = race.flush_window_id
  CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
  WHERE race.class = 'late_flush' AND flush_window.lock_code < 2
  GROUP BY flush_window.path_code, flush_window.pass
  ORDER BY doubt IS NOT NULL, changed_to - changed_from DESC, changed_from
  LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1)
)
SELECT
  name.comm AS task, protect.tid, mm.address AS mm, protect.path, protect.lock_mode,
  hold.returned AS acquired, changed.changed_from, changed.changed_to, hold.released, changed.ranges,
  changed.start, changed.end,
  (SELECT count(*) FROM lock_delay WHERE holder_id = hold.mmap_lock_id) AS others_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay WHERE holder_id = hold.mmap_lock_id) AS others_waited,
  coalesce(changed.doubt,
    CASE WHEN EXISTS (SELECT 1 FROM event_loss) THEN 'events were lost: a lock may have been among them' END) AS doubt
FROM changed
CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = changed.pte_protect_id
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
LEFT JOIN mm ON mm.mm_id = protect.mm_id
LEFT JOIN task_name AS name ON name.tid = protect.tid
ORDER BY changed.doubt IS NOT NULL, changed.changed_to - changed.changed_from DESC, changed.changed_from;
