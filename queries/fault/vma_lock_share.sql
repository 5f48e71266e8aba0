-- Which lock page faults were served under, by thread: the per-VMA lock, or mmap_lock.
--
-- From 6.4 a fault first tries the lock of its VMA alone, which no writer of another VMA disturbs. It falls
-- back to mmap_lock when the VMA is being changed, has no anon_vma yet, or the handler asks for a retry.
-- Before 6.4, and for get_user_pages(), the share is 0. Of many faults an even sample is taken.
--
-- @requires handle_mm_fault
-- @param sample integer 100000 how many faults to look at; 0 looks at all of them
-- @param limit integer 20 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column sampled count faults looked at
-- @column vma_lock count those served under the per-VMA lock
-- @column mmap_lock count those served under mmap_lock
-- @column unknown count those whose flags were not recorded
-- @column vma_lock_share percent share of the per-VMA lock among those known
-- @column retried count those that returned VM_FAULT_RETRY: the next pass takes mmap_lock
-- @see fault.latency, fault.blocked_by_write
WITH RECURSIVE
  last AS (
    SELECT
      coalesce((SELECT max(page_fault_id) FROM page_fault), 0) AS fault_id,
      CASE coalesce(:sample, 100000) WHEN 0 THEN 9223372036854775807 ELSE coalesce(:sample, 100000) END
        AS wanted
  ),
  pick (id) AS (
    SELECT 1 UNION ALL
    SELECT id + max(1, fault_id / wanted) FROM pick, last WHERE id + max(1, fault_id / wanted) <= fault_id
  ),
  counted AS (
    SELECT
      fault.tid, count(*) AS sampled, sum(coalesce(fault.vma_lock = 1, 0)) AS vma_lock,
      sum(coalesce(fault.vma_lock = 0, 0)) AS mmap_lock, sum(fault.vma_lock IS NULL) AS unknown,
      sum(coalesce(fault.result & 0x400 <> 0, 0)) AS retried
    FROM pick CROSS JOIN page_fault AS fault ON fault.page_fault_id = pick.id
    WHERE fault.handled_from IS NOT NULL
    GROUP BY fault.tid
  )
SELECT
  name.comm AS task, counted.tid, counted.sampled, counted.vma_lock, counted.mmap_lock, counted.unknown,
  round(100.0 * counted.vma_lock / nullif(counted.vma_lock + counted.mmap_lock, 0), 1) AS vma_lock_share,
  counted.retried
FROM counted
LEFT JOIN task_name AS name ON name.tid = counted.tid
ORDER BY counted.mmap_lock DESC, counted.sampled DESC, counted.tid
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
