-- Holds of mmap_lock under which PTEs lost permission and that never flushed the TLB for it.
--
-- The lock was let go with the PTEs changed, and the thread's next step on the mm was not a flush: whoever
-- flushed later did it for another reason, or nobody did. One row per hold of clear_refs, mprotect or fork.
-- Calls that changed nothing, and an mprotect whose mmu_gather ended empty because no entry needed a flush,
-- open no window and are not here. clear_refs asked to clear referenced bits only ("1" to "3") needs no
-- flush: the doubt says so.
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
-- @column ended time when it released or downgraded the lock
-- @column windows count stretches of PTEs that awaited a flush then
-- @column closed time end of the last flush of another thread that covered them; NULL when some stayed open
-- @column others_delayed count waits of other threads for the hold
-- @column others_waited ns sum of these waits, as far as they overlap the hold
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see race.late_flush, lock.flush_after_release
WITH
  open_hold AS MATERIALIZED (
    SELECT
      hold.mmap_lock_id, hold.tid, hold.mm_id, protect.path, protect.lock_mode, hold.returned AS acquired,
      hold.released, hold.downgraded, min(flush_window.opened) AS changed_from, count(*) AS windows,
      CASE WHEN count(*) = count(flush_window.closed) THEN max(flush_window.closed) END AS closed,
      max(race.doubt) AS doubt, max(coalesce(flush.tid = hold.tid, 0)) AS own_flush
    FROM race
    CROSS JOIN flush_window ON flush_window.flush_window_id = race.flush_window_id
    CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
    CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
    LEFT JOIN tlb_flush_request AS flush
      ON flush.tlb_flush_request_id = flush_window.tlb_flush_request_id
    WHERE race.class = 'late_flush'
    GROUP BY hold.mmap_lock_id
  ),
  -- A downgraded lock is let go at the end of the read hold that follows it.
  unflushed AS MATERIALIZED (
    SELECT
      open_hold.*,
      CASE WHEN downgraded IS NULL THEN released ELSE coalesce((
        SELECT later.released FROM mmap_lock AS later
        WHERE later.mmap_lock_id > open_hold.mmap_lock_id
          AND (later.downgraded_from = open_hold.mmap_lock_id OR later.requested > open_hold.downgraded)
        ORDER BY later.mmap_lock_id LIMIT 1), downgraded) END AS let_go
    FROM open_hold
    WHERE NOT own_flush AND coalesce(downgraded, released) IS NOT NULL
  ),
  -- The thread's next lock after that, looked for up to 100 ms.
  candidate AS MATERIALIZED (
    SELECT
      unflushed.*,
      (SELECT later.requested FROM mmap_lock AS later
       WHERE later.mmap_lock_id > unflushed.mmap_lock_id AND later.requested > unflushed.let_go
         AND (later.tid = unflushed.tid OR later.requested > unflushed.let_go + 100000000)
       ORDER BY later.mmap_lock_id LIMIT 1) AS next_lock
    FROM unflushed
  ),
  -- Ends of holds and flushes in time order, by thread and mm: the flush that follows the change.
  step (tid, mm_id, ts, mmap_lock_id) AS (
    SELECT tid, mm_id, changed_from, mmap_lock_id FROM candidate
    UNION ALL
    SELECT tid, mm_id, from_ts, NULL FROM tlb_flush_request
    WHERE EXISTS (SELECT 1 FROM candidate) AND from_ts IS NOT NULL
  ),
  walked AS (
    SELECT
      mmap_lock_id,
      min(CASE WHEN mmap_lock_id IS NULL THEN ts END) OVER (
        PARTITION BY tid, mm_id ORDER BY ts ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS flush_from
    FROM step
  )
SELECT
  name.comm AS task, candidate.tid, mm.address AS mm, candidate.path, candidate.lock_mode,
  candidate.acquired, candidate.changed_from, coalesce(candidate.downgraded, candidate.released) AS ended, candidate.windows, candidate.closed,
  (SELECT count(*) FROM lock_delay WHERE holder_id = candidate.mmap_lock_id) AS others_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay WHERE holder_id = candidate.mmap_lock_id) AS others_waited,
  candidate.doubt
FROM candidate
JOIN walked ON walked.mmap_lock_id = candidate.mmap_lock_id
LEFT JOIN mm ON mm.mm_id = candidate.mm_id
LEFT JOIN task_name AS name ON name.tid = candidate.tid
WHERE coalesce(walked.flush_from >= candidate.next_lock, walked.flush_from IS NULL)
ORDER BY candidate.doubt IS NOT NULL, candidate.closed IS NOT NULL, candidate.closed - ended DESC, ended
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
