-- copied: a page was copied inside a window; a store of another CPU may have been lost.
INSERT INTO race_class VALUES ('copied', 2, 1, 0, 'a page was copied between its write-protect and the flush');
INSERT INTO race (
  class, meeting_id, flush_window_id, page_fault_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'copied', m.meeting_id, m.flush_window_id, m.page_fault_id, f.clear_flush_from, c.margin, m.served AND m.write_held,
  m.seen_from, m.seen_to
FROM copied_page AS c
JOIN meeting AS m USING (meeting_id)
JOIN page_fault AS f ON f.page_fault_id = c.page_fault_id;
