-- Where the windows of another call begin. The stretches of a call follow each other: what is the same for all of them needs
-- no sorting.
--
-- @beside
DROP TABLE IF EXISTS temp.window_run;
CREATE TEMP TABLE window_run (first_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO window_run
SELECT flush_window_id FROM flush_window WHERE flush_window_id = 1
UNION ALL
SELECT w.flush_window_id
FROM flush_window AS before CROSS JOIN flush_window AS w ON w.flush_window_id = before.flush_window_id + 1
WHERE before.pass <> w.pass OR before.path_code <> w.path_code;
