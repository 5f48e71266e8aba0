-- exclusion: a fault was served while the window's owner still held mmap_lock for writing.
--
-- The per-VMA lock (mm/memory.c: lock_vma_under_rcu()) lets faults run beside a writer of mmap_lock that did
-- not lock the VMA too (vma_start_write()). One that did keeps them out until it gives mmap_lock back (vma_end_write_all()),
-- also after its flush.
INSERT INTO race_class VALUES ('exclusion', 3, 1, 1,
  'a write fault was served although the window''s owner held mmap_lock for writing');
INSERT INTO race (
  class, meeting_id, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'exclusion', meeting_id, flush_window_id, page_fault_id, max(handled_from, opened),
  min(abs(closed - handled_from), handled_to - opened), 1, seen_from, seen_to
FROM meeting
WHERE write_held;
