-- served: a fault was served inside a window, its page not copied. Paths under the read lock allow it by
-- design; elsewhere it is a sign of a hole.
INSERT INTO race_class VALUES ('served', 7, 0, 0, 'a write fault was served inside a window, its page not copied');
INSERT OR IGNORE INTO graver_fault SELECT page_fault_id FROM copied_page;
INSERT OR IGNORE INTO graver_fault SELECT page_fault_id FROM meeting WHERE write_held;
INSERT INTO race (
  class, meeting_id, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'served', meeting_id, flush_window_id, page_fault_id, max(handled_from, opened),
  min(closed - handled_from, handled_to - opened), served AND write_held, seen_from, seen_to
FROM meeting
WHERE served AND NOT EXISTS (SELECT 1 FROM graver_fault AS graver WHERE graver.page_fault_id = meeting.page_fault_id);
