-- Windows of paths that must hold mmap_lock for writing until the flush, and did not.
--
-- Either the PTEs changed while the thread held the lock for reading or not at all, or the write lock was
-- released or downgraded while pages still awaited their flush, or no flush ever came. No fault is needed
-- for that to be a bug: the next one to race it loses a write.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 100
-- @column race_id id
-- @column path text
-- @column task text
-- @column tid tid
-- @column cpu cpu
-- @column start address
-- @column end address
-- @column lock_mode text
-- @column opened ns
-- @column lock_ended ns
-- @column closed ns
-- @column open_without_lock ns
-- @column flushed_by tid
-- @column doubt text
-- @see race.windows, race.in_window
SELECT
  race.race_id, protect.path, task_name.comm AS task, protect.tid, protect.cpu,
  flush_window.start, flush_window.end, protect.lock_mode, flush_window.opened, flush_window.lock_ended,
  flush_window.closed, race.margin AS open_without_lock, request.tid AS flushed_by, race.doubt
FROM race
JOIN flush_window USING (flush_window_id)
JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
LEFT JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = flush_window.tlb_flush_request_id
LEFT JOIN task_name ON task_name.tid = protect.tid
WHERE race.class = 'late_flush'
ORDER BY race.ts
LIMIT coalesce(:limit, 100);
