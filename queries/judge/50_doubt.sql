-- Doubts: why a finding cannot be trusted, one statement per doubt. The weightiest is the one that is told.
--
-- @awaits unsure_window
DROP TABLE IF EXISTS doubt;
CREATE TABLE doubt (  -- a reason why a finding cannot be trusted
  race_id INTEGER NOT NULL,  -- race.race_id: the finding
  weight INTEGER NOT NULL,  -- count: the lowest is the one in race.doubt
  text TEXT NOT NULL,  -- one sentence
  code TEXT NOT NULL,  -- short name: 'clock', 'lost', 'not_recorded', ...
  PRIMARY KEY (race_id, weight, text)
) STRICT, WITHOUT ROWID;

-- From where to where in the ids the findings of a class go: there are few classes, and many findings.
DROP TRIGGER temp.class_starts;
INSERT INTO class_start SELECT NULL, 'none', coalesce(max(race_id), 0) + 1 FROM race;
DROP TABLE IF EXISTS temp.class_run;
CREATE TEMP TABLE class_run (class TEXT PRIMARY KEY, first_id INTEGER NOT NULL, next_id INTEGER NOT NULL) STRICT;
INSERT INTO class_run
SELECT this.class, this.first_id, next.first_id
FROM class_start AS this CROSS JOIN class_start AS next ON next.class_number = this.class_number + 1;
DROP TABLE temp.class_start;

INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 10, 'clock', 'times of different CPUs cannot be compared with clock ' || clock
FROM trace CROSS JOIN race WHERE clock_comparable = 0;

INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 12, 'order', 'the events are not known to be in the order of time'
FROM trace CROSS JOIN race WHERE ordered = 0;

INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 14, 'cpu', 'the events do not say their CPU'
FROM trace CROSS JOIN race WHERE cpu_known = 0 AND class IN ('lost_write', 'stale_tlb');

-- Gaps of a CPU by their begin, each with the latest end of all that began until then: one look tells whether any
-- reaches into a finding, however many there are. -1: those of no known CPU; -2: all.
DROP TABLE IF EXISTS temp.gap;
CREATE TEMP TABLE gap (
  cpu INTEGER NOT NULL,
  from_ts INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (cpu, from_ts)
) STRICT, WITHOUT ROWID;
WITH every AS (
  SELECT
    coalesce(cpu, -1) AS cpu, coalesce(from_ts, -4611686018427387904) AS from_ts,
    coalesce(to_ts, 4611686018427387904) AS to_ts
  FROM event_loss)
INSERT INTO gap
SELECT cpu, from_ts, max(to_ts) OVER (PARTITION BY cpu ORDER BY from_ts)
FROM (
  SELECT cpu, from_ts, max(to_ts) AS to_ts
  FROM (SELECT * FROM every UNION ALL SELECT -2, from_ts, to_ts FROM every)
  GROUP BY cpu, from_ts);
-- A load and a flush rest on the events of two CPUs; everything else on those of threads, which are anywhere.
INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 20, 'lost', 'events were lost while it happened'
FROM (SELECT 1 FROM gap LIMIT 1) CROSS JOIN race
WHERE (SELECT until FROM gap WHERE cpu = -2 AND from_ts <= seen_to ORDER BY from_ts DESC LIMIT 1) >= seen_from
  AND (load_during_flush_id IS NULL OR EXISTS (
    SELECT 1
    FROM load_during_flush AS l CROSS JOIN tlb_flush_request AS r USING (tlb_flush_request_id)
    CROSS JOIN (SELECT DISTINCT cpu FROM gap) AS with_gap
    WHERE l.load_during_flush_id = race.load_during_flush_id AND with_gap.cpu IN (-1, l.cpu, r.cpu)
      AND (SELECT until FROM gap WHERE gap.cpu = with_gap.cpu AND gap.from_ts <= seen_to ORDER BY gap.from_ts DESC LIMIT 1)
        >= seen_from));
DROP TABLE temp.gap;

INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 30, 'not_recorded', 'not recorded: ' || missing.role || ', which tells ' || missing.tells
FROM missing_need AS missing CROSS JOIN race ON race.class = missing.class;

-- A probe that missed may have made a finding, but not more of them than it missed. Who ran and who flushed
-- (items 7 and 8 of lost_write) only tells a lost_write from a copy.
INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 35, 'missed', 'probes missed ' || missed.times || ' times here (' || missed.roles
  || '), and there are no more findings than that'
FROM (
  SELECT class, sum(missed) AS times, group_concat(role, ', ') AS roles
  FROM (
    SELECT class, role FROM need WHERE NOT (class = 'lost_write' AND item IN (7, 8))
    UNION
    -- What the flush after a call may be for (19_late_inside.sql).
    SELECT 'unlocked_flush', role FROM missed_role
    WHERE role IN ('tlb_gather_mmu', 'tlb_finish_mmu', 'ptep_clear_flush', 'handle_mm_fault')
      OR role IN (SELECT enters FROM path_rule)
      OR EXISTS (SELECT 1 FROM path_rule WHERE instr(again, ' ' || missed_role.role || ' ') > 0)
  ) JOIN missed_role USING (role)
  GROUP BY class
) AS missed
JOIN (
  SELECT class, count(DISTINCT CASE WHEN class IN ('late_flush', 'unlocked_flush') THEN pass ELSE race_id END) AS findings
  FROM race LEFT JOIN flush_window USING (flush_window_id) GROUP BY class
) AS found USING (class)
JOIN race USING (class)
WHERE found.findings <= missed.times;

-- What is unsure of a window is so of every finding in it, but of a fault that waited: that rests on no flush.
DROP TABLE IF EXISTS temp.window_doubt;
CREATE TEMP TABLE window_doubt (
  flush_window_id INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  only_late INTEGER NOT NULL  -- boolean: 1 when it concerns late_flush alone
) STRICT;

-- Without the return of the call nothing says which flush came after it.
INSERT INTO window_doubt
SELECT w.flush_window_id, 30, 'not_recorded', 'not recorded: ' || missing.role || ', which tells ' || missing.tells, 0
FROM missing_need AS missing CROSS JOIN flush_window AS w CROSS JOIN pte_protect AS p USING (pte_protect_id)
WHERE missing.class = 'no race seen' AND missing.item BETWEEN 100 AND 199 AND p.function || '_ret' = missing.role;

INSERT INTO window_doubt
SELECT flush_window_id, 40, 'return_not_seen',
  'the return of the call was not seen: nothing says which flush came after it', 0
FROM unsure_window CROSS JOIN flush_window USING (flush_window_id)
WHERE returned IS NULL;

-- clear_refs_write() walks page tables also to clear referenced bits ("1" to "3"), without a flush.
INSERT INTO window_doubt
SELECT flush_window_id, 50, 'asked_unknown',
  CASE WHEN own_flush = 0
    THEN 'clear_refs_write flushed nothing: it may have been asked to clear referenced bits only'
    ELSE 'the clear_refs_write around it was not seen from begin to end: it may have been asked to clear referenced bits only'
  END, 0
FROM unsure_window CROSS JOIN flush_window USING (flush_window_id)
WHERE takes IS NULL;

-- An entry that only gains permission needs no flush: the mmu_gather says whether any did (pte_needs_flush()).
INSERT INTO window_doubt
SELECT flush_window_id, 50, 'gather_unknown',
  'the mmu_gather of the call was not recorded: there may have been nothing to flush', 1
FROM unsure_window
CROSS JOIN flush_window AS w USING (flush_window_id)
CROSS JOIN path_rule AS rule USING (path_code)
CROSS JOIN pte_protect AS p USING (pte_protect_id)
LEFT JOIN mmu_gather AS gather USING (mmu_gather_id)
WHERE rule.may_skip_flush AND (gather.finish_from IS NULL OR gather.start IS NULL OR gather.end IS NULL);

-- A flush after a call that flushes under page table locks is late, unless it is for what the thread did since.
INSERT INTO window_doubt
SELECT w.flush_window_id, 50, 'flush_unknown',
  'not recorded: ' || sign.role || ', which tells whether the flush after the call is for something else', 0
FROM (SELECT column1 AS role FROM (VALUES ('tlb_gather_mmu'), ('ptep_clear_flush'))) AS sign
CROSS JOIN flush_window AS w
CROSS JOIN path_rule AS rule USING (path_code)
WHERE rule.lock = 'ptl' AND w.closed > w.returned AND sign.role NOT IN (SELECT role FROM recorded_role)
  AND w.pte_protect_id NOT IN (SELECT pte_protect_id FROM unflushed_change)
  AND w.pte_protect_id NOT IN (SELECT pte_protect_id FROM unheeded_flush);
INSERT INTO window_doubt
SELECT w.flush_window_id, 50, 'flush_unknown',
  'not recorded: any of ' || trim(rule.again) || ', which tells whether the flush after the call is for something else', 0
FROM (SELECT 1 FROM inside_call LIMIT 1) CROSS JOIN flush_window AS w CROSS JOIN path_rule AS rule USING (path_code)
WHERE rule.again IS NOT NULL AND w.closed > w.returned
  AND w.pte_protect_id NOT IN (SELECT pte_protect_id FROM unflushed_change)
  AND w.pte_protect_id NOT IN (SELECT pte_protect_id FROM unheeded_flush)
  AND NOT EXISTS (SELECT 1 FROM recorded_role WHERE instr(rule.again, ' ' || role || ' ') > 0);

-- A flush that was pending for some of the call may have begun after it looked, or ended before.
INSERT INTO window_doubt
SELECT flush_window_id, 50, 'pending_unknown',
  'not known whether the flush of another thread was pending all through the call: it may have looked before or after', 0
FROM unheeded_flush CROSS JOIN flush_window AS w USING (pte_protect_id)
WHERE NOT certain;

-- The owner gave mmap_lock back and that was missed: so may have been its flush.
INSERT INTO window_doubt
SELECT flush_window_id, 55, 'hold_end_missed',
  'the end of the owner''s hold of mmap_lock was missed, and so may have been its flush', 0
FROM unsure_window CROSS JOIN flush_window AS w USING (flush_window_id)
WHERE w.lock_code IS NULL AND w.lock_since IS NOT NULL;

-- It gives back a lock that it was not seen to take: it may have had it all the while.
DROP TABLE IF EXISTS temp.lock_event;
CREATE TEMP TABLE lock_event (
  tid INTEGER NOT NULL, mm_id INTEGER NOT NULL, ts INTEGER NOT NULL,
  unseen INTEGER NOT NULL,  -- boolean: 1 when a hold ends there that was not seen to begin
  PRIMARY KEY (tid, mm_id, ts)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO lock_event
SELECT tid, mm_id, coalesce(requested, returned, released) AS ts, coalesce(requested, returned) IS NULL
FROM (
  SELECT 1 FROM unsure_window CROSS JOIN flush_window USING (flush_window_id) WHERE lock_code = 0 LIMIT 1) CROSS JOIN mmap_lock
WHERE downgraded_from IS NULL AND mm_id IS NOT NULL AND coalesce(requested, returned, released) IS NOT NULL
  AND tid IN (SELECT tid FROM unsure_window CROSS JOIN flush_window USING (flush_window_id) WHERE lock_code = 0);
INSERT INTO window_doubt
SELECT flush_window_id, 55, 'hold_begin_missed',
  'the owner gave mmap_lock back afterwards, which it was not seen to take: it may have held it', 1
FROM unsure_window CROSS JOIN flush_window AS w USING (flush_window_id)
WHERE w.lock_code = 0 AND (
  SELECT unseen FROM lock_event
  WHERE lock_event.tid = w.tid AND lock_event.mm_id = w.mm_id AND lock_event.ts > w.opened
  ORDER BY ts LIMIT 1);
DROP TABLE temp.lock_event;

-- Where other paths enter by the same function (userfaultfd, NUMA hinting), its flags tell which lock is owed.
INSERT INTO window_doubt
SELECT flush_window_id, 45, 'path_unknown',
  'the flags of change_protection were not recorded: it may have been called by userfaultfd or NUMA balancing', 0
FROM unsure_window
CROSS JOIN flush_window AS w USING (flush_window_id)
CROSS JOIN pte_protect AS p USING (pte_protect_id)
WHERE p.cp_flags IS NULL AND w.path_code IN (
  SELECT rule.path_code FROM path_rule AS rule JOIN path_rule AS other USING (enters)
  WHERE rule.lock = 'write' AND other.path_code <> rule.path_code);

-- The mail's other way to be right: flush before the page table lock is dropped.
INSERT INTO window_doubt
SELECT flush_window_id, 60, 'flushed_inside',
  'the call flushed before it returned: harmless if it still held the page table lock', 1
FROM unsure_window CROSS JOIN flush_window USING (flush_window_id)
WHERE closed <= returned AND lock_code < 2;
DROP TABLE temp.unsure_window;

-- Probes miss, return probes more often: a flush that came in time may be there with one of its events only.
DROP TABLE IF EXISTS temp.half_flush;
CREATE TEMP TABLE half_flush (tid INTEGER NOT NULL, ts INTEGER NOT NULL, PRIMARY KEY (tid, ts)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO half_flush
WITH asked AS (
  SELECT 1 FROM class_run CROSS JOIN race ON race_id = first_id AND race.class = class_run.class
  WHERE class_run.class IN ('late_flush', 'copied', 'lost_write', 'exclusion')
    AND NOT EXISTS (SELECT 1 FROM missing_need WHERE missing_need.class = class_run.class)
  LIMIT 1)
SELECT tid, coalesce(from_ts, to_ts) FROM asked CROSS JOIN tlb_flush_request
WHERE from_ts IS NULL OR to_ts IS NULL
UNION ALL
-- TLB_LOCAL_MM_SHOOTDOWN and TLB_REMOTE_SEND_IPI are of the thread that flushes.
SELECT tid, ts FROM asked CROSS JOIN tlb_flush
WHERE tlb_flush_request_id IS NULL AND reason IN (3, 4);
INSERT INTO window_doubt
SELECT flush_window_id, 60, 'flush_half_seen',
  'the thread flushed before it gave the lock back, but the call of that flush was not recorded whole', 1
FROM (SELECT 1 FROM half_flush LIMIT 1) CROSS JOIN flush_window AS w
WHERE (lock_code IS NULL OR (lock_code = 2 AND lock_ended < coalesce(closed, 4611686018427387904))
    -- Without the lock for writing only a flush inside the call may have been in time.
    OR (lock_code < 2 AND returned IS NOT NULL))
  AND EXISTS (
    SELECT 1 FROM half_flush AS half
    WHERE half.tid = w.tid AND half.ts BETWEEN w.opened
      AND CASE WHEN lock_code < 2 THEN w.returned ELSE coalesce(w.lock_ended, w.closed, 4611686018427387904) END);
INSERT OR IGNORE INTO doubt (race_id, weight, code, text)
SELECT
  race_id, 60, 'flush_half_seen',
  'the faulting thread flushed before it copied, but the call of that flush was not recorded whole: it may have been of its page'
FROM (SELECT 1 FROM half_flush LIMIT 1)
CROSS JOIN class_run AS run
CROSS JOIN race ON race_id >= run.first_id AND race_id < run.next_id
CROSS JOIN page_fault AS f USING (page_fault_id)
WHERE run.class IN ('copied', 'lost_write') AND EXISTS (
  SELECT 1 FROM half_flush AS half
  WHERE half.tid = f.tid AND half.ts >= f.wp_from AND half.ts < f.clear_flush_from);
-- It may have ended the window that seems to be open until a later one: what came then is no finding, unless mmap_lock was
-- held for writing still.
INSERT OR IGNORE INTO doubt (race_id, weight, code, text)
SELECT
  race_id, 60, 'flush_half_seen',
  'the window''s thread flushed before, but the call of that flush was not recorded whole: it may have ended the window'
FROM (SELECT 1 FROM half_flush LIMIT 1)
CROSS JOIN class_run AS run
CROSS JOIN race ON race_id >= run.first_id AND race_id < run.next_id
CROSS JOIN flush_window AS w USING (flush_window_id)
WHERE run.class IN ('copied', 'lost_write', 'exclusion') AND coalesce(race.ts >= w.lock_ended, 1) AND EXISTS (
  SELECT 1 FROM half_flush AS half
  WHERE half.tid = w.tid AND half.ts >= w.opened AND half.ts <= race.ts);
DROP TABLE temp.half_flush;

INSERT OR IGNORE INTO doubt (race_id, weight, code, text)
SELECT race_id, weight, code, text
FROM window_doubt AS d CROSS JOIN race USING (flush_window_id)
WHERE race.class = 'late_flush' OR (race.class <> 'blocked' AND NOT d.only_late);
DROP TABLE temp.window_doubt;

-- do_wp_page looks for a pending flush after it was entered. When it finds none any more, it does not flush
-- itself, and rightly so. A path that keeps faults out has no such excuse.
INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 70, 'copy_after_flush',
  'the flush ended before ptep_clear_flush: the page may have been copied after it (wp_page_copy would tell)'
FROM class_run AS run
CROSS JOIN race ON race_id >= run.first_id AND race_id < run.next_id
CROSS JOIN copied_page AS c ON c.meeting_id = race.meeting_id
CROSS JOIN flush_window AS w ON w.flush_window_id = race.flush_window_id
CROSS JOIN page_fault AS f ON f.page_fault_id = race.page_fault_id
WHERE run.class IN ('lost_write', 'copied') AND w.closed <= f.clear_flush_from AND NOT c.copy_known AND NOT w.excludes;

-- The call takes the page table lock some time after it was entered; nothing records when.
INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 80, 'read_only_before',
  'do_wp_page was entered before the call returned: the page may have been read-only before the call'
FROM class_run AS run
CROSS JOIN race ON race_id >= run.first_id AND race_id < run.next_id
CROSS JOIN copied_page AS c ON c.meeting_id = race.meeting_id
CROSS JOIN flush_window AS w ON w.flush_window_id = race.flush_window_id
CROSS JOIN page_fault AS f ON f.page_fault_id = race.page_fault_id
WHERE run.class IN ('lost_write', 'copied') AND f.wp_from < w.returned AND NOT w.excludes;

-- Hyper-V and Xen flush other CPUs without an event there (arch/x86/hyperv/mmu.c, arch/x86/xen/mmu_pv.c), and
-- KVM a vCPU that does not run (arch/x86/kernel/kvm.c: kvm_flush_tlb_multi()).
INSERT INTO doubt (race_id, weight, code, text)
SELECT race_id, 70, 'hypervisor', 'a hypervisor flushes CPUs here without an event on them'
FROM (
  SELECT 1 WHERE EXISTS (
    SELECT 1 FROM event_kind
    WHERE hits > 0 AND (name GLOB 'hyperv_mmu_flush_tlb_*' OR name GLOB 'xen_mmu_flush_tlb_*')
    UNION ALL
    SELECT 1 FROM recorder_note WHERE key = 'hypervisor')
) CROSS JOIN race
WHERE class = 'stale_tlb';
