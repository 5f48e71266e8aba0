-- A fault counts once: for the gravest of its classes, and of windows that give the same class for one that can
-- be trusted. Findings without a fault in a window are all there already.
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
SELECT page_fault_id, severity, EXISTS (SELECT 1 FROM doubt WHERE doubt.race_id = race.race_id), flush_window_id, race_id
FROM race INDEXED BY race_by_meeting CROSS JOIN race_class USING (class)
WHERE meeting_id IS NOT NULL;
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
DROP TABLE temp.lesser;
DROP VIEW temp.met_fault;

UPDATE race
SET doubt = (SELECT text FROM doubt WHERE doubt.race_id = race.race_id ORDER BY weight LIMIT 1)
WHERE race_id IN (SELECT race_id FROM doubt);
