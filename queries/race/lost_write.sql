-- Copies in a window while another CPU ran the same mm: a write there is likely lost.
--
-- One row per other CPU that ran a thread of the mm between the entry of do_wp_page and the end of its
-- ptep_clear_flush, without having flushed the page since the PTEs changed. `mark` is the first line
-- written to trace_marker after it that names the page and says LOST: proof by the workload itself.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range handle_mm_fault
--   do_wp_page ptep_clear_flush sched_switch|switch_mm_irqs_off
-- @param limit integer 100 rows at most
-- @column race_id id row of race
-- @column path text path of the window: 'clear_refs', 'mprotect', 'uffd_wp', 'uffd_unwp', 'numa' or 'fork'
-- @column page address the page
-- @column faulting_task text name of the thread that faulted
-- @column faulting_tid tid that thread
-- @column faulting_cpu cpu CPU that served the fault
-- @column writer_tid tid thread that ran the mm on another CPU during the copy
-- @column writer_cpu cpu that CPU
-- @column writer_ran_for ns how long it ran there during the copy
-- @column writer_flushed ns last flush of that CPU that covered the page, before the copy; NULL for none seen
-- @column protecting_tid tid thread whose call opened the window
-- @column protecting_cpu cpu CPU it was on
-- @column opened ns when the window opened: entry of the call that changed PTEs
-- @column copied_at ns when the page was copied: ptep_clear_flush inside do_wp_page
-- @column closed ns end of the flush that closed the window; NULL when it stayed open
-- @column exclusion boolean 1 when the window's owner held mmap_lock for writing as the fault was served
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @column mark text first line after it that says LOST for that page; NULL for none
-- @see race.copied
WITH lost AS MATERIALIZED (SELECT ts, text FROM mark WHERE text GLOB 'LOST addr=*')
SELECT
  race.race_id, protect.path, fault.address & ~4095 AS page,
  faulting.comm AS faulting_task, fault.tid AS faulting_tid, fault.handled_cpu AS faulting_cpu,
  runner.tid AS writer_tid, runner.cpu AS writer_cpu, runner.to_ts - runner.from_ts AS writer_ran_for,
  runner.last_flush AS writer_flushed,
  protect.tid AS protecting_tid, protect.cpu AS protecting_cpu,
  flush_window.opened, fault.clear_flush_from AS copied_at, flush_window.closed, race.exclusion, race.doubt,
  (SELECT lost.text FROM lost
   WHERE lost.ts >= fault.clear_flush_from
     AND lost.text GLOB 'LOST addr=' || printf('%x', fault.address >> 12) || '*'
   ORDER BY lost.ts LIMIT 1) AS mark
FROM race
JOIN flush_window USING (flush_window_id)
JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
JOIN page_fault AS fault ON fault.page_fault_id = race.page_fault_id
JOIN copy_runner AS runner ON runner.page_fault_id = race.page_fault_id
LEFT JOIN task_name AS faulting ON faulting.tid = fault.tid
WHERE race.class = 'lost_write' AND runner.cpu <> fault.handled_cpu
  AND (runner.last_flush IS NULL OR protect.to_ts IS NULL OR runner.last_flush < protect.to_ts)
  AND NOT (runner.tid = protect.tid AND runner.from_ts >= protect.from_ts AND runner.to_ts <= coalesce(protect.to_ts, runner.to_ts))
ORDER BY race.ts, runner.cpu
LIMIT coalesce(:limit, 100);
