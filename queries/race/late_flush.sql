-- Windows of paths that must hold mmap_lock for writing until the flush, and did not.
--
-- Either the PTEs changed while the thread held the lock for reading or not at all, or the write lock was
-- released or downgraded while pages still awaited their flush, or no flush ever came. No fault is needed
-- for that to be a bug: the next one to race it loses a write.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range
--   mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 100 rows at most; 0 for all
-- @column race_id id row of race
-- @column path text path of the window: 'clear_refs', 'mprotect' or 'fork'
-- @column task text name of the thread whose call opened the window
-- @column tid tid that thread
-- @column cpu cpu CPU it was on
-- @column start address first address of the window
-- @column end address first address after it
-- @column lock_mode text lock that the protecting thread held: 'write', 'read' or 'none'; NULL when unknown
-- @column opened time when the window opened: entry of the call that changed PTEs
-- @column lock_ended time when the write lock was released or downgraded; NULL when none was held
-- @column closed time end of the flush that closed the window; NULL when it stayed open
-- @column open_without_lock ns how long the window was open without the write lock; NULL when it stayed open
-- @column flushed_by tid thread whose flush closed it; NULL when none did
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see race.windows, race.in_window, race.unlocked_flush
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
ORDER BY race.doubt IS NOT NULL, flush_window.closed IS NOT NULL, race.margin DESC, race.ts
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
