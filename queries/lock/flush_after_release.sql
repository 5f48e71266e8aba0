-- TLB flushes that came after their thread had released mmap_lock.
--
-- The PTEs changed under the lock, but from the release to the end of the flush any fault may run while
-- other CPUs still write through old TLB entries. One row per hold of a path that must flush before it
-- lets go (clear_refs, mprotect, fork), where the thread's own flush is the next thing it did on the mm.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range
--   mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address its address space
-- @column path text 'clear_refs', 'mprotect' or 'fork'
-- @column lock_mode text lock it held when the PTEs changed: 'write' or 'read'
-- @column acquired time when it got the lock
-- @column changed_from time entry of the first call that changed PTEs
-- @column released time when it released the lock
-- @column flush_from time when its flush began
-- @column flush_to time when its flush was done; NULL when not seen
-- @column late ns from the release to the end of the flush
-- @column windows count stretches of PTEs that still awaited a flush at the release
-- @column faults_served count write faults served in these windows
-- @column faults_copied count write faults that copied a page in them
-- @column others_delayed count waits of other threads for the hold
-- @column others_waited ns sum of these waits, as far as they overlap the hold
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see race.late_flush, lock.flush_elided, lock.flush_under_read
WITH
  -- A hold whose windows were still open when it ended.
  late AS MATERIALIZED (
    SELECT
      hold.mmap_lock_id, hold.tid, hold.mm_id, protect.path, protect.lock_mode, hold.returned AS acquired,
      hold.released, min(flush_window.opened) AS changed_from, count(*) AS windows, max(race.doubt) AS doubt,
      (SELECT later.requested FROM mmap_lock AS later
       WHERE later.mmap_lock_id > hold.mmap_lock_id AND later.requested > hold.released
         AND (later.tid = hold.tid OR later.requested > hold.released + 100000000)
       ORDER BY later.mmap_lock_id LIMIT 1) AS next_lock
    FROM race
    CROSS JOIN flush_window ON flush_window.flush_window_id = race.flush_window_id
    CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
    CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
    WHERE race.class = 'late_flush' AND hold.downgraded IS NULL
      AND coalesce(flush_window.closed > hold.released, 1)
    GROUP BY hold.mmap_lock_id
  ),
  met AS (
    SELECT
      protect.mmap_lock_id, sum(race.class IN ('served', 'exclusion')) AS served,
      sum(race.class IN ('copied', 'lost_write')) AS copied
    FROM race
    CROSS JOIN flush_window ON flush_window.flush_window_id = race.flush_window_id
    CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
    WHERE race.class IN ('served', 'exclusion', 'copied', 'lost_write') AND EXISTS (SELECT 1 FROM late)
    GROUP BY protect.mmap_lock_id
  ),
  -- Releases and flushes in time order, by thread and mm: the flush that follows a release.
  step (tid, mm_id, ts, mmap_lock_id, flush_to) AS (
    SELECT tid, mm_id, released, mmap_lock_id, NULL FROM late
    UNION ALL
    SELECT tid, mm_id, from_ts, NULL, to_ts FROM tlb_flush_request
    WHERE EXISTS (SELECT 1 FROM late) AND from_ts IS NOT NULL
  ),
  walked AS (
    SELECT
      mmap_lock_id, lead(ts) OVER thread AS flush_from, lead(flush_to) OVER thread AS flush_to,
      lead(mmap_lock_id) OVER thread AS next_hold
    FROM step
    WINDOW thread AS (PARTITION BY tid, mm_id ORDER BY ts)
  )
SELECT
  name.comm AS task, late.tid, mm.address AS mm, late.path, late.lock_mode, late.acquired,
  late.changed_from, late.released, walked.flush_from, walked.flush_to,
  walked.flush_to - late.released AS late, late.windows, coalesce(met.served, 0) AS faults_served,
  coalesce(met.copied, 0) AS faults_copied,
  (SELECT count(*) FROM lock_delay WHERE holder_id = late.mmap_lock_id) AS others_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay WHERE holder_id = late.mmap_lock_id) AS others_waited,
  late.doubt
FROM late
JOIN walked ON walked.mmap_lock_id = late.mmap_lock_id
LEFT JOIN met ON met.mmap_lock_id = late.mmap_lock_id
LEFT JOIN mm ON mm.mm_id = late.mm_id
LEFT JOIN task_name AS name ON name.tid = late.tid
WHERE walked.flush_from IS NOT NULL AND walked.next_hold IS NULL
  AND walked.flush_from < coalesce(late.next_lock, 9223372036854775807)
ORDER BY late.doubt IS NOT NULL, walked.flush_to - late.released DESC, late.released
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
