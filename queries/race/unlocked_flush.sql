-- Calls that flush under page table locks, and dropped one before the flush.
--
-- PAGEMAP_SCAN, mremap, KSM, UFFDIO_MOVE, huge pages, hugetlbfs, writeback and the migration to devices flush inside the
-- call, before they drop the lock of the page table (path_rule.lock is 'ptl'). A flush by the same thread after the call
-- returned is late, and so is one of several page tables at once, of which a call has one locked at a time
-- (CVE-2018-18281). Inside the call a fault tells that has the lock while the call flushes its page. KSM flushes also what
-- another thread is about to: where that flush was pending all through a call that did not, its row shows that flush.
--
-- @requires pagemap_scan_pmd_entry|move_page_tables|write_protect_page|move_pages_ptes|move_pages_huge_pmd|hugetlb_change_protection|pmdp_invalidate|pmdp_collapse_flush|page_mkclean_one|migrate_vma_collect_pmd flush_tlb_mm_range flush_tlb_mm_range_ret
-- @param limit integer 100 rows at most; 0 for all
-- @column race_id id row of race
-- @column path text path of the window, path_rule.name
-- @column task text name of the thread whose call it is
-- @column tid tid that thread
-- @column cpu cpu CPU it was on
-- @column start address first address of the window
-- @column end address first address after it
-- @column opened time entry of the call
-- @column returned time return of the call
-- @column flush_from time when the flush began; NULL: none was seen of what the call changed
-- @column flush_to time when it was done
-- @column flush_start address first address of the flush
-- @column flush_end address first address after it
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see race.late_flush, race.windows
SELECT
  race.race_id, protect.path, task_name.comm AS task, protect.tid, protect.cpu, flush_window.start, flush_window.end,
  flush_window.opened, flush_window.returned, request.from_ts AS flush_from, request.to_ts AS flush_to,
  request.start AS flush_start, request.end AS flush_end, race.doubt
FROM race
JOIN flush_window USING (flush_window_id)
JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
LEFT JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = flush_window.tlb_flush_request_id
LEFT JOIN task_name ON task_name.tid = protect.tid
WHERE race.class = 'unlocked_flush'
ORDER BY race.doubt IS NOT NULL, race.ts
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
