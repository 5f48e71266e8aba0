-- unlocked_flush: a path that flushes under page table locks dropped one of them while the flush was still due. No
-- fault is needed for that to be wrong: who takes that lock next finds entries that TLBs do not agree with.
--
-- The call drops its locks before it returns: a flush that comes after that is late (20_flush_window.sql says which
-- is one), and one that was due and never came is no better. And it has one table locked at a time (but where a path says one_lock):
-- where one flush covers entries of several, the lock of the first was dropped before it (CVE-2018-18281: move_page_tables()
-- flushed at its end).
--
-- Inside the call a fault tells: do_wp_page() is entered, and clears an entry (ptep_clear_flush), under the page table
-- lock (mm/memory.c: handle_pte_fault(), wp_page_copy()). When either happens while the call flushes that page, the call
-- has dropped the lock.
INSERT INTO race_class
SELECT 'unlocked_flush', 5, 1, 0, 'PTEs lost permission, and the page table lock was dropped before the flush'
WHERE EXISTS (SELECT 1 FROM inside_path);
WITH
  due AS (
    SELECT
      w.flush_window_id, w.closed, coalesce(w.lock_since, w.opened) AS seen_from,
      min(w.returned, coalesce(flush.from_ts, w.returned)) AS ts
    FROM (SELECT 1 FROM inside_call LIMIT 1)
    CROSS JOIN flush_window AS w
    CROSS JOIN path_rule AS rule USING (path_code)
    LEFT JOIN tlb_flush_request AS flush USING (tlb_flush_request_id)
    WHERE w.path_code IN (SELECT path_code FROM inside_path)
      AND (w.closed > w.returned OR w.closed IS NULL
        -- 2 MiB to a page table; a table above it is moved as a whole, huge pages under a lock of their own.
        OR (NOT rule.one_lock AND flush.stride_shift = 12 AND (flush.start >> 21) < ((flush."end" - 1) >> 21)
          AND (flush.start | flush."end") & 0x3fffffff <> 0))
  )
INSERT INTO race (class, flush_window_id, ts, margin, exclusion, seen_from, seen_to)
SELECT 'unlocked_flush', flush_window_id, ts, closed - ts, 0, seen_from, coalesce(closed, ts)
FROM due;
-- Of a window that is found already the faults add nothing.
WITH
  inside AS (
    SELECT
      w.flush_window_id, f.page_fault_id, flush.from_ts, flush.to_ts, m.begun, coalesce(w.lock_since, w.opened) AS since,
      CASE WHEN f.wp_from > flush.from_ts AND f.wp_from < flush.to_ts THEN f.wp_from ELSE f.clear_flush_from END AS ts
    FROM (SELECT 1 FROM inside_call LIMIT 1)
    CROSS JOIN meeting AS m
    CROSS JOIN flush_window AS w USING (flush_window_id)
    CROSS JOIN page_fault AS f USING (page_fault_id)
    CROSS JOIN tlb_flush_request AS flush USING (tlb_flush_request_id)
    WHERE w.path_code IN (SELECT path_code FROM inside_path) AND flush.tid = w.tid AND f.tid <> w.tid AND w.closed <= w.returned
      -- Huge pages are flushed under a lock of their own.
      AND coalesce(flush.stride_shift, 12) = 12
      AND w.flush_window_id NOT IN (SELECT flush_window_id FROM race WHERE class = 'unlocked_flush'))
INSERT INTO race (class, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'unlocked_flush', flush_window_id, page_fault_id, min(ts), min(ts - from_ts, to_ts - ts), 0, min(since, begun), to_ts
FROM inside
WHERE ts > from_ts AND ts < to_ts
GROUP BY flush_window_id;
