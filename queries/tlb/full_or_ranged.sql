-- How TLB flushes were carried out: everything or a range, and why everything.
--
-- One row per way. A ranged request becomes a full flush on a CPU when it is longer than the kernel's
-- ceiling (tlb_single_page_flush_ceiling, 33 pages unless changed), or when that CPU has missed an earlier
-- generation. A full request comes from fork and clear_refs (flush_tlb_mm), from a range above the
-- ceiling, which flush_tlb_mm_range itself turns into everything later, and from nested mmu_gathers.
--
-- @requires tlb_flush flush_tlb_mm_range
-- @column asked text 'everything', 'a range', or 'not known' for flushes without a known request
-- @column done text what the CPU did: 'everything', 'a range' or 'nothing: already up to date'
-- @column why text why
-- @column by text 'initiator', 'receiver' or 'task switch'
-- @column flushes count flushes on a CPU
-- @column requests count requests they belong to
-- @column pages count pages flushed one by one
-- @see tlb.useless, tlb.storms
WITH
  flush AS (
    SELECT
      CASE
        WHEN flush.reason = 0 THEN 'not known'
        WHEN request.tlb_flush_request_id IS NULL THEN 'not known'
        WHEN request.end = -1 THEN 'everything'
        ELSE 'a range'
      END AS asked,
      CASE flush.pages WHEN -1 THEN 'everything' WHEN 0 THEN 'nothing: already up to date' ELSE 'a range' END
        AS done,
      CASE
        WHEN flush.reason = 0 AND flush.pages = -1 THEN 'the mm was loaded without entries to keep'
        WHEN flush.reason = 0 THEN 'the mm was loaded and its entries kept'
        WHEN flush.pages = 0 THEN 'an earlier flush covered it'
        WHEN request.tlb_flush_request_id IS NULL THEN 'not known'
        WHEN flush.pages <> -1 THEN 'as asked'
        WHEN request.end = -1 THEN 'as asked'
        WHEN (request.end - request.start) >> coalesce(request.stride_shift, 12) > 33 THEN 'above the ceiling'
        ELSE 'the CPU had missed an earlier flush'
      END AS why,
      CASE flush.reason WHEN 0 THEN 'task switch' WHEN 1 THEN 'receiver' ELSE 'initiator' END AS by,
      flush.tlb_flush_request_id, CASE WHEN flush.pages > 0 THEN flush.pages END AS pages
    FROM tlb_flush AS flush
    LEFT JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = flush.tlb_flush_request_id
    -- Reason 4 is the sending of the interrupts, 5 a CPU that no longer has the mm: no flush.
    WHERE flush.reason IN (0, 1, 2, 3)
  )
SELECT
  asked, done, why, by, count(*) AS flushes, count(DISTINCT tlb_flush_request_id) AS requests,
  coalesce(sum(pages), 0) AS pages
FROM flush
GROUP BY asked, done, why, by
ORDER BY flushes DESC, asked, done, why, by;
