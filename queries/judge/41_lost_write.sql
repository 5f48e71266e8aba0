-- lost_write: a page was copied inside a window, and a thread elsewhere could write to the old one meanwhile.
-- (36_stale_runner.sql). Of 472 such copies an emulator that saw every store found 24 in which one was lost.
INSERT INTO race_class VALUES ('lost_write', 1, 1, 0,
  'a page was copied inside a window while another CPU could still write to the old one');
INSERT INTO race (
  class, meeting_id, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'lost_write', m.meeting_id, m.flush_window_id, m.page_fault_id, f.clear_flush_from, c.margin, m.served AND m.write_held,
  m.seen_from, m.seen_to
FROM copied_page AS c
JOIN meeting AS m USING (meeting_id)
JOIN page_fault AS f ON f.page_fault_id = c.page_fault_id
WHERE EXISTS (SELECT 1 FROM stale_runner AS r WHERE r.meeting_id = c.meeting_id);
