-- What TLB flushes cost: how long the initiator waited, the other CPUs' work, and who came last.
--
-- The initiator waits until every CPU has answered. One row per flush, the longest first. The straggler
-- is the CPU whose flush ended last; straggler_began says how long after the call it even began, so a
-- large one means that interrupts were off there, or that the CPU was not running (a virtual machine).
--
-- @requires flush_tlb_mm_range flush_tlb_mm_range_ret flush_tlb_func flush_tlb_func_ret
-- @param limit integer 20 rows at most; 0 for all
-- @column tlb_flush_request_id tlb_flush_request.tlb_flush_request_id the flush
-- @column task text name of the thread that asked for it
-- @column tid tid that thread
-- @column cpu cpu CPU it asked from
-- @column mm address the address space
-- @column from_ts time when it asked
-- @column waited ns how long until every CPU had flushed
-- @column full boolean 1 when it asked for everything, 0 for a range
-- @column receivers count other CPUs that carried it out
-- @column receiving ns sum of their time in it
-- @column straggler_cpu cpu CPU that ended last, the initiator not counted; NULL when alone
-- @column straggler_task text name of the thread it interrupted there
-- @column straggler_began ns from the call to the begin of the flush there
-- @column straggler_took ns how long the flush took there
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see tlb.storms, tlb.flush_under_write_lock
WITH
  longest AS MATERIALIZED (
    SELECT *, to_ts - from_ts AS waited FROM tlb_flush_request
    WHERE to_ts IS NOT NULL AND from_ts IS NOT NULL
    ORDER BY waited DESC LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  ),
  -- One pass over the receipts, not one for each flush.
  received AS MATERIALIZED (
    SELECT
      longest.tlb_flush_request_id, count(*) AS receivers, sum(receipt.to_ts - receipt.from_ts) AS receiving,
      max(receipt.to_ts) AS last_to, receipt.cpu, receipt.tid, receipt.from_ts, receipt.to_ts
    FROM tlb_flush_receipt AS receipt
    CROSS JOIN longest ON longest.tlb_flush_request_id = receipt.tlb_flush_request_id
    WHERE receipt.cpu <> longest.cpu AND receipt.to_ts IS NOT NULL
    GROUP BY longest.tlb_flush_request_id
  )
SELECT
  longest.tlb_flush_request_id, name.comm AS task, longest.tid, longest.cpu, mm.address AS mm,
  longest.from_ts, longest.waited, longest.full, coalesce(received.receivers, 0) AS receivers,
  coalesce(received.receiving, 0) AS receiving, received.cpu AS straggler_cpu,
  CASE WHEN received.tid = 0 THEN 'idle' ELSE straggler.comm END AS straggler_task,
  received.from_ts - longest.from_ts AS straggler_began,
  received.to_ts - received.from_ts AS straggler_took,
  (SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0) AS doubt
FROM longest
LEFT JOIN received ON received.tlb_flush_request_id = longest.tlb_flush_request_id
LEFT JOIN mm ON mm.mm_id = longest.mm_id
LEFT JOIN task_name AS name ON name.tid = longest.tid
LEFT JOIN task_name AS straggler ON straggler.tid = received.tid
ORDER BY longest.waited DESC, longest.tlb_flush_request_id;
