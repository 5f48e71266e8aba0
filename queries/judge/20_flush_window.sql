-- Windows: stretches of PTEs that lost permission, each with the flush that ends its danger.
--
-- A call that changed PTEs (pte_protect) opens a window when it is entered. For a page it closes at the
-- end of the first flush_tlb_mm_range that covers the page and began after the call returned, whoever
-- issued it; or at the end of a flush of all of it that the calling thread issued inside the call. The
-- pairing finds that flush while events stream by; here it becomes one row per stretch that has one
-- close. A call that took nothing away (no page changed, its mmu_gather ended empty, or it was asked for
-- referenced bits only) opens no window.
--
-- A path that flushes under page table locks (path_rule.lock 'ptl') has dropped them when its call returns, and
-- must have flushed what it changed. What no flush inside covered did not change, unless the same thread flushes it
-- later, under the mmap_lock it still holds: that flush is late. It is none if the thread makes it for what it did
-- since: clearing an entry (ptep_clear_flush), or an mmu_gather begun since. Any other flush says nothing, and there
-- is no window.
DROP TABLE IF EXISTS flush_window;
CREATE TABLE flush_window (  -- a stretch of PTEs that lost permission, with the flush that closes it
  flush_window_id INTEGER PRIMARY KEY,  -- id: row number; follows time, those of a call that several flushes closed come last
  pte_protect_id INTEGER NOT NULL,  -- pte_protect.pte_protect_id: the call that opened it
  start INTEGER NOT NULL,  -- address: first address
  end INTEGER NOT NULL,  -- address: first address after
  opened INTEGER NOT NULL,  -- ns: the call was entered
  returned INTEGER,  -- ns: the call returned, NULL when that was not seen
  closed INTEGER,  -- ns: end of the flush (or of the mm), NULL when it was open at the end of the recording
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the flush, NULL when none closed it
  path_code INTEGER NOT NULL,  -- code: path_rule.path_code
  pass INTEGER NOT NULL,  -- id: pte_protect.pass, the same for all stretches of one call
  mm_id INTEGER,  -- mm.mm_id: address space
  tid INTEGER,  -- tid: thread that opened it, its owner
  lock_code INTEGER,  -- code: pte_protect.lock_code
  lock_since INTEGER,  -- ns: pte_protect.lock_since
  lock_ended INTEGER,  -- ns: the owner released or downgraded the write lock it held at entry, NULL when it held none or still did
  own_flush INTEGER,  -- boolean: 1 when its call flushed, 0 when it did not, NULL when its call or the end of it is not known
  takes INTEGER,  -- boolean: 1 when it took permission for certain, NULL when that is not known
  excludes INTEGER NOT NULL,  -- boolean: 1 when its path keeps faults out, unless the owner is known to hold no lock that does
  owner_until INTEGER  -- ns: until then its thread was in the kernel for it and stored nothing, NULL for longer than matters
) STRICT;

-- Calls that flushed, one row each: a look for every window.
DROP TABLE IF EXISTS temp.flushing_call;
CREATE TEMP TABLE flushing_call (kernel_call_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO flushing_call
SELECT DISTINCT kernel_call_id FROM tlb_flush_request WHERE kernel_call_id IS NOT NULL;

-- What is the same for every stretch of a call.
DROP VIEW IF EXISTS temp.protecting_call;
CREATE TEMP VIEW protecting_call AS
SELECT
  protect.*,
  CASE WHEN protect.lock_code = 2 THEN coalesce(hold.downgraded, hold.released) END AS lock_ended,
  -- A flush belongs to the call that it was made in; that of the thread's next call says nothing.
  CASE WHEN call.to_ts IS NOT NULL THEN protect.kernel_call_id IN (SELECT kernel_call_id FROM flushing_call) END
    AS own_flush,
  CASE WHEN rule.argument_decides THEN asked.takes_permission ELSE 1 END AS asked_to_take,
  rule.lock = 'write' AND coalesce(protect.lock_code, 2) = 2 AS excludes,
  CASE WHEN rule.lock = 'ptl' THEN coalesce(hold.downgraded, hold.released) END AS late_until,
  rule.lock = 'ptl' AS flushes_inside,
  max(protect.to_ts, coalesce(call.to_ts, protect.to_ts)) AS back
FROM pte_protect AS protect
CROSS JOIN path_rule AS rule USING (path_code)
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
LEFT JOIN kernel_call AS call ON call.kernel_call_id = protect.kernel_call_id
LEFT JOIN path_argument AS asked ON asked.path_code = protect.path_code AND asked.argument = call.argument
WHERE protect.from_ts IS NOT NULL;

-- Flushes that a thread makes after such a call has returned, while it still holds mmap_lock, and not for an entry
-- that it clears; then those that are not for an mmu_gather begun since.
DROP TABLE IF EXISTS temp.late_flush_of_call;
CREATE TEMP TABLE late_flush_of_call (
  pte_protect_id INTEGER NOT NULL,
  tlb_flush_request_id INTEGER NOT NULL,
  tid INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  from_ts INTEGER NOT NULL,
  PRIMARY KEY (pte_protect_id, tlb_flush_request_id)
) STRICT, WITHOUT ROWID;
WITH
  rule AS (
    SELECT path_code FROM path_rule
    WHERE lock = 'ptl' AND enters IN (SELECT role FROM recorded_role WHERE hits > 0)),
  closing AS (
    SELECT protect.pte_protect_id, protect.tlb_flush_request_id
    FROM rule CROSS JOIN pte_protect AS protect USING (path_code)
    UNION SELECT protect.pte_protect_id, part.tlb_flush_request_id
    FROM rule
    CROSS JOIN pte_protect AS protect USING (path_code)
    CROSS JOIN pte_flush_part AS part USING (pte_protect_id))
INSERT INTO late_flush_of_call
SELECT call.pte_protect_id, flush.tlb_flush_request_id, call.tid, call.to_ts, flush.from_ts
FROM closing
CROSS JOIN protecting_call AS call USING (pte_protect_id)
CROSS JOIN tlb_flush_request AS flush ON flush.tlb_flush_request_id = closing.tlb_flush_request_id
LEFT JOIN kernel_call AS inside ON inside.kernel_call_id = flush.kernel_call_id
WHERE flush.tid = call.tid AND flush.from_ts >= call.to_ts AND flush.from_ts < call.late_until
  AND inside.function IS NOT 'ptep_clear_flush';
DROP TABLE IF EXISTS temp.gather_of_thread;
CREATE TEMP TABLE gather_of_thread (
  tid INTEGER NOT NULL, gathered INTEGER NOT NULL, mmu_gather_id INTEGER NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (tid, gathered, mmu_gather_id)
) STRICT, WITHOUT ROWID;
INSERT INTO gather_of_thread
SELECT tid, gathered, mmu_gather_id, coalesce(finish_to, 4611686018427387904)
FROM mmu_gather
WHERE gathered IS NOT NULL AND tid IN (SELECT tid FROM late_flush_of_call);
DELETE FROM late_flush_of_call
WHERE EXISTS (
  SELECT 1 FROM gather_of_thread AS gather
  WHERE gather.tid = late_flush_of_call.tid
    AND gather.gathered BETWEEN late_flush_of_call.returned AND late_flush_of_call.from_ts
    AND gather.until >= late_flush_of_call.from_ts);
DROP TABLE temp.gather_of_thread;

-- Stretches that one flush closed, or none; then those that several flushes closed, each with its own.
WITH stretch AS (
  SELECT
    call.pte_protect_id, call.start, call.end, call.from_ts, call.to_ts, call.ended_ts AS closed,
    call.tlb_flush_request_id, call.path_code, call.pass, call.mm_id, call.tid, call.lock_code, call.lock_since,
    call.lock_ended, call.own_flush, call.asked_to_take, call.excludes, call.flushes_inside, call.back
  FROM protecting_call AS call
  WHERE ended_code IN (1, 4)
    OR (ended_code IS NULL AND NOT EXISTS
      (SELECT 1 FROM pte_flush_part AS part WHERE part.pte_protect_id = call.pte_protect_id))
  UNION ALL
  SELECT
    call.pte_protect_id, part.start, part.end, call.from_ts, call.to_ts,
    coalesce(part.ended_ts, CASE call.ended_code WHEN 4 THEN call.ended_ts END),
    part.tlb_flush_request_id, call.path_code, call.pass, call.mm_id, call.tid, call.lock_code, call.lock_since,
    call.lock_ended, call.own_flush, call.asked_to_take, call.excludes, call.flushes_inside, call.back
  FROM pte_flush_part AS part CROSS JOIN protecting_call AS call USING (pte_protect_id)
)
INSERT INTO flush_window (
  pte_protect_id, start, end, opened, returned, closed, tlb_flush_request_id, path_code, pass, mm_id, tid,
  lock_code, lock_since, lock_ended, own_flush, takes, excludes, owner_until)
SELECT
  pte_protect_id, start, end, from_ts, to_ts, closed, tlb_flush_request_id, path_code, pass, mm_id, tid,
  lock_code, lock_since, lock_ended, own_flush,
  -- Who flushes for the call took something away.
  CASE WHEN asked_to_take = 1 OR own_flush = 1 THEN 1 END,
  excludes,
  -- When it flushed in the same call, it has no old entry left when it is back in user mode.
  CASE WHEN own_flush = 1 THEN NULL
    WHEN own_flush IS NULL AND (SELECT flush.tid FROM tlb_flush_request AS flush
      WHERE flush.tlb_flush_request_id = stretch.tlb_flush_request_id) = tid THEN NULL
    ELSE back END
FROM stretch
WHERE asked_to_take IS NOT 0
  AND (NOT flushes_inside OR closed <= to_ts OR (pte_protect_id, tlb_flush_request_id) IN
    (SELECT pte_protect_id, tlb_flush_request_id FROM late_flush_of_call));

CREATE INDEX flush_window_by_protect ON flush_window (pte_protect_id);
DROP VIEW temp.protecting_call;
DROP TABLE temp.flushing_call;
DROP TABLE temp.late_flush_of_call;
