-- The verdict of the recording, and what it rests on.
--
--   race           a finding that can be trusted of a class that makes a race
--   no race seen   none, and the evidence is complete: what decides was recorded, nothing was lost, the order of
--                  events is known, and something was put to the test
--   inconclusive   none that can be trusted, and verdict_reason says what is missing
DROP TABLE IF EXISTS verdict_reason;
CREATE TABLE verdict_reason (  -- what the verdict rests on: findings, or why nothing can be told
  verdict_reason_id INTEGER PRIMARY KEY,  -- id: row number; the weightiest first
  code TEXT NOT NULL,  -- a class of race, or 'not_recorded', 'missed', 'clock', 'order', 'cpu', 'lost', 'doubt', 'lock_unknown', 'late_unknown', 'unflushed_call', 'copy_unknown', 'untested', 'unflushed_gather', 'unheeded_gather' or 'nothing_to_judge'
  weighs TEXT NOT NULL,  -- verdict that this reason is for: 'race', 'inconclusive' or 'no race seen'
  reason TEXT NOT NULL,  -- one sentence
  count INTEGER,  -- count: how often, NULL where it is not counted
  calls INTEGER  -- count: in how many calls, NULL where that says nothing
) STRICT;
DROP TABLE IF EXISTS verdict;
CREATE TABLE verdict (  -- one row: the verdict of the recording
  verdict_id INTEGER PRIMARY KEY,  -- id: always 1
  verdict TEXT NOT NULL  -- 'race', 'no race seen' or 'inconclusive'
) STRICT;

INSERT INTO verdict_reason (code, weighs, reason, count, calls)
SELECT class, 'race', means, trusted, calls
FROM race_class JOIN judged_class USING (class)
WHERE is_race AND trusted > 0
ORDER BY severity;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'not_recorded', 'inconclusive', 'not recorded: ' || role || ', which tells ' || tells
FROM missing_need WHERE class = 'no race seen'
ORDER BY item;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'not_recorded', 'inconclusive', 'not recorded: the flags of handle_mm_fault, which tell which faults write'
FROM fault_lock WHERE unknown > 0;

INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT 'missed', 'inconclusive',
  'probes missed ' || sum(missed) || CASE sum(missed) WHEN 1 THEN ' time' ELSE ' times' END
    || ' (' || group_concat(role, ', ') || '): a race may lie in what they would have told',
  sum(missed)
FROM missed_role
WHERE role IN (SELECT role FROM need WHERE class = 'no race seen')
  OR role IN (SELECT role || '_ret' FROM need WHERE class = 'no race seen')
HAVING count(*) > 0;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'clock', 'inconclusive',
  CASE
    WHEN clock = 'unknown' THEN 'the recording does not say which clock it has: the order of events on different CPUs is not known; if you know it, ingest with --clock NAME'
    WHEN clock IN ('local', 'perf')
      THEN 'clock ' || clock || ' is kept per CPU: the order of events on different CPUs is not known; record with -C mono, mono_raw or x86-tsc'
    ELSE 'whether CPUs agree on clock ' || clock || ' is not known: the order of events on different CPUs is not either; record with -C mono, mono_raw or x86-tsc'
  END
FROM trace WHERE clock_comparable = 0;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'order', 'inconclusive',
  'the events are not known to be in the order of time, or of each thread (trace.notes): a text in order has each CPU''s times rising'
FROM trace WHERE ordered = 0;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'cpu', 'inconclusive',
  'the events do not say their CPU: who could use an old TLB entry is not known; print the CPU too'
FROM trace WHERE cpu_known = 0;

INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT 'lost', 'inconclusive',
  'events were lost in ' || count(*) || CASE count(*) WHEN 1 THEN ' gap' ELSE ' gaps' END
    || CASE WHEN count(events) = 0 THEN ', how many is not known'
         ELSE ', ' || CASE WHEN count(events) < count(*) THEN 'at least ' ELSE '' END || CAST(total(events) AS INTEGER) || ' events' END
    || ' (' || group_concat(DISTINCT why) || '): a race may lie in them; record with larger buffers (trace-cmd -b)',
  count(*)
FROM event_loss HAVING count(*) > 0;

INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT 'doubt', 'inconclusive', class || ' seen, but not to be trusted: ' || doubt, count(*)
FROM (SELECT DISTINCT race_id FROM doubt) CROSS JOIN race USING (race_id) CROSS JOIN race_class USING (class)
WHERE is_race AND (SELECT clock_comparable FROM trace) = 1
GROUP BY severity, race.doubt;

-- Where it is not known how the lock was held (5.10 has no mmap_lock events; pointers in text are hashed), the
-- faults are what tells: a write fault that began and was served inside a window is a late_flush. That all of
-- them waited shows that the lock worked; where another thread could have faulted and none did, nothing does.
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'lock_unknown', CASE WHEN waited > 0 THEN 'no race seen' ELSE 'inconclusive' END,
  'whether mmap_lock was held for writing until the flush is not known of the windows of ' || path
    || ' (mmap_lock events were not recorded, or cannot be joined)'
    || CASE WHEN waited > 0 THEN ', but ' || waited || ' write faults met windows and all waited until the flush'
         ELSE ', and no write fault met a window that would show it' END,
  lock_unknown
FROM judged_path JOIN path_rule USING (path_code)
WHERE lock = 'write' AND lock_unknown > 0 AND could_meet > 0;

INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'untested', 'inconclusive',
  'no write fault of user mode waited for a window of ' || path || ': such faults can run under the per-VMA lock, and only one that waits shows that it was locked too',
  could_meet
FROM judged_path JOIN path_rule USING (path_code) JOIN fault_lock
WHERE lock = 'write' AND vma_lock_possible AND could_meet > 0 AND kept_out = 0 AND lock_unknown = 0;
INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'untested', 'inconclusive',
  'no write fault of user mode met any window: such faults can run under the per-VMA lock, and only one that waits shows that it was locked too'
FROM fault_lock
-- Windows that nobody could meet, or whose path may meet faults and loses nothing by them (NUMA hinting), leave nothing
-- untested where a path that flushes inside was put to the test.
WHERE vma_lock_possible
  AND EXISTS (
    SELECT 1 FROM judged_path JOIN path_rule USING (path_code)
    WHERE lock <> 'ptl' AND (could_meet > 0 AND (lock = 'write' OR takes = 'write')
      OR NOT EXISTS (SELECT 1 FROM flushing_path WHERE tested > 0)))
  AND NOT EXISTS (
    SELECT 1 FROM judged_path JOIN path_rule USING (path_code)
    WHERE lock <> 'ptl' AND kept_out + served + mitigated > 0)
  AND NOT EXISTS (SELECT 1 FROM verdict_reason WHERE code IN ('untested', 'lock_unknown'));

-- Paths that flush inside their calls. Calls that flushed show that the path does; calls that did not show nothing.
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'late_unknown', 'inconclusive',
  'whether ' || name || ' flushed late is not known of ' || late_unknown || CASE late_unknown WHEN 1 THEN ' call' ELSE ' calls' END
    || ': its return, the end of its mmap_lock or a flush by its thread was not seen whole (record mmap_lock events and returns)',
  late_unknown
FROM flushing_path JOIN path_rule USING (path_code)
WHERE late_unknown > 0;
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'untested', 'inconclusive',
  'no call of ' || name || ' was seen to flush: there was nothing to flush, or it was not flushed', could_meet
FROM flushing_path JOIN path_rule USING (path_code)
WHERE flushed = 0 AND late = 0 AND could_meet > 0;

INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'unflushed_call', 'inconclusive',
  due || CASE due WHEN 1 THEN ' call of ' ELSE ' calls of ' END || name || ' ended without a flush, which each should make: it was missed, or is missing', due
FROM flushing_path JOIN path_rule USING (path_code)
WHERE due > 0;
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'copy_unknown', 'inconclusive',
  'whether ' || count(*) || CASE count(*) WHEN 1 THEN ' write fault' ELSE ' write faults' END
    || ' served inside windows copied the page there is not known: of do_wp_page only the return was seen',
  count(*)
FROM meeting JOIN page_fault AS fault USING (page_fault_id)
WHERE served AND NOT meeting.mitigated AND fault.wp_from IS NULL AND fault.wp_to IS NOT NULL
  -- Where events were lost, that is what to say.
  AND NOT EXISTS (SELECT 1 FROM event_loss)
HAVING count(*) > 0;

-- No event tells when pages are freed, or whether they are.
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'unflushed_gather', 'inconclusive',
  unflushed || ' of ' || gathers || ' mmu_gathers with something to flush ended without a flush of it: pages may have been freed before',
  unflushed
FROM gathered_flush WHERE unflushed > 0;
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'unheeded_gather', 'inconclusive',
  count(*) || CASE count(*) WHEN 1 THEN ' mmu_gather' ELSE ' mmu_gathers' END || ' with nothing to flush ended while another of the mm '
    || 'had a flush pending, without the flush of everything that is due then: what is said to be gone may be used still',
  count(*)
FROM unheeded_gather HAVING count(*) > 0;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'nothing_to_judge', 'inconclusive', 'no PTE lost permission while this was recorded: there was nothing to judge'
WHERE NOT EXISTS (SELECT 1 FROM flush_window)
  AND NOT EXISTS (SELECT 1 FROM verdict_reason WHERE code IN ('not_recorded', 'untested'));

INSERT INTO verdict (verdict_id, verdict)
SELECT 1, CASE
  WHEN EXISTS (SELECT 1 FROM verdict_reason WHERE weighs = 'race') THEN 'race'
  WHEN EXISTS (SELECT 1 FROM verdict_reason WHERE weighs = 'inconclusive') THEN 'inconclusive'
  ELSE 'no race seen'
END;

-- Which paths and classes the verdict is about, and which it is not.
DROP TABLE IF EXISTS scope;
CREATE TABLE scope (  -- what was judged, what was put to the test, and what was not judged
  scope_id INTEGER PRIMARY KEY,  -- id: row number
  code TEXT NOT NULL,  -- 'judged', 'classes', 'tested' or 'not_judged'
  text TEXT NOT NULL  -- one line
) STRICT;
INSERT INTO scope (code, text)
SELECT 'judged', path || ' (' || calls || CASE calls WHEN 1 THEN ' call, ' ELSE ' calls, ' END
  || windows || CASE windows WHEN 1 THEN ' range)' ELSE ' ranges)' END
FROM judged_path ORDER BY path_code;
INSERT INTO scope (code, text)
SELECT 'classes', group_concat(class, ', ')
FROM (SELECT class FROM race_class JOIN judged_class USING (class) WHERE is_race AND judged ORDER BY severity)
HAVING count(*) > 0;
INSERT INTO scope (code, text)
SELECT 'tested', CASE
  WHEN total(waited + served + copied) = 0 THEN 'no write fault met a window'
  ELSE 'write faults that met a window: ' || sum(waited) || ' waited until its flush, ' || sum(served)
    || ' were served inside, ' || sum(copied) || ' copied the page there' END
FROM judged_path HAVING count(*) > 0;
INSERT INTO scope (code, text)
SELECT 'tested', gathers || ' mmu_gathers with something to flush: ' || CASE unflushed
  WHEN 0 THEN 'all flushed before they ended' ELSE unflushed || ' ended without a flush of it' END
FROM gathered_flush WHERE gathers > 0;
INSERT INTO scope (code, text)
SELECT 'not_judged', class || ' (not recorded: ' || (
  SELECT role FROM missing_need AS first WHERE first.class = judged_class.class ORDER BY item LIMIT 1)
  || (SELECT CASE WHEN count(*) > 1 THEN ' and ' || (count(*) - 1) || ' more' ELSE '' END
    FROM missing_need AS every WHERE every.class = judged_class.class) || ')'
FROM race_class JOIN judged_class USING (class) WHERE is_race AND NOT judged ORDER BY severity;
-- What the kernel is too old for it does not have; one that is not known may.
WITH
  unrecorded AS (
    SELECT path_code, name FROM path_rule
    WHERE enters NOT IN (SELECT role FROM recorded_role)
      AND (since IS NULL OR since <= coalesce((SELECT number FROM kernel_release), since))
    ORDER BY path_code)
INSERT INTO scope (code, text)
SELECT 'not_judged', 'paths that were not recorded: ' || group_concat(name, ', ')
FROM unrecorded WHERE EXISTS (SELECT 1 FROM judged_path)
HAVING count(*) > 0;
INSERT INTO scope (code, text)
SELECT 'not_judged', name || ' (no call was seen to flush)'
FROM flushing_path JOIN path_rule USING (path_code) WHERE flushed = 0 AND late = 0
ORDER BY path_code;
INSERT INTO scope (code, text)
SELECT 'not_judged', 'whether ' || unflushed || CASE unflushed WHEN 1 THEN ' call' ELSE ' calls' END || ' of ' || name
  || ' without a flush had nothing to flush'
FROM flushing_path JOIN path_rule USING (path_code) WHERE unflushed > 0 AND flushed + late > 0
ORDER BY path_code;
-- Their entry and return lie around the page table lock.
INSERT INTO scope (code, text)
SELECT 'not_judged', 'whether ' || group_concat(name, ', ')
  || ' held the page table lock until the flush inside the call: only a flush after its return or of several page tables at once, or a fault that has that lock meanwhile, shows that it did not'
FROM flushing_path JOIN path_rule USING (path_code) WHERE flushed > 0
HAVING count(*) > 0;
-- Paths without a rule, and those that mmtrace knows nothing of.
INSERT INTO scope (code, text)
SELECT 'not_judged', name || ' (' || count(*) || CASE count(*) WHEN 1 THEN ' call' ELSE ' calls' END || '): ' || why
FROM path_rule CROSS JOIN kernel_call ON function = enters
WHERE why IS NOT NULL AND from_ts IS NOT NULL
GROUP BY path_code ORDER BY path_code;
INSERT INTO scope (code, text) VALUES ('not_judged',
  'paths that mmtrace does not know: device-exclusive entries, memory failure, dirty tracking of GPU drivers');
-- wp_page_shared() and page_mkwrite() make the entry writable and keep the page: a late flush loses the dirty bit of a
-- store, not the store.
INSERT INTO scope (code, text) VALUES ('not_judged',
  'whether the dirty bit of a store to a shared page was lost, but by a late flush of writeback');
