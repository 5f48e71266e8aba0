-- A fault counts once: for the gravest of its classes, and of windows that give the same class for one that can
-- be trusted. Findings without a fault in a window are all there already.
DROP TABLE IF EXISTS temp.lesser;
CREATE TEMP TABLE lesser (race_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO lesser
SELECT race_id
FROM (
  SELECT
    race_id,
    row_number() OVER (
      PARTITION BY page_fault_id
      ORDER BY severity, EXISTS (SELECT 1 FROM doubt WHERE doubt.race_id = race.race_id), flush_window_id) AS place
  FROM race JOIN race_class USING (class)
  WHERE meeting_id IS NOT NULL
)
WHERE place > 1;
DELETE FROM race WHERE race_id IN (SELECT race_id FROM lesser);
DELETE FROM doubt WHERE race_id IN (SELECT race_id FROM lesser);
DROP TABLE temp.lesser;
DROP VIEW temp.met_fault;

UPDATE race
SET doubt = (SELECT text FROM doubt WHERE doubt.race_id = race.race_id ORDER BY weight LIMIT 1)
WHERE race_id IN (SELECT race_id FROM doubt);

CREATE INDEX race_by_class ON race (class);
