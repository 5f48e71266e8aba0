-- Batched TLB flushes of reclaim and migration: one flush for pages unmapped some time before.
--
-- try_to_unmap clears PTEs without a flush, notes it in the task, and arch_tlbbatch_flush flushes once for
-- the whole list. Until then other CPUs may use the old entries, which is allowed: the page is not freed
-- or written back before the flush. mprotect, munmap and their kin must flush first when they meet such
-- an mm (flush_tlb_batched_pending). One row per batched flush, with the calls that changed PTEs meanwhile.
--
-- @requires arch_tlbbatch_flush
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread that flushed: kswapd, kcompactd, or who reclaimed directly
-- @column tid tid that thread
-- @column cpu cpu CPU it was on
-- @column from_ts time when the flush began
-- @column took ns how long it took; NULL when its return was not recorded
-- @column cpus count CPUs on which a batched flush was recorded during it (tlb_flush without an mm)
-- @column protecting count calls on any mm that changed PTEs during it
-- @see tlb.full_or_ranged, race.windows
WITH
  batched AS (
    SELECT * FROM kernel_call
    WHERE function_code = 4 AND from_ts IS NOT NULL
    ORDER BY to_ts - from_ts DESC, from_ts LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1)
  ),
  -- One pass over the flushes without an mm and over the calls, not one for each batched flush.
  flushed AS MATERIALIZED (
    SELECT batched.kernel_call_id, count(DISTINCT flush.cpu) AS cpus
    FROM tlb_flush AS flush
    CROSS JOIN batched
    WHERE EXISTS (SELECT 1 FROM batched)
      AND flush.mm_id IS NULL AND flush.reason IN (1, 2)
      AND flush.ts BETWEEN batched.from_ts AND batched.to_ts
    GROUP BY batched.kernel_call_id
  ),
  changed AS MATERIALIZED (
    SELECT batched.kernel_call_id, count(*) AS protecting
    FROM pte_protect AS protect
    CROSS JOIN batched
    WHERE EXISTS (SELECT 1 FROM batched)
      AND protect.from_ts < batched.to_ts AND protect.to_ts > batched.from_ts
    GROUP BY batched.kernel_call_id
  )
SELECT
  name.comm AS task, batched.tid, batched.cpu, batched.from_ts, batched.to_ts - batched.from_ts AS took,
  coalesce(flushed.cpus, 0) AS cpus, coalesce(changed.protecting, 0) AS protecting
FROM batched
LEFT JOIN flushed ON flushed.kernel_call_id = batched.kernel_call_id
LEFT JOIN changed ON changed.kernel_call_id = batched.kernel_call_id
LEFT JOIN task_name AS name ON name.tid = batched.tid
ORDER BY took DESC, batched.from_ts;
