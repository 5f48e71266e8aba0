-- Windows worth the looks of 50_doubt.sql, found in one: of no other is anything unsure.
--
-- @beside
DROP TABLE IF EXISTS temp.unsure_window;
CREATE TEMP TABLE unsure_window (flush_window_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO unsure_window
SELECT flush_window_id FROM flush_window AS w CROSS JOIN path_rule AS rule USING (path_code)
WHERE w.returned IS NULL OR w.takes IS NULL OR w.closed <= w.returned OR rule.may_skip_flush
  OR w.lock_code = 0 OR (w.lock_code IS NULL AND w.lock_since IS NOT NULL);
