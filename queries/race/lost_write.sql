-- Copies in a window while another CPU could still write to the old page: a write there may be lost.
--
-- One row per thread of the mm that may have been in user mode on another CPU, where the old entry could be,
-- between the begin of the copy and that CPU's flush of the page. Of such copies 1 in 20 lost a store, as an
-- instrumented emulator saw. `mark` is the first line written to trace_marker after it that names the page
-- and says LOST: proof by the workload itself. The longest time in user mode first.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range handle_mm_fault
--   do_wp_page ptep_clear_flush sched_switch|switch_mm_irqs_off
-- @param limit integer 100 rows at most; 0 for all
-- @column race_id id row of race
-- @column path text path of the window, path_rule.name
-- @column page address the page
-- @column faulting_task text name of the thread that faulted
-- @column faulting_tid tid that thread
-- @column faulting_cpu cpu CPU that served the fault
-- @column writer_tid tid thread that ran the mm on another CPU during the copy
-- @column writer_cpu cpu that CPU
-- @column writer_user ns for how long it may have stored to the old page: in user mode, before its CPU's flush
-- @column writer_flushed time last flush of that CPU that covered the page, before the copy; NULL for none seen
-- @column protecting_tid tid thread whose call opened the window
-- @column protecting_cpu cpu CPU it was on
-- @column opened time when the window opened: entry of the call that changed PTEs
-- @column copied_at time when the page was copied: ptep_clear_flush inside do_wp_page
-- @column closed time end of the flush that closed the window; NULL when it stayed open
-- @column exclusion boolean 1 when the window's owner held mmap_lock for writing as the fault was served
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @column mark text first line after it that says LOST for that page; NULL for none
-- @see race.copied
SELECT
  race.race_id, protect.path, fault.address & ~4095 AS page,
  faulting.comm AS faulting_task, fault.tid AS faulting_tid, fault.handled_cpu AS faulting_cpu,
  runner.tid AS writer_tid, runner.cpu AS writer_cpu, stale.user_time AS writer_user,
  runner.last_flush AS writer_flushed,
  protect.tid AS protecting_tid, protect.cpu AS protecting_cpu,
  flush_window.opened, fault.clear_flush_from AS copied_at, flush_window.closed, race.exclusion, race.doubt,
  (SELECT mark.text FROM lost_mark JOIN mark USING (mark_id)
   WHERE lost_mark.page = fault.address & ~4095 AND mark.ts >= fault.clear_flush_from
   ORDER BY mark.ts LIMIT 1) AS mark
FROM race
JOIN flush_window USING (flush_window_id)
JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
JOIN page_fault AS fault ON fault.page_fault_id = race.page_fault_id
JOIN stale_runner AS stale ON stale.meeting_id = race.meeting_id
JOIN copy_runner AS runner ON runner.copy_runner_id = stale.copy_runner_id
LEFT JOIN task_name AS faulting ON faulting.tid = fault.tid
WHERE race.class = 'lost_write'
ORDER BY stale.user_time DESC, race.ts, runner.cpu
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
