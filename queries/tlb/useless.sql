-- TLB flushes that did nothing: interrupts sent to CPUs that had nothing to flush.
--
-- 'already up to date': a CPU was interrupted and an earlier flush had covered the request (pages = 0).
-- 'not that mm': it no longer had the mm loaded (reason 5, 7.x kernels). 'idle CPU': it was interrupted
-- in its idle thread, which uses no user mapping. 'nobody to tell': interrupts were announced, and no other
-- CPU carried the flush out. One row per kind and initiator.
--
-- @requires tlb_flush flush_tlb_mm_range flush_tlb_func
-- @param limit integer 20 rows at most; 0 for all
-- @column kind text 'already up to date', 'not that mm', 'idle CPU' or 'nobody to tell'
-- @column task text name of the thread that asked for the flush; NULL when the request is not known
-- @column tid tid that thread
-- @column flushes count flushes that did nothing
-- @column took ns sum of the time the interrupted CPUs spent in them; NULL when not recorded
-- @column first_ts time the first of them
-- @column last_ts time the last of them
-- @see tlb.ipi_cost, tlb.full_or_ranged
WITH
  -- Which requests another CPU carried out, and what it cost CPUs in their idle thread.
  receipt AS MATERIALIZED (
    SELECT
      tlb_flush_request_id, cpu, tid, from_ts, to_ts - from_ts AS took
    FROM tlb_flush_receipt
    WHERE tlb_flush_request_id IS NOT NULL
  ),
  carried_out AS MATERIALIZED (
    SELECT DISTINCT request.tlb_flush_request_id
    FROM receipt
    CROSS JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = receipt.tlb_flush_request_id
    WHERE receipt.cpu <> request.cpu
  ),
  vain (kind, tlb_flush_request_id, ts, took) AS (
    SELECT
      CASE reason WHEN 5 THEN 'not that mm' ELSE 'already up to date' END, tlb_flush_request_id, ts, NULL
    FROM tlb_flush
    WHERE reason = 5 OR (reason = 1 AND pages = 0)
    UNION ALL
    SELECT 'idle CPU', receipt.tlb_flush_request_id, receipt.from_ts, receipt.took
    FROM receipt
    CROSS JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = receipt.tlb_flush_request_id
    WHERE receipt.tid = 0 AND receipt.cpu <> request.cpu
    UNION ALL
    SELECT 'nobody to tell', tlb_flush_request_id, ts, NULL
    FROM tlb_flush
    WHERE reason = 4 AND tlb_flush_request_id IS NOT NULL AND tlb_flush_request_id NOT IN carried_out
  ),
  counted AS (
    SELECT
      vain.kind, request.tid, count(*) AS flushes, sum(vain.took) AS took, min(vain.ts) AS first_ts,
      max(vain.ts) AS last_ts
    FROM vain
    LEFT JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = vain.tlb_flush_request_id
    GROUP BY vain.kind, request.tid
    ORDER BY flushes DESC
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  )
SELECT
  counted.kind, name.comm AS task, counted.tid, counted.flushes, counted.took, counted.first_ts,
  counted.last_ts
FROM counted
LEFT JOIN task_name AS name ON name.tid = counted.tid
ORDER BY counted.flushes DESC, counted.kind, counted.tid;
