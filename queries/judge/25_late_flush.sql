-- late_flush: a path that must hold mmap_lock for writing changed PTEs without it, or it was released or
-- downgraded while the flush was still due. No fault is needed for that to be wrong.
-- Where the lock is not known, 40_late_flush.sql asks faults.
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
