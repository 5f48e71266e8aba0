-- late_flush where the lock is not known (before 5.11, or hashed pointers in text): a write fault that began and was
-- served inside shows that it did not keep faults out. One that began before may have dropped its lock and
-- be on its way to retry.
INSERT INTO race (class, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'late_flush', flush_window_id, page_fault_id, ts, closed - opened, 0, min(opened, coalesce(lock_since, opened)),
  max(coalesce(closed, ts), ts)
FROM (
  SELECT
    w.flush_window_id, w.opened, w.closed, w.lock_since, m.page_fault_id,
    min(coalesce(f.clear_flush_from, max(m.handled_from, m.opened))) AS ts
  FROM meeting AS m
  CROSS JOIN flush_window AS w USING (flush_window_id)
  CROSS JOIN page_fault AS f ON f.page_fault_id = m.page_fault_id
  WHERE w.excludes AND w.lock_code IS NULL AND m.served AND m.handled_from >= m.opened
  GROUP BY w.flush_window_id);
