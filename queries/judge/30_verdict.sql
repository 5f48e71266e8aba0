-- The verdict of the recording, and what it rests on.
--
--   race           a finding that can be trusted of class lost_write, copied, exclusion, late_flush or stale_tlb
--   no race seen   none, and the evidence is complete: the events were recorded, none were lost, times of
--                  different CPUs can be compared, and there was something to judge
--   inconclusive   none that can be trusted, and verdict_reason says what is missing
DROP TABLE IF EXISTS verdict_reason;
CREATE TABLE verdict_reason (  -- what the verdict rests on: findings, or why nothing can be told
  verdict_reason_id INTEGER PRIMARY KEY,  -- id: row number; the weightiest first
  code TEXT NOT NULL,  -- a class of race, or 'not_recorded', 'clock', 'lost', 'doubt', 'lock_unknown', 'nothing_to_judge', 'evidence'
  weighs TEXT NOT NULL,  -- verdict that this reason is for: 'race', 'inconclusive' or 'no race seen'
  reason TEXT NOT NULL,  -- one sentence
  count INTEGER  -- count: how often, NULL where it is not counted
) STRICT;
DROP TABLE IF EXISTS verdict;
CREATE TABLE verdict (  -- one row: the verdict of the recording
  verdict_id INTEGER PRIMARY KEY,  -- id: always 1
  verdict TEXT NOT NULL  -- 'race', 'no race seen' or 'inconclusive'
) STRICT;

INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT class, 'race',
  CASE class
    WHEN 'lost_write' THEN 'a page was copied inside a window while another CPU ran the same mm and had not flushed'
    WHEN 'copied' THEN 'a page was copied between its write-protect and the flush'
    WHEN 'exclusion' THEN 'a write fault was served although the window''s owner held mmap_lock for writing'
    WHEN 'late_flush' THEN 'PTEs lost permission without mmap_lock held for writing until the flush'
    ELSE 'a CPU loaded an mm during its flush and kept old TLB entries'
  END,
  count(*)
FROM race
WHERE doubt IS NULL AND class IN ('lost_write', 'copied', 'exclusion', 'late_flush', 'stale_tlb')
GROUP BY class
ORDER BY CASE class WHEN 'lost_write' THEN 1 WHEN 'copied' THEN 2 WHEN 'exclusion' THEN 3
  WHEN 'late_flush' THEN 4 ELSE 5 END;

-- Events without which no answer is possible.
WITH need(place, role, purpose) AS (
  VALUES
    (1, 'clear_refs_pte_range or change_protection or copy_page_range', 'when PTEs lose permission'),
    (2, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
    (3, 'flush_tlb_mm_range_ret', 'when a flush is done'),
    (4, 'handle_mm_fault', 'when a fault is served'),
    (5, 'handle_mm_fault_ret', 'until when a fault is served'),
    (6, 'do_wp_page', 'whether a fault reached the copy'),
    (7, 'ptep_clear_flush', 'whether a page was copied')
)
INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'not_recorded', 'inconclusive', 'not recorded: ' || role || ', which tells ' || purpose
FROM need
WHERE CASE place
  WHEN 1 THEN NOT EXISTS (
    SELECT 1 FROM event_kind
    WHERE role IN ('clear_refs_pte_range', 'change_protection', 'copy_page_range'))
  ELSE NOT EXISTS (SELECT 1 FROM event_kind WHERE event_kind.role = need.role)
END
ORDER BY place;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'clock', 'inconclusive',
  CASE clock
    WHEN 'unknown' THEN 'the recording does not say which clock it has: the order of events on different CPUs is not known; if you know it, ingest with --clock NAME'
    ELSE 'clock ' || clock || ' is kept per CPU: the order of events on different CPUs is not known; record with -C mono, mono_raw or x86-tsc'
  END
FROM trace WHERE clock_comparable = 0;

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'order', 'inconclusive',
  'the events are not known to be in the order of time (trace.notes): a text in order has each CPU''s times rising'
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
FROM race
WHERE doubt IS NOT NULL AND class IN ('lost_write', 'copied', 'exclusion', 'late_flush', 'stale_tlb')
  AND (SELECT clock_comparable FROM trace) = 1
GROUP BY class, doubt;

-- Where no lock mode is known (5.10 has no mmap_lock events), the faults are what tells: a write fault
-- that began and was served inside a window is a late_flush. That all of them waited shows that the lock
-- worked; where another thread could have faulted and none did, nothing does.
WITH
  thread_of_mm(mm_id, tid, seen) AS MATERIALIZED (
    SELECT mm_id, tid, min(seen)
    FROM (
      SELECT mm_id, tid, min(from_ts) AS seen FROM on_cpu WHERE mm_id IS NOT NULL GROUP BY mm_id, tid
      UNION ALL
      SELECT mm_id, tid, min(coalesce(entered, handled_from)) FROM page_fault WHERE mm_id IS NOT NULL
      GROUP BY mm_id, tid
    )
    GROUP BY mm_id, tid
  ),
  must_write AS (
    SELECT w.closed, p.mm_id, p.tid, p.lock_code
    FROM flush_window AS w JOIN pte_protect AS p USING (pte_protect_id)
    WHERE p.path_code IN (1, 2, 6)
  ),
  unknown AS (
    SELECT count(*) AS windows
    FROM must_write
    WHERE lock_code IS NULL AND EXISTS (
      SELECT 1 FROM thread_of_mm AS other
      WHERE other.mm_id = must_write.mm_id AND other.tid <> must_write.tid
        AND (must_write.closed IS NULL OR other.seen < must_write.closed))
  ),
  waited AS (
    SELECT count(*) AS faults
    FROM race JOIN flush_window USING (flush_window_id) JOIN pte_protect AS p USING (pte_protect_id)
    WHERE race.class = 'blocked' AND race.doubt IS NULL AND p.path_code IN (1, 2, 6)
  )
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT
  'lock_unknown', CASE WHEN waited.faults > 0 THEN 'no race seen' ELSE 'inconclusive' END,
  'whether mmap_lock was held for writing is known of no window (mmap_lock events were not recorded, or cannot be joined)'
    || CASE WHEN waited.faults > 0
         THEN ', but ' || waited.faults || ' write faults met windows and all waited until the flush'
         ELSE ', and no write fault met a window that would show it' END,
  unknown.windows
FROM unknown, waited
WHERE unknown.windows > 0 AND NOT EXISTS (SELECT 1 FROM must_write WHERE lock_code IS NOT NULL);

INSERT INTO verdict_reason (code, weighs, reason)
SELECT 'nothing_to_judge', 'inconclusive', 'no PTE lost permission while this was recorded: there was nothing to judge'
WHERE NOT EXISTS (SELECT 1 FROM flush_window)
  AND NOT EXISTS (SELECT 1 FROM verdict_reason WHERE code = 'not_recorded');

INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT 'evidence', 'no race seen', 'windows judged', count(*) FROM flush_window;
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT 'evidence', 'no race seen', 'write faults that entered a window and waited for its flush', count(*)
FROM race WHERE class = 'blocked' AND doubt IS NULL;
INSERT INTO verdict_reason (code, weighs, reason, count)
SELECT 'evidence', 'no race seen', 'write faults served in a window of a path that allows it (userfaultfd, NUMA)', count(*)
FROM race WHERE class = 'served' AND doubt IS NULL;

INSERT INTO verdict (verdict_id, verdict)
SELECT 1, CASE
  WHEN EXISTS (SELECT 1 FROM verdict_reason WHERE weighs = 'race') THEN 'race'
  WHEN EXISTS (SELECT 1 FROM verdict_reason WHERE weighs = 'inconclusive') THEN 'inconclusive'
  ELSE 'no race seen'
END;
