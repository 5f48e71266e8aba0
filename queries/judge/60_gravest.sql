-- A fault counts once: for the gravest of its classes, and of windows that give the same class for one that can
-- be trusted. Findings without a fault in a window are all there already.
DROP TABLE IF EXISTS temp.met_race;
CREATE TEMP TABLE met_race (
  page_fault_id INTEGER NOT NULL,
  race_id INTEGER NOT NULL,
  PRIMARY KEY (page_fault_id, race_id)
) STRICT, WITHOUT ROWID;
INSERT INTO met_race
SELECT page_fault_id, race_id
FROM class_run AS run CROSS JOIN race ON race_id >= run.first_id AND race_id < run.next_id
WHERE run.class NOT IN ('late_flush', 'unlocked_flush', 'stale_tlb') AND meeting_id IS NOT NULL;
-- Most faults have one finding.
DROP TABLE IF EXISTS temp.met_finding;
CREATE TEMP TABLE met_finding (
  page_fault_id INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  doubted INTEGER NOT NULL,
  flush_window_id INTEGER NOT NULL,
  race_id INTEGER NOT NULL,
  PRIMARY KEY (page_fault_id, severity, doubted, flush_window_id, race_id)
) STRICT, WITHOUT ROWID;
INSERT INTO met_finding
SELECT
  race.page_fault_id, severity, EXISTS (SELECT 1 FROM doubt WHERE doubt.race_id = race.race_id), flush_window_id,
  race_id
FROM (SELECT page_fault_id FROM met_race GROUP BY page_fault_id HAVING count(*) > 1)
CROSS JOIN met_race USING (page_fault_id)
CROSS JOIN race USING (race_id)
CROSS JOIN race_class USING (class);
DROP TABLE temp.met_race;
DROP TABLE IF EXISTS temp.lesser;
CREATE TEMP TABLE lesser (race_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO lesser
SELECT race_id FROM met_finding AS finding
WHERE race_id <> (
  SELECT race_id FROM met_finding AS gravest WHERE gravest.page_fault_id = finding.page_fault_id
  ORDER BY severity, doubted, flush_window_id, race_id LIMIT 1);
DROP TABLE temp.met_finding;
DELETE FROM race WHERE race_id IN (SELECT race_id FROM lesser);
DELETE FROM doubt WHERE race_id IN (SELECT race_id FROM lesser);

UPDATE race
SET doubt = (SELECT text FROM doubt WHERE doubt.race_id = race.race_id ORDER BY weight LIMIT 1)
WHERE race_id IN (SELECT race_id FROM doubt);
