-- unlocked_flush: a path that flushes under page table locks dropped one of them while the flush was still due. No
-- fault is needed for that to be wrong: who takes that lock next finds entries that TLBs do not agree with.
--
-- The call drops its locks before it returns: a flush that comes after that is late (20_flush_window.sql says which
-- is one). And it has one table locked at a time: where one flush covers entries of several, the lock of the first was
-- dropped before it (CVE-2018-18281: move_page_tables() flushed at its end).
INSERT INTO race_class
SELECT 'unlocked_flush', 5, 1, 0, 'PTEs lost permission, and the page table lock was dropped before the flush'
WHERE EXISTS (
  SELECT 1 FROM path_rule
  WHERE lock = 'ptl' AND enters IN (SELECT role FROM recorded_role WHERE hits > 0));
WITH
  due AS (
    SELECT
      w.flush_window_id, w.closed, coalesce(w.lock_since, w.opened) AS seen_from, min(w.returned, flush.from_ts) AS ts
    FROM (
      SELECT path_code FROM path_rule
      WHERE lock = 'ptl' AND enters IN (SELECT role FROM recorded_role WHERE hits > 0)) AS rule
    CROSS JOIN flush_window AS w USING (path_code)
    CROSS JOIN tlb_flush_request AS flush USING (tlb_flush_request_id)
    WHERE w.closed > w.returned
      -- 2 MiB to a page table; a table above it is moved as a whole, huge pages under a lock of their own.
      OR (flush.stride_shift = 12 AND (flush.start >> 21) < ((flush."end" - 1) >> 21)
        AND (flush.start | flush."end") & 0x3fffffff <> 0)
  )
INSERT INTO race (class, flush_window_id, ts, margin, exclusion, seen_from, seen_to)
SELECT 'unlocked_flush', flush_window_id, ts, closed - ts, 0, seen_from, closed
FROM due;
