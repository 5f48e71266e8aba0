-- Candidates for a meeting: the faults that the pairing saw in the address range of a window (fault_window), with their
-- windows, in the order of the faults: one look at each window.
--
-- @beside
DROP TABLE IF EXISTS temp.candidate;
CREATE TEMP TABLE candidate (
  candidate_id INTEGER PRIMARY KEY,
  page_fault_id INTEGER NOT NULL,
  flush_window_id INTEGER NOT NULL
) STRICT;
INSERT INTO candidate
SELECT NULL, page_fault_id, flush_window_id
FROM (SELECT 1 FROM fault_window LIMIT 1) CROSS JOIN flush_window CROSS JOIN fault_window USING (pte_protect_id)
WHERE page_fault_id IS NOT NULL
ORDER BY page_fault_id, flush_window_id;
