-- Pages that a write fault copied between their write-protect and the flush.
--
-- Until the flush another CPU may still write to the old page through a stale TLB entry; what it writes
-- after the copy began is gone. Rows of class lost_write had a thread of the same mm on another CPU.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range handle_mm_fault
--   do_wp_page ptep_clear_flush
-- @param limit integer 100 rows at most; 0 for all
-- @column race_id id row of race
-- @column class text 'copied' or 'lost_write'
-- @column path text path of the window, path_rule.name
-- @column page address the page
-- @column faulting_task text name of the thread that faulted
-- @column faulting_tid tid that thread
-- @column faulting_cpu cpu CPU that served the fault
-- @column protecting_tid tid thread whose call opened the window
-- @column protecting_cpu cpu CPU it was on
-- @column opened time when the window opened: entry of the call that changed PTEs
-- @column do_wp_page time entry of do_wp_page
-- @column copied_at time when the page was copied: ptep_clear_flush inside do_wp_page
-- @column closed time end of the flush that closed the window; NULL when it stayed open
-- @column exclusion boolean 1 when the window's owner held mmap_lock for writing as the fault was served
-- @column margin ns how far apart the deciding pair of events is
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see race.lost_write, race.in_window
SELECT
  race.race_id, race.class, protect.path, fault.address & ~4095 AS page,
  faulting.comm AS faulting_task, fault.tid AS faulting_tid, fault.handled_cpu AS faulting_cpu,
  protect.tid AS protecting_tid, protect.cpu AS protecting_cpu,
  flush_window.opened, fault.wp_from AS do_wp_page, fault.clear_flush_from AS copied_at, flush_window.closed,
  race.exclusion, race.margin, race.doubt
FROM race
JOIN flush_window USING (flush_window_id)
JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
JOIN page_fault AS fault ON fault.page_fault_id = race.page_fault_id
JOIN race_class ON race_class.class = race.class
LEFT JOIN task_name AS faulting ON faulting.tid = fault.tid
WHERE race.class IN ('copied', 'lost_write')
ORDER BY race.doubt IS NOT NULL, race_class.severity, race.margin DESC, race.ts
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
