-- Late flushes of calls that flush under page table locks.
--
-- Such a call has dropped those locks when it returns, and must have flushed what it changed. What no flush inside
-- covered did not change, unless the same thread flushes it later, under the mmap_lock it still holds, or without one in
-- the call around: that flush is late, also where another thread's has ended the danger by then (a fault's own, of the
-- page that it copied). It is none if the thread makes it for what it did since: inside of a call begun since
-- (ptep_clear_flush, try_to_migrate_one, a call of any path, a fault of its own), or for an mmu_gather begun since.
--
-- Any of that may have been seen by half: the return of the call or of the one begun since, the end of the mmu_gather,
-- an event of the flush or of one inside the call, the end of the hold. Then it is not known whether the call flushed
-- late. What is cut off by the end of the recording, where its thread did nothing after the flush, is not missing.
DROP TABLE IF EXISTS temp.flush_of_thread;
CREATE TEMP TABLE flush_of_thread (
  tid INTEGER NOT NULL,
  ts INTEGER NOT NULL,  -- begin, where that was not seen the end
  tlb_flush_request_id INTEGER NOT NULL,
  mm_id INTEGER,
  start INTEGER,  -- NULL when not known
  end INTEGER,  -- first address after; of a flush of everything the highest there is
  whole INTEGER NOT NULL,  -- boolean: 1 when begin and end of it were seen
  is_last INTEGER NOT NULL,  -- boolean: 1 when its thread did nothing more
  call_from INTEGER,  -- when the call began that it is made in, NULL for none
  call_to INTEGER,
  protect_from INTEGER,  -- likewise the call that changes entries, which flushes for itself or for who asks (flush_tlb_batched_pending())
  protect_to INTEGER,
  fault_from INTEGER,  -- likewise the fault of its thread, which copies a page (hmm_range_fault())
  fault_to INTEGER,
  PRIMARY KEY (tid, ts, tlb_flush_request_id)
) STRICT, WITHOUT ROWID;
WITH caller AS (
  SELECT tid, max(last_ts) AS last_ts FROM task
  WHERE tid IN (SELECT tid FROM inside_call) GROUP BY tid)
INSERT INTO flush_of_thread
SELECT
  flush.tid, coalesce(flush.from_ts, flush.to_ts), flush.tlb_flush_request_id, flush.mm_id, flush.start,
  CASE WHEN flush."end" < 0 THEN 9223372036854775807 ELSE flush."end" END,
  flush.from_ts IS NOT NULL AND flush.to_ts IS NOT NULL,
  coalesce(caller.last_ts <= coalesce(flush.to_ts, flush.from_ts), 0), inside.from_ts, inside.to_ts,
  protect.from_ts, protect.to_ts, fault.handled_from, fault.handled_to
FROM (SELECT 1 FROM inside_call LIMIT 1) CROSS JOIN tlb_flush_request AS flush
LEFT JOIN caller ON caller.tid = flush.tid
LEFT JOIN kernel_call AS inside ON inside.kernel_call_id = flush.kernel_call_id
LEFT JOIN pte_protect AS protect ON protect.pte_protect_id = flush.in_protect_id
LEFT JOIN page_fault AS fault ON fault.page_fault_id = flush.in_fault_id
WHERE flush.tid IN (SELECT tid FROM inside_call);

-- What a flush may be for: the latest begun of what its thread is in.
DROP TABLE IF EXISTS temp.flush_reason;
CREATE TEMP TABLE flush_reason (
  tlb_flush_request_id INTEGER PRIMARY KEY,
  certain INTEGER,  -- when that began which it is in for certain, NULL when it is in none
  possible INTEGER,  -- when that began which it may be in, NULL when it is in none
  finish INTEGER  -- when tlb_finish_mmu() was entered that it is in for certain, NULL for none
) STRICT;
WITH
  reason AS (
    SELECT
      tid, mm_id, from_ts AS begun,
      -- Over when its function is called again.
      coalesce(to_ts, min(latest, lead(from_ts, 1, latest) OVER (PARTITION BY tid, path_code ORDER BY pte_protect_id))) AS ended,
      to_ts IS NOT NULL AS whole, 0 AS finishes
    FROM inside_call WHERE from_ts IS NOT NULL AND tid IS NOT NULL
    UNION ALL
    SELECT
      tid, mm_id, coalesce(gathered, finish_from),
      coalesce(finish_to, lead(gathered) OVER (PARTITION BY tid ORDER BY mmu_gather_id), 9223372036854775807),
      gathered IS NOT NULL AND finish_to IS NOT NULL, 0
    FROM (SELECT 1 FROM flush_of_thread LIMIT 1) CROSS JOIN mmu_gather
    WHERE tid IN (SELECT tid FROM inside_call) AND coalesce(gathered, finish_from) IS NOT NULL
    UNION ALL
    SELECT tid, mm_id, finish_from, finish_to, 1, 1
    FROM (SELECT 1 FROM flush_of_thread LIMIT 1) CROSS JOIN mmu_gather
    WHERE tid IN (SELECT tid FROM inside_call) AND finish_from IS NOT NULL AND finish_to IS NOT NULL),
  every AS (
    SELECT
      tlb_flush_request_id, begun, coalesce(reason.mm_id = flush.mm_id AND (reason.whole OR flush.is_last), 0) AS certain, finishes
    FROM reason CROSS JOIN flush_of_thread AS flush
      ON flush.tid = reason.tid AND flush.ts BETWEEN reason.begun AND reason.ended
    WHERE coalesce(reason.mm_id = flush.mm_id, 1)
    UNION ALL
    SELECT tlb_flush_request_id, call_from, call_to IS NOT NULL OR is_last, 0
    FROM flush_of_thread WHERE call_from IS NOT NULL
    UNION ALL
    SELECT tlb_flush_request_id, protect_from, protect_to IS NOT NULL, 0
    FROM flush_of_thread WHERE protect_from IS NOT NULL
    UNION ALL
    SELECT tlb_flush_request_id, fault_from, fault_to IS NOT NULL, 0
    FROM flush_of_thread WHERE fault_from IS NOT NULL
    UNION ALL
    -- Of a call only the return was seen: the flush before it may have been in it.
    SELECT
      (SELECT tlb_flush_request_id FROM flush_of_thread AS flush
       WHERE flush.tid = half.tid AND flush.ts <= half.to_ts ORDER BY flush.ts DESC LIMIT 1), half.to_ts, 0, 0
    FROM (
      SELECT tid, to_ts FROM inside_call WHERE from_ts IS NULL
      UNION ALL
      SELECT tid, to_ts FROM (SELECT 1 FROM flush_of_thread LIMIT 1) CROSS JOIN kernel_call
      WHERE from_ts IS NULL AND tid IN (SELECT tid FROM inside_call)) AS half
    WHERE half.to_ts IS NOT NULL)
INSERT INTO flush_reason
SELECT
  tlb_flush_request_id, max(begun) FILTER (WHERE certain AND NOT finishes), max(begun) FILTER (WHERE NOT finishes),
  max(begun) FILTER (WHERE certain AND finishes)
FROM every WHERE tlb_flush_request_id IS NOT NULL GROUP BY tlb_flush_request_id;

-- Flushes seen by half, also those of which only the event inside was: TLB_LOCAL_MM_SHOOTDOWN and TLB_REMOTE_SEND_IPI are
-- of the thread that flushes.
DROP TABLE IF EXISTS temp.half_flush_of_thread;
CREATE TEMP TABLE half_flush_of_thread (tid INTEGER NOT NULL, ts INTEGER NOT NULL, PRIMARY KEY (tid, ts)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO half_flush_of_thread
SELECT tid, ts FROM flush_of_thread WHERE NOT whole
UNION ALL
SELECT tid, ts FROM (SELECT 1 FROM inside_call LIMIT 1) CROSS JOIN tlb_flush
WHERE tlb_flush_request_id IS NULL AND reason IN (3, 4) AND tid IN (SELECT tid FROM inside_call);

-- Every flush with the calls that it may be late for, found by their addresses: a hold may have as many calls as flushes.
-- Holds of a thread follow each other: few end in different ways while one flush is under way.
DROP TABLE IF EXISTS temp.hold_end;
CREATE TEMP TABLE hold_end (
  tid INTEGER NOT NULL, latest INTEGER NOT NULL,
  longest INTEGER,  -- bytes: of the ranges of its calls
  PRIMARY KEY (tid, latest)
) STRICT, WITHOUT ROWID;
INSERT INTO hold_end
SELECT tid, latest, max("end" - start) FROM inside_call WHERE tid IS NOT NULL GROUP BY tid, latest;
CREATE INDEX temp.inside_call_by_address ON inside_call (tid, latest, start);
DROP TABLE IF EXISTS temp.late_pair;
CREATE TEMP TABLE late_pair (
  pte_protect_id INTEGER NOT NULL,
  tlb_flush_request_id INTEGER NOT NULL,  -- the flush
  start INTEGER,  -- what it covers of what the call may have changed
  end INTEGER,
  certain INTEGER NOT NULL,  -- boolean: 1 when it is late if that changed, 0 when that is not known
  PRIMARY KEY (pte_protect_id, tlb_flush_request_id)
) STRICT, WITHOUT ROWID;
WITH
  ended AS (
    SELECT flush.*, hold.latest, hold.longest, reason.certain, reason.possible, reason.finish
    FROM flush_of_thread AS flush
    LEFT JOIN flush_reason AS reason USING (tlb_flush_request_id)
    CROSS JOIN hold_end AS hold ON hold.tid = flush.tid
      AND hold.latest IN (
        SELECT later.latest FROM hold_end AS later
        WHERE later.tid = flush.tid AND later.latest > flush.ts ORDER BY later.latest LIMIT 4)),
  near AS (
    SELECT ended.*, call.pte_protect_id
    FROM ended CROSS JOIN inside_call AS call
      ON call.tid = ended.tid AND call.latest = ended.latest
        AND call.start > ended.start - ended.longest AND call.start < ended."end"
    WHERE call."end" > ended.start
    UNION ALL
    SELECT ended.*, call.pte_protect_id
    FROM ended CROSS JOIN inside_call AS call ON call.tid = ended.tid AND call.latest = ended.latest AND call.start IS NULL
    WHERE ended.start IS NOT NULL
    UNION ALL
    SELECT ended.*, call.pte_protect_id
    FROM ended CROSS JOIN inside_call AS call ON call.tid = ended.tid AND call.latest = ended.latest
    WHERE ended.start IS NULL),
  pair AS (
    SELECT
      call.*, flush.tlb_flush_request_id,
      max(flush.start, call.start) AS late_start, min(flush."end", call."end") AS late_end,
      coalesce(
        flush.whole AND call.from_ts IS NOT NULL AND call.to_ts IS NOT NULL AND flush.ts < call.until
          AND flush.mm_id = call.mm_id AND coalesce(flush.possible < call.since, 1)
          AND NOT EXISTS (
            SELECT 1 FROM half_flush_of_thread AS half
            WHERE half.tid = call.tid AND half.ts BETWEEN call.from_ts AND call.to_ts), 0) AS certain
    FROM near AS flush CROSS JOIN inside_call AS call USING (pte_protect_id)
    CROSS JOIN path_rule AS rule ON rule.path_code = call.path_code
    WHERE call.since <= flush.ts AND coalesce(call.since > flush.certain, 1)
      -- The mmu_gather of its caller flushes all that was gathered, whenever that began.
      AND NOT coalesce(rule.one_lock AND call.since <= flush.finish, 0) AND coalesce(call.mm_id = flush.mm_id, 1))
INSERT INTO late_pair
SELECT pte_protect_id, tlb_flush_request_id, late_start, late_end, certain
FROM pair
-- The call has flushed that itself, inside: not in another call inside of it, which flushes what it changed itself.
WHERE NOT EXISTS (
  SELECT 1 FROM flush_of_thread AS own LEFT JOIN flush_reason AS reason USING (tlb_flush_request_id)
  WHERE own.tid = pair.tid AND own.ts BETWEEN pair.from_ts AND pair.to_ts AND own.whole
    AND own.mm_id = pair.mm_id AND coalesce(reason.possible <= pair.from_ts, 1)
    AND own.start <= pair.late_start AND own."end" >= pair.late_end);
DROP TABLE temp.hold_end;
DROP TABLE temp.flush_reason;

DROP TABLE IF EXISTS temp.late_flush_of_call;
CREATE TEMP TABLE late_flush_of_call (
  pte_protect_id INTEGER NOT NULL,
  tlb_flush_request_id INTEGER NOT NULL,  -- the flush that ended the danger, mostly the late one
  PRIMARY KEY (pte_protect_id, tlb_flush_request_id)
) STRICT, WITHOUT ROWID;
WITH
  closing AS (
    SELECT pte_protect_id, protect.tlb_flush_request_id, protect.start, protect."end"
    FROM (SELECT DISTINCT pte_protect_id FROM late_pair WHERE certain) CROSS JOIN pte_protect AS protect USING (pte_protect_id)
    UNION ALL
    SELECT pte_protect_id, part.tlb_flush_request_id, part.start, part."end"
    FROM (SELECT 1 FROM late_pair WHERE certain LIMIT 1) CROSS JOIN pte_flush_part AS part
    WHERE pte_protect_id IN (SELECT pte_protect_id FROM late_pair WHERE certain))
INSERT OR IGNORE INTO late_flush_of_call
SELECT pte_protect_id, closing.tlb_flush_request_id
FROM closing
CROSS JOIN inside_call AS call USING (pte_protect_id)
CROSS JOIN tlb_flush_request AS closer ON closer.tlb_flush_request_id = closing.tlb_flush_request_id
CROSS JOIN late_pair AS late USING (pte_protect_id)
WHERE late.certain AND closer.from_ts >= call.to_ts AND late.start < closing."end" AND late."end" > closing.start;
-- Calls of which it is not known.
DROP TABLE IF EXISTS temp.perhaps_late;
CREATE TEMP TABLE perhaps_late (pte_protect_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO perhaps_late
SELECT DISTINCT pte_protect_id FROM late_pair
WHERE pte_protect_id NOT IN (SELECT pte_protect_id FROM late_flush_of_call);
DROP TABLE temp.late_pair;

-- Where what a call changed was recorded (pte_change), one that flushed nothing since is late whatever comes: a flush of those
-- entries was due before it returned. One that flushed something else may have flushed them in pieces.
DROP TABLE IF EXISTS temp.unflushed_change;
CREATE TEMP TABLE unflushed_change (pte_protect_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO unflushed_change
SELECT pte_protect_id
FROM (SELECT 1 FROM inside_call LIMIT 1) CROSS JOIN pte_change AS change CROSS JOIN inside_call AS call USING (pte_protect_id)
WHERE call.from_ts IS NOT NULL AND call.to_ts IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM flush_of_thread AS own WHERE own.tid = call.tid AND own.ts BETWEEN change.last_ts AND call.to_ts)
  AND NOT EXISTS (
    SELECT 1 FROM half_flush_of_thread AS half WHERE half.tid = call.tid AND half.ts BETWEEN call.from_ts AND call.to_ts);
INSERT OR IGNORE INTO perhaps_late
SELECT pte_protect_id
FROM (SELECT 1 FROM inside_call LIMIT 1) CROSS JOIN pte_change AS change CROSS JOIN inside_call AS call USING (pte_protect_id)
WHERE pte_protect_id NOT IN (SELECT pte_protect_id FROM unflushed_change)
  AND pte_protect_id NOT IN (SELECT pte_protect_id FROM late_flush_of_call)
  AND call.to_ts IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM flush_of_thread AS own
    WHERE own.tid = call.tid AND own.ts BETWEEN change.last_ts AND call.to_ts AND own.whole
      AND own.start <= change.start AND own."end" >= change."end");

-- KSM flushes a page that is read-only already when the mm has a flush pending: who made it read-only may have left that to
-- later (mm/ksm.c: write_protect_page(), mm_tlb_flush_pending(); b3a81d0841a9 was without). tlb_gather_mmu() counts up, so
-- from the first change that its mmu_gather is for until tlb_finish_mmu() has flushed a flush is pending for certain.
DROP TABLE IF EXISTS temp.silent_call;
CREATE TEMP TABLE silent_call (
  pte_protect_id INTEGER PRIMARY KEY,
  mm_id INTEGER NOT NULL, tid INTEGER NOT NULL, from_ts INTEGER NOT NULL, to_ts INTEGER NOT NULL, start INTEGER, end INTEGER
) STRICT;
INSERT INTO silent_call
SELECT pte_protect_id, call.mm_id, call.tid, call.from_ts, call.to_ts, call.start, call."end"
FROM (SELECT path_code FROM inside_path JOIN path_rule USING (path_code) WHERE heeds_pending) AS path
CROSS JOIN inside_call AS call USING (path_code)
CROSS JOIN pte_protect AS protect USING (pte_protect_id)
WHERE protect.pages > 0 AND call.mm_id IS NOT NULL AND call.tid IS NOT NULL AND call.from_ts IS NOT NULL AND call.to_ts IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM flush_of_thread AS own WHERE own.tid = call.tid AND own.ts BETWEEN call.from_ts AND call.to_ts);
CREATE INDEX temp.silent_call_by_begin ON silent_call (mm_id, from_ts);
DROP TABLE IF EXISTS unheeded_flush;
CREATE TABLE unheeded_flush (  -- a call that had to flush because a flush of another thread was pending, and did not
  pte_protect_id INTEGER PRIMARY KEY,  -- pte_protect.pte_protect_id: the call
  start INTEGER NOT NULL,  -- address: first address of what the other's flush was pending for
  end INTEGER NOT NULL,  -- address: first address after it
  closed INTEGER,  -- ns: end of that flush, NULL when it was not seen or may have been before the call's
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: that flush, likewise
  certain INTEGER NOT NULL  -- boolean: 1 when it was pending all through the call, 0 when that is not known
) STRICT;
INSERT INTO unheeded_flush
SELECT
  call.pte_protect_id, max(call.start, other.start), min(call."end", other."end"),
  CASE WHEN gather.finish_to > call.to_ts THEN gather.finish_to END,
  CASE WHEN gather.finish_to > call.to_ts THEN gather.tlb_flush_request_id END,
  -- Of several flushes one that is certain: the columns are those of the row with the maximum.
  max(coalesce(
    gather.gathered IS NOT NULL AND other.from_ts < call.from_ts
      AND (gather.finish_from > call.to_ts OR flush.to_ts > call.to_ts)
      -- Where its end was missed, and the begin of the next, the end of that one is taken for its own.
      AND coalesce(other.ended_ts, 9223372036854775807) > call.to_ts
      AND coalesce(hold.downgraded, hold.released, 9223372036854775807) > call.to_ts
      AND NOT EXISTS (SELECT 1 FROM missed_role WHERE role IN ('tlb_gather_mmu', 'tlb_finish_mmu', 'tlb_finish_mmu_ret'))
      AND NOT EXISTS (
        SELECT 1 FROM half_flush_of_thread AS half WHERE half.tid = call.tid AND half.ts BETWEEN call.from_ts AND call.to_ts), 0))
FROM (SELECT max(to_ts - from_ts) AS longest FROM silent_call HAVING count(*) > 0) AS silent
CROSS JOIN pte_protect AS other
CROSS JOIN path_rule AS rule USING (path_code)
LEFT JOIN mmu_gather AS gather USING (mmu_gather_id)
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = other.mmap_lock_id
LEFT JOIN tlb_flush_request AS flush ON flush.tlb_flush_request_id = gather.tlb_flush_request_id
CROSS JOIN silent_call AS call ON call.mm_id = other.mm_id
  AND call.from_ts > other.from_ts - silent.longest
  AND call.from_ts <= coalesce(gather.finish_to, other.ended_ts, 9223372036854775807)
WHERE rule.lock IN ('write', 'read') AND other.ended_code IS NOT 3 AND other.tid <> call.tid AND other.from_ts <= call.to_ts
  AND other.start < call."end" AND other."end" > call.start
GROUP BY call.pte_protect_id;
DROP TABLE temp.silent_call;
DELETE FROM perhaps_late WHERE pte_protect_id IN (SELECT pte_protect_id FROM unheeded_flush);
DROP TABLE temp.half_flush_of_thread;
DROP TABLE temp.flush_of_thread;
