-- What was judged, and what was put to the test: a clean verdict is worth as much as that.
--
-- A window that no fault met proves nothing where faults can run under the per-VMA lock: holding mmap_lock for
-- writing does not by itself keep them out. Only a fault that met a window and waited shows that it is kept out.
--
-- @awaits window_run
DROP TABLE IF EXISTS window_call;
CREATE TABLE window_call (  -- a call that opened windows: one call changes many stretches
  pass INTEGER NOT NULL,  -- id: pte_protect.pass
  path_code INTEGER NOT NULL,  -- code: path_rule.path_code; calls under one lock may be of different paths
  pte_protect_id INTEGER NOT NULL,  -- pte_protect.pte_protect_id: its first stretch
  mm_id INTEGER,  -- mm.mm_id: address space
  tid INTEGER,  -- tid: its thread
  windows INTEGER NOT NULL,  -- count: its stretches
  lock_unknown INTEGER NOT NULL,  -- count: those of which it is not known how the owner held mmap_lock, and until when
  until INTEGER NOT NULL,  -- ns: when the last of them closed
  PRIMARY KEY (pass, path_code)
) STRICT, WITHOUT ROWID;
-- One call holds its lock in one way.
INSERT INTO window_call
SELECT
  first.pass, first.path_code, first.pte_protect_id, first.mm_id, first.tid, last.flush_window_id - first_id + 1,
  -- A lock that only a count in the mm tells of has no end.
  CASE WHEN first.lock_code IS NULL OR (first.lock_code = 2 AND first.lock_since IS NULL)
    THEN last.flush_window_id - first_id + 1 ELSE 0 END,
  coalesce(last.closed, 4611686018427387904)
FROM window_run AS run
CROSS JOIN flush_window AS first ON first.flush_window_id = first_id
CROSS JOIN flush_window AS last ON last.flush_window_id = coalesce(
  (SELECT later.first_id FROM window_run AS later WHERE later.first_id > run.first_id ORDER BY later.first_id LIMIT 1),
  (SELECT max(flush_window_id) + 1 FROM flush_window)) - 1
WHERE true
ON CONFLICT (pass, path_code) DO UPDATE SET
  windows = windows + excluded.windows, lock_unknown = lock_unknown + excluded.lock_unknown,
  until = max(until, excluded.until);

DROP TABLE IF EXISTS judged_path;
CREATE TABLE judged_path (  -- a path whose windows were judged
  path_code INTEGER PRIMARY KEY,  -- code: path_rule.path_code
  path TEXT NOT NULL,  -- its name
  calls INTEGER NOT NULL,  -- count: calls
  windows INTEGER NOT NULL,  -- count: stretches of PTEs
  lock_unknown INTEGER NOT NULL,  -- count: those of which it is not known how the owner held mmap_lock, and until when
  could_meet INTEGER NOT NULL,  -- count: calls during which the mm had another thread, which could have faulted
  waited INTEGER NOT NULL,  -- count: write faults that met a window and waited until it had closed
  kept_out INTEGER NOT NULL,  -- count: those of user mode that ran under mmap_lock: each had tried the per-VMA lock, and did not get it
  served INTEGER NOT NULL,  -- count: write faults that were served inside
  copied INTEGER NOT NULL,  -- count: those that copied a page there
  mitigated INTEGER NOT NULL  -- count: those that flushed their page themselves before they copied it
) STRICT;
-- Of each address space its first thread, and when the first other one was seen: a look for each call.
DROP TABLE IF EXISTS temp.mm_thread;
CREATE TEMP TABLE mm_thread (
  mm_id INTEGER PRIMARY KEY,
  tid INTEGER NOT NULL,
  first_ts INTEGER NOT NULL,
  other_ts INTEGER
) STRICT;
INSERT INTO mm_thread
SELECT mm_id, tid, min(first_ts), NULL FROM task WHERE mm_id IS NOT NULL AND tid IS NOT NULL AND first_ts IS NOT NULL
GROUP BY mm_id;
UPDATE mm_thread SET other_ts = other.first_ts
FROM (
  SELECT mm_id, min(task.first_ts) AS first_ts FROM task CROSS JOIN mm_thread AS one USING (mm_id)
  WHERE task.tid <> one.tid GROUP BY mm_id) AS other
WHERE other.mm_id = mm_thread.mm_id;
-- Path by path, so that nothing has to be sorted by it.
WITH
  called AS (
    SELECT
      path.path_code, min(call.pte_protect_id) AS example, count(*) AS calls, sum(call.windows) AS windows,
      sum(call.lock_unknown) AS lock_unknown,
      sum(coalesce(CASE WHEN thread.tid <> call.tid THEN thread.first_ts ELSE thread.other_ts END < call.until, 0))
        AS could_meet
    FROM path_rule AS path
    CROSS JOIN window_call AS call USING (path_code)
    LEFT JOIN mm_thread AS thread ON thread.mm_id = call.mm_id
    WHERE +path.path_code IN (SELECT path_code FROM window_call)
    GROUP BY path.path_code
  ),
  met AS (
    SELECT path.path_code, run.class, count(*) AS findings, sum(m.mitigated) AS mitigated,
      sum(f.user_mode = 1 AND f.vma_lock = 0) AS kept_out
    FROM path_rule AS path
    CROSS JOIN class_run AS run
    CROSS JOIN race ON race_id >= run.first_id AND race_id < run.next_id
    CROSS JOIN meeting AS m ON m.meeting_id = race.meeting_id AND m.path_code = path.path_code
    CROSS JOIN page_fault AS f ON f.page_fault_id = m.page_fault_id
    WHERE +path.path_code IN (SELECT path_code FROM window_call)
      AND run.class IN ('blocked', 'served', 'exclusion', 'copied', 'lost_write') AND race.doubt IS NULL
    GROUP BY path.path_code, run.class
  )
INSERT INTO judged_path
SELECT
  path_code, (SELECT path FROM pte_protect WHERE pte_protect_id = example), calls, windows, lock_unknown, could_meet,
  coalesce(sum(findings) FILTER (WHERE class = 'blocked'), 0),
  coalesce(sum(kept_out) FILTER (WHERE class = 'blocked'), 0),
  coalesce(sum(findings) FILTER (WHERE class IN ('served', 'exclusion')), 0),
  coalesce(sum(findings) FILTER (WHERE class IN ('copied', 'lost_write')), 0), coalesce(sum(mitigated), 0)
FROM called LEFT JOIN met USING (path_code)
GROUP BY path_code;

-- A path that flushes under page table locks is put to the test by its own flushes: a call without one may have had
-- nothing to flush, or has not flushed it.
DROP TABLE IF EXISTS flushing_path;
CREATE TABLE flushing_path (  -- a path that flushes inside its calls, and those calls
  path_code INTEGER PRIMARY KEY,  -- code: path_rule.path_code
  flushed INTEGER NOT NULL,  -- count: calls that flushed before they returned
  tested INTEGER NOT NULL,  -- count: those during which the mm had another thread, which could use an old TLB entry
  late INTEGER NOT NULL,  -- count: calls that flushed only after it, or did not flush what they were seen to change
  unflushed INTEGER NOT NULL,  -- count: calls that do not say that they changed nothing, and of which no flush was seen
  could_meet INTEGER NOT NULL,  -- count: those during which the mm had another thread
  late_unknown INTEGER NOT NULL,  -- count: calls during which it had one, and of which it is not known whether they flushed late
  due INTEGER NOT NULL  -- count: of the unflushed those that were seen whole, of a path that flushes always
) STRICT;
WITH
  seen AS (
    SELECT pte_protect_id, max(closed <= returned) AS flushed, max(closed > returned OR closed IS NULL) AS late
    FROM (SELECT 1 FROM inside_call LIMIT 1) CROSS JOIN flush_window
    WHERE path_code IN (SELECT path_code FROM inside_path)
    GROUP BY pte_protect_id),
  call AS (
    SELECT
      path_code, coalesce(flushed, 0) AS flushed, coalesce(late, 0) AS late,
      protect.from_ts IS NOT NULL AND seen.pte_protect_id IS NULL AND ended_code IS NOT 3
        AND NOT coalesce(around.result = 0 AND around.function = within, 0) AS unflushed,
      protect.pte_protect_id IN (SELECT pte_protect_id FROM perhaps_late) AS perhaps_late,
      mmap_lock_id IS NULL AND around.to_ts IS NULL AS end_unknown,
      always_flushes AND protect.from_ts IS NOT NULL AND protect.to_ts IS NOT NULL AS must_flush,
      coalesce(CASE WHEN thread.tid <> protect.tid THEN thread.first_ts ELSE thread.other_ts END
        < coalesce(protect.to_ts, protect.from_ts), protect.mm_id IS NULL) AS could_meet
    FROM (SELECT pte_protect_id FROM inside_call)
    CROSS JOIN pte_protect AS protect USING (pte_protect_id)
    CROSS JOIN path_rule USING (path_code)
    LEFT JOIN seen USING (pte_protect_id)
    LEFT JOIN kernel_call AS around ON around.kernel_call_id = protect.kernel_call_id
    LEFT JOIN mm_thread AS thread ON thread.mm_id = protect.mm_id)
INSERT INTO flushing_path
SELECT
  path_code, sum(flushed), sum(flushed AND could_meet), sum(late), sum(unflushed), sum(unflushed AND could_meet),
  sum((perhaps_late OR (unflushed AND end_unknown)) AND could_meet), sum(unflushed AND must_flush)
FROM call
GROUP BY path_code;
DROP TABLE temp.mm_thread;
DROP TABLE temp.inside_call;
DROP TABLE temp.inside_path;
DROP TABLE temp.perhaps_late;
DROP TABLE temp.unflushed_change;

-- Whoever frees pages has flushed what he gathered before tlb_finish_mmu() returns (mm/mmu_gather.c: tlb_flush_mmu()).
-- What ends with its mm has no range.
DROP TABLE IF EXISTS gathered_flush;
CREATE TABLE gathered_flush (  -- one row: what the mmu_gathers flushed that had something to flush
  gathers INTEGER NOT NULL,  -- count: that were seen to end with something to flush
  unflushed INTEGER NOT NULL  -- count: of them those that ended without a flush of it all
) STRICT;
INSERT INTO gathered_flush
SELECT count(*), count(*) - count(tlb_flush_request_id)
FROM (
  SELECT 1 WHERE NOT EXISTS (
    SELECT 1 FROM missing_need WHERE class = 'no race seen' AND role IN ('flush_tlb_mm_range', 'flush_tlb_mm_range_ret')))
CROSS JOIN mmu_gather
WHERE start >= 0 AND start < "end" AND finish_from IS NOT NULL AND finish_to IS NOT NULL;
-- Whoever gathered nothing flushes everything while another has a flush pending, which may be of what he came for
-- (mm_tlb_flush_nested(); 99baac21e458).
DROP TABLE IF EXISTS unheeded_gather;
CREATE TABLE unheeded_gather (  -- an mmu_gather that had to flush because another of the mm had a flush pending, and did not
  mmu_gather_id INTEGER PRIMARY KEY,  -- mmu_gather.mmu_gather_id: the one that did not flush
  tlb_flush_request_id INTEGER NOT NULL  -- tlb_flush_request.tlb_flush_request_id: the flush that the other had pending
) STRICT;
INSERT INTO unheeded_gather
SELECT own.mmu_gather_id, pending.tlb_flush_request_id
FROM mmu_gather AS own
JOIN mmu_gather AS other ON other.mmu_gather_id = own.nested_in
JOIN tlb_flush_request AS pending ON pending.tlb_flush_request_id = other.tlb_flush_request_id
WHERE own.nested_in IS NOT NULL AND own.tlb_flush_request_id IS NULL AND pending.to_ts > own.finish_to
  -- Of a flush that was seen by half it is not known what it was for.
  AND own.tid NOT IN (SELECT tid FROM tlb_flush_request WHERE tid IS NOT NULL AND (from_ts IS NULL OR to_ts IS NULL));

-- Under which locks faults run here. On a kernel with per-VMA locks every fault of user mode tries one first
-- (arch/x86/mm/fault.c: do_user_addr_fault()); others and get_user_pages() never do. The first faults tell.
DROP TABLE IF EXISTS fault_lock;
CREATE TABLE fault_lock (  -- one row: which locks faults run under
  vma_lock INTEGER NOT NULL,  -- count: faults under the per-VMA lock, of the first 1000 of user mode
  mmap_lock INTEGER NOT NULL,  -- count: faults that ran under mmap_lock, of these
  unknown INTEGER NOT NULL,  -- count: faults of which it is not known whether they write, of the first 1000 of any mode
  vma_lock_possible INTEGER NOT NULL  -- boolean: 1 when faults can run under the per-VMA lock, or nothing says that they cannot
) STRICT;
INSERT INTO fault_lock
SELECT vma, mmap, unknown, vma > 0 OR mmap = 0
FROM (
  SELECT coalesce(sum(vma_lock), 0) AS vma, count(*) - coalesce(sum(vma_lock), 0) AS mmap
  -- Where the first 10,000 are all of another mode nothing is known.
  FROM (SELECT vma_lock FROM page_fault
    WHERE page_fault_id <= 10000 AND handled_from IS NOT NULL AND user_mode = 1 LIMIT 1000)
), (
  SELECT count(*) - count(write) AS unknown
  FROM (SELECT write FROM page_fault WHERE handled_from IS NOT NULL LIMIT 1000)
);

DROP TABLE IF EXISTS judged_class;
CREATE TABLE judged_class (  -- a class, and whether this recording lets it be judged
  class TEXT PRIMARY KEY,  -- race_class.class
  judged INTEGER NOT NULL,  -- boolean: 1 when all events that decide it were recorded
  trusted INTEGER NOT NULL,  -- count: findings without a doubt
  doubted INTEGER NOT NULL,  -- count: findings with one
  calls INTEGER,  -- count: calls that opened the windows of the trusted ones, NULL where each finding is one
  missing TEXT  -- what was not recorded, NULL when nothing is missing
) STRICT, WITHOUT ROWID;
-- One call can be late for thousands of stretches, whose findings follow each other: from the first that can be trusted
-- look for the next one of another call.
DROP TABLE IF EXISTS temp.found_call;
CREATE TEMP TABLE found_call (class TEXT NOT NULL, flush_window_id INTEGER NOT NULL) STRICT;
WITH RECURSIVE found (class, race_id, next_id, flush_window_id, first_window_id, next_window_id) AS (
  SELECT
    run.class, race_id, next_id, flush_window_id,
    (SELECT max(first_id) FROM window_run WHERE first_id <= flush_window_id),
    coalesce((SELECT min(first_id) FROM window_run WHERE first_id > flush_window_id), 9223372036854775807)
  FROM class_run AS run
  CROSS JOIN race ON race_id = (
    SELECT race_id FROM race
    WHERE race_id >= run.first_id AND race_id < run.next_id AND doubt IS NULL ORDER BY race_id LIMIT 1)
  WHERE run.class IN ('late_flush', 'unlocked_flush')
  UNION ALL
  SELECT
    found.class, race.race_id, next_id, race.flush_window_id,
    (SELECT max(first_id) FROM window_run WHERE first_id <= race.flush_window_id),
    coalesce((SELECT min(first_id) FROM window_run WHERE first_id > race.flush_window_id), 9223372036854775807)
  FROM found
  CROSS JOIN race ON race.race_id = (
    SELECT race_id FROM race AS later
    WHERE later.race_id > found.race_id AND later.race_id < found.next_id
      AND (later.flush_window_id < found.first_window_id OR later.flush_window_id >= found.next_window_id)
      AND later.doubt IS NULL
    ORDER BY race_id LIMIT 1)
)
INSERT INTO found_call SELECT class, flush_window_id FROM found;
DROP TABLE temp.window_run;
WITH
  -- Its ids had no gap before a fault was left to a graver one.
  found AS (
    SELECT
      class, next_id - first_id - (SELECT count(*) FROM lesser WHERE race_id >= first_id AND race_id < next_id) AS findings
    FROM class_run
  ),
  doubted AS (
    SELECT class, count(*) AS findings
    FROM (SELECT DISTINCT race_id FROM doubt) CROSS JOIN race USING (race_id) GROUP BY class
  )
INSERT INTO judged_class
SELECT
  class, missing.roles IS NULL, coalesce(found.findings, 0) - coalesce(doubted.findings, 0),
  coalesce(doubted.findings, 0),
  CASE WHEN class IN ('late_flush', 'unlocked_flush') THEN (
    SELECT count(DISTINCT pass) FROM found_call CROSS JOIN flush_window USING (flush_window_id)
    WHERE found_call.class = race_class.class) END,
  missing.roles
FROM race_class
LEFT JOIN found USING (class)
LEFT JOIN doubted USING (class)
LEFT JOIN (SELECT class, group_concat(role, ', ') AS roles FROM missing_need GROUP BY class) AS missing USING (class);
DROP TABLE temp.found_call;
DROP TABLE temp.lesser;
DROP TABLE temp.class_run;
