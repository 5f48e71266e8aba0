-- late_flush: a path that must hold mmap_lock for writing changed PTEs without it, or it was released or
-- downgraded while the flush was still due. No fault is needed for that to be wrong.
--
-- Where the lock is not known (before 5.11, or hashed pointers in text), a write fault that began and was
-- served inside shows that it did not keep faults out. One that began before may have dropped its lock and
-- be on its way to retry.
INSERT INTO race_class VALUES ('late_flush', 4, 1, 1,
  'PTEs lost permission without mmap_lock held for writing until the flush');
WITH
  late AS (
    SELECT
      w.flush_window_id, w.opened, w.closed, w.lock_code, w.lock_ended, w.lock_since, NULL AS page_fault_id,
      CASE WHEN w.lock_code = 2 THEN w.lock_ended ELSE w.opened END AS ts
    FROM flush_window AS w
    CROSS JOIN path_rule AS rule USING (path_code)
    WHERE rule.lock = 'write'
      AND (w.lock_code IN (0, 1)
        OR (w.lock_code = 2 AND w.lock_ended IS NOT NULL AND (w.closed IS NULL OR w.closed > w.lock_ended)))
    UNION ALL
    SELECT
      w.flush_window_id, w.opened, w.closed, w.lock_code, w.lock_ended, w.lock_since, m.page_fault_id,
      min(coalesce(f.clear_flush_from, max(m.handled_from, m.opened)))
    FROM meeting AS m
    JOIN flush_window AS w USING (flush_window_id)
    JOIN path_rule AS rule USING (path_code)
    JOIN page_fault AS f ON f.page_fault_id = m.page_fault_id
    WHERE rule.lock = 'write' AND w.lock_code IS NULL AND m.served AND m.handled_from >= m.opened
    GROUP BY w.flush_window_id
  )
INSERT INTO race (class, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'late_flush', flush_window_id, page_fault_id, ts,
  CASE lock_code WHEN 2 THEN closed - lock_ended ELSE closed - opened END, 0,
  min(opened, coalesce(lock_since, opened)), max(coalesce(closed, ts), ts)
FROM late;
