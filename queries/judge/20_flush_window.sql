-- Windows: stretches of PTEs that lost permission, each with the flush that ends its danger.
--
-- A call that changed PTEs (pte_protect) opens a window when it is entered. For a page it closes at the
-- end of the first flush_tlb_mm_range that covers the page and began after the call returned, whoever
-- issued it; or at the end of a flush of all of it that the calling thread issued inside the call. The
-- pairing finds that flush while events stream by; here it becomes one row per stretch that has one
-- close. A call that took nothing away (no page changed, its mmu_gather ended empty, or it was asked for
-- referenced bits only) opens no window.
--
-- A path that flushes under page table locks (path_rule.lock 'ptl') has dropped them when its call returns: only a flush
-- that came late (19_late_inside.sql) closes what none inside covered. Without one there is no window, unless it is known that
-- it changed something.
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
  lock_code INTEGER,  -- code: pte_protect.lock_code, NULL also where the end of that lock was missed
  lock_since INTEGER,  -- ns: pte_protect.lock_since
  lock_ended INTEGER,  -- ns: the owner released or downgraded the write lock it held at entry, NULL when it held none or still did
  own_flush INTEGER,  -- boolean: 1 when its call flushed, 0 when it did not, NULL when its call or the end of it is not known
  takes INTEGER,  -- boolean: 1 when it took permission for certain, NULL when that is not known
  excludes INTEGER NOT NULL,  -- boolean: 1 when its path keeps faults out, unless the owner is known to hold no lock that does
  owner_until INTEGER  -- ns: until then its thread was in the kernel for it and stored nothing, NULL for longer than matters
) STRICT;

-- The calls around the changes, one row each: what is the same for every stretch is looked up once.
DROP TABLE IF EXISTS temp.surrounding_call;
CREATE TEMP TABLE surrounding_call (
  kernel_call_id INTEGER PRIMARY KEY,
  to_ts INTEGER,
  own_flush INTEGER,  -- boolean: 1 when it flushed, NULL when its end is not known
  asked_to_take INTEGER  -- boolean: what its argument means, NULL when that decides nothing or is not known
) STRICT;
INSERT INTO surrounding_call
SELECT
  kernel_call_id, to_ts,
  -- A flush belongs to the call that it was made in; that of the thread's next call says nothing.
  CASE WHEN to_ts IS NOT NULL THEN
    kernel_call_id IN (SELECT kernel_call_id FROM tlb_flush_request WHERE kernel_call_id IS NOT NULL) END,
  asked.takes_permission
FROM kernel_call AS call
LEFT JOIN (SELECT within, argument, takes_permission FROM path_argument JOIN path_rule USING (path_code)) AS asked
  ON asked.argument = call.argument AND asked.within = call.function;

DROP VIEW IF EXISTS temp.protecting_call;
CREATE TEMP VIEW protecting_call AS
SELECT
  protect.pte_protect_id, protect.start, protect."end", protect.from_ts, protect.to_ts, protect.ended_ts, protect.ended_code,
  protect.tlb_flush_request_id, protect.path_code, protect.pass, protect.mm_id, protect.tid, protect.lock_since,
  -- Until when it held a lock of which the end was missed is not known; nor that it held none where no hold for writing was
  -- recorded at all (mmap_lock events filtered by write).
  CASE WHEN hold.ended_unseen IS NULL AND (protect.lock_code <> 0 OR protect.lock_since IS NULL
      OR EXISTS (SELECT 1 FROM mmap_lock WHERE write = 1))
    THEN protect.lock_code END AS lock_code,
  CASE WHEN protect.lock_code = 2 THEN coalesce(hold.downgraded, hold.released) END AS lock_ended,
  call.own_flush,
  -- Who flushes for the call took something away.
  CASE WHEN call.own_flush = 1 OR NOT rule.argument_decides OR call.asked_to_take = 1 THEN 1 END AS takes,
  CASE WHEN coalesce(protect.lock_code, 2) = 2 THEN rule.lock = 'write' ELSE 0 END AS excludes,
  rule.lock = 'ptl' AS flushes_inside,
  -- When it flushed in the same call, it has no old entry left when it is back in user mode.
  CASE WHEN call.own_flush IS NOT 1 THEN CASE WHEN call.to_ts > protect.to_ts THEN call.to_ts ELSE protect.to_ts END END AS back
FROM pte_protect AS protect
CROSS JOIN path_rule AS rule USING (path_code)
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
LEFT JOIN surrounding_call AS call ON call.kernel_call_id = protect.kernel_call_id
WHERE protect.from_ts IS NOT NULL AND (call.asked_to_take IS NOT 0 OR NOT rule.argument_decides);

-- Stretches that one flush closed, or none; then those that several flushes closed, each with its own. All columns
-- in the order of the table: SQLite then makes the row in place.
INSERT INTO flush_window (
  flush_window_id, pte_protect_id, start, end, opened, returned, closed, tlb_flush_request_id, path_code, pass,
  mm_id, tid, lock_code, lock_since, lock_ended, own_flush, takes, excludes, owner_until)
SELECT
  NULL, pte_protect_id, start, end, from_ts, to_ts, ended_ts, tlb_flush_request_id, path_code, pass,
  mm_id, tid, lock_code, lock_since, lock_ended, own_flush, takes, excludes,
  CASE WHEN own_flush IS NOT NULL OR coalesce((SELECT flush.tid FROM tlb_flush_request AS flush
    WHERE flush.tlb_flush_request_id = call.tlb_flush_request_id) <> tid, 1) THEN back END
FROM protecting_call AS call
WHERE (ended_code IN (1, 4)
    OR (ended_code IS NULL
      AND pte_protect_id NOT IN (SELECT pte_protect_id FROM pte_flush_part WHERE pte_protect_id IS NOT NULL)))
  AND (NOT flushes_inside OR ended_ts <= to_ts OR (pte_protect_id, call.tlb_flush_request_id) IN
    (SELECT pte_protect_id, tlb_flush_request_id FROM late_flush_of_call)
    OR pte_protect_id IN (SELECT pte_protect_id FROM unflushed_change));
INSERT INTO flush_window (
  flush_window_id, pte_protect_id, start, end, opened, returned, closed, tlb_flush_request_id, path_code, pass,
  mm_id, tid, lock_code, lock_since, lock_ended, own_flush, takes, excludes, owner_until)
SELECT
  NULL, pte_protect_id, part.start, part.end, from_ts, to_ts,
  coalesce(part.ended_ts, CASE ended_code WHEN 4 THEN call.ended_ts END), part.tlb_flush_request_id, path_code, pass,
  mm_id, tid, lock_code, lock_since, lock_ended, own_flush, takes, excludes,
  CASE WHEN own_flush IS NOT NULL OR coalesce((SELECT flush.tid FROM tlb_flush_request AS flush
    WHERE flush.tlb_flush_request_id = part.tlb_flush_request_id) <> tid, 1) THEN back END
FROM pte_flush_part AS part CROSS JOIN protecting_call AS call USING (pte_protect_id)
WHERE NOT flushes_inside OR part.ended_ts <= to_ts OR (pte_protect_id, part.tlb_flush_request_id) IN
  (SELECT pte_protect_id, tlb_flush_request_id FROM late_flush_of_call)
  OR pte_protect_id IN (SELECT pte_protect_id FROM unflushed_change);
-- Those of a call that had to flush for another, and did not.
INSERT INTO flush_window (
  flush_window_id, pte_protect_id, start, end, opened, returned, closed, tlb_flush_request_id, path_code, pass,
  mm_id, tid, lock_code, lock_since, lock_ended, own_flush, takes, excludes, owner_until)
SELECT
  NULL, pte_protect_id, unheeded.start, unheeded."end", from_ts, to_ts, unheeded.closed, unheeded.tlb_flush_request_id, path_code, pass,
  mm_id, tid, lock_code, lock_since, lock_ended, own_flush, takes, excludes, back
FROM unheeded_flush AS unheeded CROSS JOIN protecting_call AS call USING (pte_protect_id);
DROP VIEW temp.protecting_call;
DROP TABLE temp.surrounding_call;
DROP TABLE temp.late_flush_of_call;
