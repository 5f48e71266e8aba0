-- Bursts of TLB flushes: the milliseconds in which an address space asked for most.
--
-- One row per address space and millisecond with at least `least` calls of flush_tlb_mm_range, the worst
-- first, with the thread that asked most often. Many small flushes where one would do are a loop that
-- should batch; fork and the copies after it are storms too.
--
-- @requires flush_tlb_mm_range
-- @param least integer 4 how many calls in a millisecond make a storm
-- @param limit integer 20 rows at most; 0 for all
-- @column ts time begin of the millisecond
-- @column mm address the address space
-- @column requests count calls of flush_tlb_mm_range
-- @column full count those that asked for everything
-- @column pages count pages that the others asked for
-- @column waited ns sum of the time from entry to return
-- @column busiest text name of the thread that asked most often
-- @column busiest_tid tid that thread
-- @column busiest_requests count its calls
-- @see tlb.ipi_cost, tlb.full_or_ranged, fault.cow_storm
WITH
  asked AS (
    SELECT
      mm_id, tid, from_ts / 1000000 AS slot, count(*) AS requests, sum(full) AS full,
      sum(CASE WHEN NOT full THEN ("end" - start) / 4096 END) AS pages, sum(to_ts - from_ts) AS waited
    FROM tlb_flush_request
    WHERE from_ts IS NOT NULL
    GROUP BY slot, mm_id, tid
  ),
  storm AS (
    SELECT
      slot, mm_id, sum(requests) AS requests, sum(full) AS full, coalesce(sum(pages), 0) AS pages,
      sum(waited) AS waited, max(requests) AS busiest_requests, tid AS busiest_tid
    FROM asked
    GROUP BY slot, mm_id
    HAVING sum(requests) >= coalesce(:least, 4)
    ORDER BY requests DESC, slot
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  )
SELECT
  storm.slot * 1000000 AS ts, mm.address AS mm, storm.requests, storm.full, storm.pages, storm.waited,
  name.comm AS busiest, storm.busiest_tid, storm.busiest_requests
FROM storm
LEFT JOIN mm ON mm.mm_id = storm.mm_id
LEFT JOIN task_name AS name ON name.tid = storm.busiest_tid
ORDER BY storm.requests DESC, storm.slot;
