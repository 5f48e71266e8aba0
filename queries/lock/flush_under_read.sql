-- TLB flushes under a read lock for PTEs that changed under the write lock.
--
-- The thread changed the PTEs with the right lock, downgraded it, and flushed only then: since the
-- downgrade, faults run beside it although old TLB entries are in use. One row per hold. munmap and its
-- kin also flush after a downgrade, but what they unmap was detached under the write lock; they open no
-- window and are not here.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range
--   mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address its address space
-- @column path text 'clear_refs', 'mprotect' or 'fork'
-- @column acquired time when it got the write lock
-- @column changed_from time entry of the first call that changed PTEs
-- @column downgraded time when it made a read lock of it
-- @column flush_from time when its first flush after that began
-- @column flush_to time when the last of these flushes was done; NULL when not seen
-- @column late ns from the downgrade to the end of the flush
-- @column windows count stretches of PTEs that awaited the flush
-- @column others_delayed count waits of other threads for the write hold
-- @column others_waited ns sum of these waits, as far as they overlap the hold
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see lock.flush_after_release, lock.downgrade_then_pte
SELECT
  name.comm AS task, hold.tid, mm.address AS mm, protect.path, hold.returned AS acquired,
  min(flush_window.opened) AS changed_from, hold.downgraded, min(flush.from_ts) AS flush_from,
  max(flush.to_ts) AS flush_to, max(flush.to_ts) - hold.downgraded AS late, count(*) AS windows,
  (SELECT count(*) FROM lock_delay WHERE holder_id = hold.mmap_lock_id) AS others_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay WHERE holder_id = hold.mmap_lock_id) AS others_waited,
  max(race.doubt) AS doubt
FROM race
CROSS JOIN flush_window ON flush_window.flush_window_id = race.flush_window_id
CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
CROSS JOIN tlb_flush_request AS flush ON flush.tlb_flush_request_id = flush_window.tlb_flush_request_id
LEFT JOIN mm ON mm.mm_id = hold.mm_id
LEFT JOIN task_name AS name ON name.tid = hold.tid
WHERE race.class = 'late_flush' AND protect.lock_mode = 'write'
  AND flush.tid = hold.tid AND flush.from_ts >= hold.downgraded
GROUP BY hold.mmap_lock_id
ORDER BY doubt IS NOT NULL, late DESC, hold.downgraded
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
