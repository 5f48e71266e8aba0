-- How TLB flushes were carried out: everything or a range, and why everything.
--
-- One row per way. A ranged request becomes a full flush on a CPU when it is longer than the kernel's
-- ceiling (tlb_single_page_flush_ceiling, 33 pages unless changed), or when that CPU has missed an earlier
-- generation. A full request comes from fork and clear_refs (flush_tlb_mm), from a range above the
-- ceiling, which flush_tlb_mm_range itself turns into everything later, and from nested mmu_gathers.
--
-- @requires tlb_flush flush_tlb_mm_range
-- @column asked text 'everything', 'a range', 'a long range' (above the ceiling), or 'not known' for flushes
--   without a known request
-- @column done text what the CPU did: 'everything', 'a range' or 'nothing'
-- @column why text why
-- @column by text 'initiator', 'receiver' or 'task switch'
-- @column flushes count flushes on a CPU
-- @column pages count pages flushed one by one
-- @see tlb.useless, tlb.storms
WITH
  -- Codes instead of words until the rows are counted.
  flush AS (
    SELECT
      flush.reason,
      CASE flush.pages WHEN -1 THEN -1 WHEN 0 THEN 0 ELSE 1 END AS done,
      CASE
        WHEN flush.reason = 0 OR request.tlb_flush_request_id IS NULL THEN NULL
        WHEN request.end = -1 THEN -1
        WHEN (request.end - request.start) >> coalesce(request.stride_shift, 12) > 33 THEN 2
        ELSE 1
      END AS asked,
      flush.pages
    FROM tlb_flush AS flush
    LEFT JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = flush.tlb_flush_request_id
    -- Reason 4 is the sending of the interrupts, 5 a CPU that no longer has the mm: no flush.
    WHERE flush.reason IN (0, 1, 2, 3)
  ),
  counted AS (
    SELECT reason, done, asked, count(*) AS flushes, sum(CASE WHEN pages > 0 THEN pages ELSE 0 END) AS pages
    FROM flush
    GROUP BY reason, done, asked
  )
SELECT
  CASE asked WHEN -1 THEN 'everything' WHEN 1 THEN 'a range' WHEN 2 THEN 'a long range' ELSE 'not known' END
    AS asked,
  CASE done WHEN -1 THEN 'everything' WHEN 0 THEN 'nothing' ELSE 'a range' END AS done,
  CASE
    WHEN reason = 0 AND done = -1 THEN 'the mm was loaded without entries to keep'
    WHEN reason = 0 THEN 'the mm was loaded and its entries kept'
    WHEN done = 0 THEN 'an earlier flush covered it'
    WHEN asked IS NULL THEN 'not known'
    WHEN done = 1 OR asked = -1 THEN 'as asked'
    WHEN asked = 2 THEN 'above the ceiling'
    ELSE 'the CPU had missed an earlier flush'
  END AS why,
  CASE reason WHEN 0 THEN 'task switch' WHEN 1 THEN 'receiver' ELSE 'initiator' END AS by,
  sum(flushes) AS flushes, sum(pages) AS pages
FROM counted
GROUP BY asked, done, 3, 4
ORDER BY asked > 0 AND done = -1 DESC, asked IS NULL, flushes DESC, asked, done, 3, 4;
