-- Calls of paths that flush under page table locks (path_rule.lock 'ptl'), where the path was recorded: steps 19, 20, 48 and
-- 70 ask for them. Most recordings have few; where there are none nothing is looked through.
DROP TABLE IF EXISTS temp.inside_path;
CREATE TEMP TABLE inside_path (path_code INTEGER PRIMARY KEY) STRICT;
INSERT INTO inside_path
SELECT path_code FROM path_rule WHERE lock = 'ptl' AND enters IN (SELECT role FROM recorded_role WHERE hits > 0);
DROP TABLE IF EXISTS temp.inside_call;
CREATE TEMP TABLE inside_call (
  pte_protect_id INTEGER PRIMARY KEY,
  path_code INTEGER NOT NULL,
  tid INTEGER,
  mm_id INTEGER,
  from_ts INTEGER,  -- entered, NULL when not seen
  to_ts INTEGER,  -- returned, NULL when not seen
  since INTEGER,  -- from then on a flush by its thread may be late: to_ts, where that was not seen from_ts
  start INTEGER,  -- first address that it may have changed, NULL when not known
  end INTEGER,  -- first address after
  until INTEGER,  -- its thread gave back or downgraded mmap_lock or, holding none, left the call around; NULL when not known
  latest INTEGER  -- from then on no flush can be for what it changed, at the latest
) STRICT;
INSERT INTO inside_call
SELECT
  protect.pte_protect_id, protect.path_code, protect.tid, protect.mm_id, protect.from_ts, protect.to_ts,
  coalesce(protect.to_ts, protect.from_ts), protect.start,
  -- A page table has 2 MiB.
  CASE WHEN rule.one_table <= coalesce((SELECT number FROM kernel_release), rule.one_table) THEN min(protect."end", ((protect.start >> 21) + 1) << 21) ELSE protect."end" END,
  CASE WHEN hold.mmap_lock_id IS NULL THEN around.to_ts ELSE coalesce(hold.downgraded, hold.released) END,
  coalesce(CASE WHEN hold.downgraded IS NULL THEN hold.released END, around.to_ts)
FROM (SELECT 1 FROM inside_path LIMIT 1) CROSS JOIN pte_protect AS protect
CROSS JOIN path_rule AS rule USING (path_code)
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
LEFT JOIN kernel_call AS around ON around.kernel_call_id = protect.kernel_call_id
WHERE protect.path_code IN (SELECT path_code FROM inside_path);
CREATE INDEX temp.inside_call_by_begin ON inside_call (tid, from_ts);

-- Where no release tells until when, the thread's next event of that lock does, or its next such call.
DROP TABLE IF EXISTS temp.lock_of_thread;
CREATE TEMP TABLE lock_of_thread (
  tid INTEGER NOT NULL, mm_id INTEGER NOT NULL, ts INTEGER NOT NULL, PRIMARY KEY (tid, ts, mm_id)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO lock_of_thread
SELECT tid, mm_id, CASE WHEN downgraded_from IS NULL THEN coalesce(requested, returned, released) ELSE released END AS ts
FROM (SELECT 1 FROM inside_call WHERE latest IS NULL LIMIT 1) CROSS JOIN mmap_lock
WHERE tid IN (SELECT tid FROM inside_call WHERE latest IS NULL) AND mm_id IS NOT NULL
  AND (released IS NOT NULL OR (downgraded_from IS NULL AND coalesce(requested, returned) IS NOT NULL));
UPDATE inside_call SET latest = min(
  coalesce((
    SELECT min(ts) FROM lock_of_thread AS lock
    WHERE lock.tid = inside_call.tid AND lock.ts > inside_call.since AND coalesce(lock.mm_id = inside_call.mm_id, 1)),
    9223372036854775807),
  coalesce((
    SELECT min(next.from_ts) FROM inside_call AS next
    WHERE next.tid = inside_call.tid AND next.from_ts >= inside_call.since
      AND next.pte_protect_id > inside_call.pte_protect_id),
    9223372036854775807))
WHERE latest IS NULL;
DROP TABLE temp.lock_of_thread;
