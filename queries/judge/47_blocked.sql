-- blocked: a fault came inside a window and was served after it had closed. The lock worked; it is latency.
INSERT INTO race_class VALUES ('blocked', 8, 0, 0, 'a write fault waited until the window had closed');
INSERT OR IGNORE INTO graver_fault SELECT page_fault_id FROM meeting WHERE served;
INSERT INTO race (
  class, meeting_id, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'blocked', meeting_id, flush_window_id, page_fault_id, max(handled_from, opened), handled_from - closed, 0,
  seen_from, seen_to
FROM meeting
WHERE blocked AND NOT EXISTS (SELECT 1 FROM graver_fault AS graver WHERE graver.page_fault_id = meeting.page_fault_id);
DROP TABLE temp.graver_fault;
