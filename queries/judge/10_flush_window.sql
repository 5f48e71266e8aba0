-- Windows: stretches of PTEs that lost permission, each with the flush that ends its danger.
--
-- A call that changed PTEs (pte_protect) opens a window when it is entered. For a page it closes at the
-- end of the first flush_tlb_mm_range that covers the page and began after the call returned, whoever
-- issued it; or at the end of a flush of all of it that the calling thread issued inside the call. The
-- pairing finds that flush while events stream by; here it becomes one row per stretch that has one
-- close. A call that took nothing away (no page changed, or its mmu_gather ended empty) opens no window.
DROP TABLE IF EXISTS flush_window;
CREATE TABLE flush_window (  -- a stretch of PTEs that lost permission, with the flush that closes it
  flush_window_id INTEGER PRIMARY KEY,  -- id: row number; follows the ids of pte_protect
  pte_protect_id INTEGER NOT NULL,  -- pte_protect.pte_protect_id: the call that opened it
  start INTEGER NOT NULL,  -- address: first address
  end INTEGER NOT NULL,  -- address: first address after
  opened INTEGER NOT NULL,  -- ns: the call was entered
  closed INTEGER,  -- ns: end of the flush (or of the mm), NULL when it was open at the end of the recording
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the flush, NULL when none closed it
  lock_ended INTEGER,  -- ns: the owner released or downgraded the write lock it held at entry, NULL when it held none or still did
  own_flush INTEGER  -- boolean: 1 when the same thread flushed in the same call, 0 when it did not, NULL when unknown
) STRICT;

WITH
  flushing_call(kernel_call_id) AS MATERIALIZED (
    SELECT DISTINCT kernel_call_id FROM tlb_flush_request WHERE kernel_call_id IS NOT NULL
  ),
  stretch(pte_protect_id, start, end, closed, tlb_flush_request_id) AS (
    SELECT pte_protect_id, start, end, ended_ts, tlb_flush_request_id
    FROM pte_protect
    WHERE ended_code IN (1, 4)
      OR (ended_code IS NULL AND NOT EXISTS
        (SELECT 1 FROM pte_flush_part AS part WHERE part.pte_protect_id = pte_protect.pte_protect_id))
    UNION ALL
    SELECT part.pte_protect_id, part.start, part.end,
      coalesce(part.ended_ts, CASE protect.ended_code WHEN 4 THEN protect.ended_ts END),
      part.tlb_flush_request_id
    FROM pte_flush_part AS part JOIN pte_protect AS protect USING (pte_protect_id)
  )
INSERT INTO flush_window (
  pte_protect_id, start, end, opened, closed, tlb_flush_request_id, lock_ended, own_flush)
SELECT
  protect.pte_protect_id, stretch.start, stretch.end, protect.from_ts, stretch.closed,
  stretch.tlb_flush_request_id,
  CASE WHEN protect.lock_code = 2 THEN coalesce(hold.downgraded, hold.released) END,
  CASE
    WHEN flush.tid = protect.tid THEN 1
    WHEN protect.kernel_call_id IS NULL THEN NULL
    ELSE protect.kernel_call_id IN flushing_call
  END
FROM stretch
JOIN pte_protect AS protect ON protect.pte_protect_id = stretch.pte_protect_id
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = protect.mmap_lock_id
LEFT JOIN tlb_flush_request AS flush ON flush.tlb_flush_request_id = stretch.tlb_flush_request_id
WHERE protect.from_ts IS NOT NULL
ORDER BY protect.pte_protect_id, stretch.start;

CREATE INDEX flush_window_by_protect ON flush_window (pte_protect_id);
