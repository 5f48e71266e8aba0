-- Write faults served while the task that changed their PTEs held mmap_lock for writing.
--
-- Two parties that exclude each other were in the same range at once. With vma_lock = 1 the fault ran
-- under the per-VMA lock (6.4 and later): the writer did not lock the VMA (vma_start_write) before it
-- changed its PTEs. With 0 mmap_lock itself did not exclude, which points at the recording first.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range handle_mm_fault
--   mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 100 rows at most; 0 for all
-- @column race_id id row of race
-- @column class text 'exclusion', 'copied' or 'lost_write'
-- @column path text path of the window, path_rule.name
-- @column address address faulting address
-- @column vma_lock boolean 1 when the fault was served under the per-VMA lock, 0 under mmap_lock
-- @column outcome text what do_wp_page did: 'copied', 'reused', 'retried', 'none' or 'unknown'
-- @column faulting_tid tid that thread
-- @column faulting_cpu cpu CPU that served the fault
-- @column protecting_tid tid thread whose call opened the window
-- @column protecting_cpu cpu CPU it was on
-- @column lock_acquired time when the window's owner got mmap_lock
-- @column opened time when the window opened: entry of the call that changed PTEs
-- @column handled_from time entry of handle_mm_fault
-- @column handled_to time return of handle_mm_fault; NULL when not seen
-- @column lock_released time when it released or downgraded it; NULL when not seen
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see race.in_window
SELECT
  race.race_id, race.class, protect.path, fault.address, fault.vma_lock, fault.outcome,
  fault.tid AS faulting_tid, fault.handled_cpu AS faulting_cpu,
  protect.tid AS protecting_tid, protect.cpu AS protecting_cpu,
  hold.returned AS lock_acquired, flush_window.opened, fault.handled_from, fault.handled_to,
  flush_window.lock_ended AS lock_released, race.doubt
FROM race
JOIN flush_window USING (flush_window_id)
JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
JOIN page_fault AS fault ON fault.page_fault_id = race.page_fault_id
JOIN race_class ON race_class.class = race.class
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
WHERE race.exclusion = 1
ORDER BY race.doubt IS NOT NULL, race_class.severity, race.margin DESC, race.ts
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
