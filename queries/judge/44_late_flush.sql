-- late_flush: a path that must hold mmap_lock for writing changed PTEs without it, or it was released or
-- downgraded while the flush was still due. No fault is needed for that to be wrong.
--
-- Where the lock is not known (before 5.11, or hashed pointers in text), a write fault that began and was
-- served inside shows that it did not keep faults out. One that began before may have dropped its lock and
-- be on its way to retry.
INSERT INTO race_class VALUES ('late_flush', 4, 1, 1,
  'PTEs lost permission without mmap_lock held for writing until the flush');
-- All columns in the order of the table, as in 20_flush_window.sql. Only a hold for writing has lock_ended.
INSERT INTO race (
  race_id, class, flush_window_id, page_fault_id, meeting_id, load_during_flush_id, ts, margin, exclusion,
  seen_from, seen_to, doubt)
SELECT
  NULL, 'late_flush', flush_window_id, NULL, NULL, NULL,
  coalesce(lock_ended, opened), closed - coalesce(lock_ended, opened), 0,
  CASE WHEN lock_since < opened THEN lock_since ELSE opened END,
  CASE WHEN closed > coalesce(lock_ended, opened) THEN closed ELSE coalesce(lock_ended, opened) END, NULL
FROM flush_window
WHERE (excludes AND lock_ended < coalesce(closed, 4611686018427387904))
  OR (lock_code < 2 AND path_code IN (SELECT path_code FROM path_rule WHERE lock = 'write'));
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
