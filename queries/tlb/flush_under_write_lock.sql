-- TLB flushes inside a hold of mmap_lock for writing: how much longer they make it.
--
-- clear_refs, mprotect and fork must flush before they release the lock; that is right, and its price.
-- One row per thread and address space: of the holds with a flush in them, how long they were, how much of
-- that was waiting for other CPUs to flush, and what they cost others.
--
-- @requires flush_tlb_mm_range flush_tlb_mm_range_ret mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 20 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space
-- @column holds count holds for writing with a flush in them
-- @column flushes count flushes in them
-- @column held ns sum of these holds
-- @column flushing ns sum of the flushes
-- @column flush_share percent share of the holds spent flushing
-- @column longest_flush ns longest of the flushes
-- @column others_delayed count waits of other threads for these holds
-- @column others_waited ns sum of these waits, as far as they overlap the holds
-- @see tlb.ipi_cost, lock.longest_holds
WITH
  flush AS (
    SELECT
      request.tlb_flush_request_id, request.tid, request.from_ts, request.to_ts - request.from_ts AS took,
      -- Writers exclude each other: if anyone held it for writing then, it was the last to get it.
      (SELECT hold.mmap_lock_id FROM mmap_lock AS hold
       WHERE hold.write = 1 AND hold.mm_id = request.mm_id AND hold.returned <= request.from_ts
       ORDER BY hold.returned DESC LIMIT 1) AS hold_id
    FROM tlb_flush_request AS request
    WHERE request.to_ts IS NOT NULL
  ),
  inside AS (
    SELECT
      hold.mmap_lock_id, hold.tid, hold.mm_id,
      coalesce(hold.released, hold.downgraded) - hold.returned AS held, count(*) AS flushes,
      sum(flush.took) AS flushing, max(flush.took) AS longest_flush
    FROM flush
    CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = flush.hold_id
    WHERE hold.tid = flush.tid AND hold.success = 1
      AND coalesce(hold.released, hold.downgraded) > flush.from_ts
    GROUP BY hold.mmap_lock_id
  ),
  summed AS (
    SELECT
      tid, mm_id, count(*) AS holds, sum(flushes) AS flushes, sum(held) AS held, sum(flushing) AS flushing,
      max(longest_flush) AS longest_flush,
      sum((SELECT count(*) FROM lock_delay WHERE holder_id = inside.mmap_lock_id)) AS others_delayed,
      sum((SELECT coalesce(sum(overlap), 0) FROM lock_delay WHERE holder_id = inside.mmap_lock_id))
        AS others_waited
    FROM inside
    GROUP BY tid, mm_id
    ORDER BY flushing DESC
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  )
SELECT
  name.comm AS task, summed.tid, mm.address AS mm, summed.holds, summed.flushes, summed.held,
  summed.flushing, round(100.0 * summed.flushing / nullif(summed.held, 0), 1) AS flush_share,
  summed.longest_flush, summed.others_delayed, summed.others_waited
FROM summed
LEFT JOIN mm ON mm.mm_id = summed.mm_id
LEFT JOIN task_name AS name ON name.tid = summed.tid
ORDER BY summed.flushing DESC, summed.tid;
