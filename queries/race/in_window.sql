-- Write faults that met a window: a stretch of PTEs that had lost permission and was not flushed yet.
--
-- One row per fault, for the gravest thing it did there. 'blocked' is the lock at work, and its cost;
-- 'served' is allowed for paths that run under the read lock by design (userfaultfd, NUMA hinting);
-- everything else is a race, and stands first. A doubt says why a row cannot be trusted.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range handle_mm_fault
-- @param class text NULL only rows of this class
-- @param path text NULL only windows of this path
-- @param limit integer 100 rows at most; 0 for all
-- @column race_id id row of race
-- @column class text 'lost_write', 'copied', 'exclusion', 'served' or 'blocked'
-- @column path text path of the window, path_rule.name
-- @column address address faulting address
-- @column faulting_task text name of the thread that faulted
-- @column faulting_tid tid that thread
-- @column faulting_cpu cpu CPU that served the fault
-- @column protecting_task text name of the thread whose call opened the window
-- @column protecting_tid tid thread whose call opened the window
-- @column protecting_cpu cpu CPU it was on
-- @column opened time when the window opened: entry of the call that changed PTEs
-- @column entered time when the exception came; NULL for get_user_pages()
-- @column handled_from time entry of handle_mm_fault
-- @column copied_at time when the page was copied: ptep_clear_flush inside do_wp_page
-- @column handled_to time return of handle_mm_fault; NULL when not seen
-- @column closed time end of the flush that closed the window; NULL when it stayed open
-- @column lock_mode text lock that the protecting thread held: 'write', 'read' or 'none'; NULL when unknown
-- @column exclusion boolean 1 when the window's owner held mmap_lock for writing as the fault was served
-- @column margin ns how far apart the deciding pair of events is
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see race.copied, race.lost_write, race.exclusion, race.late_flush
SELECT
  race.race_id, race.class, protect.path, fault.address,
  faulting.comm AS faulting_task, fault.tid AS faulting_tid, fault.handled_cpu AS faulting_cpu,
  protecting.comm AS protecting_task, protect.tid AS protecting_tid, protect.cpu AS protecting_cpu,
  flush_window.opened, fault.entered, fault.handled_from, fault.clear_flush_from AS copied_at,
  fault.handled_to, flush_window.closed, protect.lock_mode, race.exclusion, race.margin, race.doubt
FROM race
JOIN flush_window USING (flush_window_id)
JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
JOIN page_fault AS fault ON fault.page_fault_id = race.page_fault_id
JOIN race_class ON race_class.class = race.class
LEFT JOIN task_name AS faulting ON faulting.tid = fault.tid
LEFT JOIN task_name AS protecting ON protecting.tid = protect.tid
WHERE race.class = coalesce(:class, race.class)
  AND protect.path = coalesce(:path, protect.path)
ORDER BY race.doubt IS NOT NULL, race_class.severity, race.margin DESC, race.ts
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
