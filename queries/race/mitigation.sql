-- Faults that flushed their page themselves before they copied it: userfaultfd's mitigation at work.
--
-- userfaultfd write-protects under the read lock, so faults run in its windows by design. do_wp_page then
-- looks whether a flush is pending on the mm and flushes the page first; a copy after that is safe. One row
-- per such fault. A kernel that lacks it shows copies in race.copied instead.
--
-- @requires handle_mm_fault do_wp_page flush_tlb_mm_range
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread that faulted
-- @column tid tid that thread
-- @column cpu cpu CPU it was on
-- @column page address the page
-- @column do_wp_page time entry of do_wp_page
-- @column flush_from time when its flush began
-- @column flush_to time when its flush was done; NULL when not seen
-- @column copied_at time when it copied the page; NULL when it did not
-- @column path text path of a window it was in: 'uffd_wp' or another; NULL when in none
-- @column protecting_tid tid thread whose window that was
-- @column opened time when that window opened
-- @see race.copied, race.in_window
WITH mitigated AS MATERIALIZED (
  SELECT * FROM page_fault
  WHERE mitigation_request_id IS NOT NULL
  ORDER BY handled_to - handled_from DESC, page_fault_id LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1)
),
met AS MATERIALIZED (
  SELECT pair.page_fault_id, max(pair.pte_protect_id) AS pte_protect_id
  FROM fault_window AS pair
  WHERE pair.page_fault_id IN (SELECT page_fault_id FROM mitigated)
  GROUP BY pair.page_fault_id
)
SELECT
  name.comm AS task, fault.tid, fault.handled_cpu AS cpu, fault.address & ~4095 AS page,
  fault.wp_from AS do_wp_page, flush.from_ts AS flush_from, flush.to_ts AS flush_to,
  fault.clear_flush_from AS copied_at, protect.path, protect.tid AS protecting_tid,
  protect.from_ts AS opened
FROM mitigated AS fault
LEFT JOIN tlb_flush_request AS flush ON flush.tlb_flush_request_id = fault.mitigation_request_id
LEFT JOIN met ON met.page_fault_id = fault.page_fault_id
LEFT JOIN pte_protect AS protect ON protect.pte_protect_id = met.pte_protect_id
LEFT JOIN task_name AS name ON name.tid = fault.tid
ORDER BY fault.handled_to - fault.handled_from DESC, fault.page_fault_id;
