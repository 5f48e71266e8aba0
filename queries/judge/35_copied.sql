-- Copies inside a window: another CPU's store through an old TLB entry would be gone with the old page.
--
-- do_wp_page() (mm/memory.c) was entered before the window closed, and its ptep_clear_flush came after it
-- opened, with no flush of the page by the faulting thread in between (userfaultfd's mitigation).
--
-- Where faults must be kept out (flush_window.excludes) the span of do_wp_page decides: none may be here at
-- all. Elsewhere a path may rightly meet faults, and only a copy that the window made dangerous counts:
-- do_wp_page was entered inside it (before, the page was read-only already, and the window left no writable
-- entry), and the copy began before it closed (at wp_page_copy where that is recorded). So of a path that flushes
-- under the page table lock too: nothing tells when it took the lock and whether it kept it (50_doubt.sql).
DROP TABLE IF EXISTS copied_page;
CREATE TABLE copied_page (  -- a meeting in which the fault copied its page inside the window
  meeting_id INTEGER PRIMARY KEY,  -- meeting.meeting_id: the meeting
  page_fault_id INTEGER NOT NULL,  -- page_fault.page_fault_id: the fault
  flush_window_id INTEGER NOT NULL,  -- flush_window.flush_window_id: the window
  copy_from INTEGER NOT NULL,  -- ns: wp_page_copy entered, or do_wp_page where that is not recorded
  copy_known INTEGER NOT NULL,  -- boolean: 1 when wp_page_copy was recorded
  margin INTEGER NOT NULL  -- ns: the shorter of copy to close and opening to ptep_clear_flush
) STRICT;

INSERT INTO copied_page
SELECT
  meeting_id, page_fault_id, flush_window_id, coalesce(f.copy_from, f.wp_from), f.copy_from IS NOT NULL,
  min(meeting.closed - CASE WHEN coalesce(f.copy_from, f.wp_from) < meeting.closed THEN coalesce(f.copy_from, f.wp_from)
    ELSE f.wp_from END, f.clear_flush_from - meeting.opened)
FROM meeting
JOIN page_fault AS f USING (page_fault_id)
JOIN flush_window AS w USING (flush_window_id)
JOIN path_rule AS rule USING (path_code)
WHERE f.clear_flush_from > meeting.opened
  -- What the fault gives back was writable in no TLB when its page has to be copied.
  AND rule.takes = 'write'
  -- A CPU sets the dirty bit before it stores through an entry, and of what keeps private pages where they are only KSM
  -- and MADV_FREE take it away, and flush: an entry without it was written through by nobody. So are those of the page
  -- cache's pages in a private mapping of a file, and of the zero page.
  AND (rule.lock = 'ptl' OR f.wp_pte IS NULL OR f.wp_pte & 0x0400000000000040 <> 0)
  AND NOT meeting.mitigated
  AND CASE WHEN w.excludes THEN f.wp_from < meeting.closed
    ELSE f.wp_from >= meeting.opened AND coalesce(f.copy_from, f.wp_from) < meeting.closed END;
