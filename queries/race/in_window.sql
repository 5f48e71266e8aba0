-- Write faults that met a window: a stretch of PTEs that had lost permission and was not flushed yet.
--
-- One row per fault, for the gravest thing it did there. 'blocked' is the lock at work, and its cost;
-- 'served' is allowed for paths that run under the read lock by design (userfaultfd, NUMA hinting);
-- everything else is a race. A doubt says why a row cannot be trusted.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range handle_mm_fault
-- @param class text NULL
-- @param path text NULL
-- @param limit integer 100
-- @column race_id id
-- @column class text
-- @column path text
-- @column address address
-- @column faulting_task text
-- @column faulting_tid tid
-- @column faulting_cpu cpu
-- @column protecting_task text
-- @column protecting_tid tid
-- @column protecting_cpu cpu
-- @column opened ns
-- @column entered ns
-- @column handled_from ns
-- @column copied_at ns
-- @column handled_to ns
-- @column closed ns
-- @column lock_mode text
-- @column exclusion boolean
-- @column margin ns
-- @column doubt text
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
LEFT JOIN task_name AS faulting ON faulting.tid = fault.tid
LEFT JOIN task_name AS protecting ON protecting.tid = protect.tid
WHERE race.class = coalesce(:class, race.class)
  AND protect.path = coalesce(:path, protect.path)
ORDER BY race.ts
LIMIT coalesce(:limit, 100);
