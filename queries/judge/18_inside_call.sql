-- Calls of paths that flush under page table locks (path_rule.lock 'ptl'), where the path was recorded: steps 20, 48 and
-- 70 ask for them. Most recordings have few; where there are none nothing is looked through.
DROP TABLE IF EXISTS temp.inside_path;
CREATE TEMP TABLE inside_path (path_code INTEGER PRIMARY KEY) STRICT;
INSERT INTO inside_path
SELECT path_code FROM path_rule WHERE lock = 'ptl' AND enters IN (SELECT role FROM recorded_role WHERE hits > 0);
DROP TABLE IF EXISTS temp.inside_call;
CREATE TEMP TABLE inside_call (pte_protect_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO inside_call
SELECT pte_protect_id
FROM (SELECT 1 FROM inside_path LIMIT 1) CROSS JOIN pte_protect
WHERE path_code IN (SELECT path_code FROM inside_path);
