-- How long page faults take: before handling, for the lock, in handle_mm_fault, and in all.
--
-- One row per origin (exceptions of user mode, of the kernel, and get_user_pages(), which has no
-- exception) and stage. 'entry' is from the exception to handle_mm_fault and contains 'lock', the wait for
-- mmap_lock; faults under the per-VMA lock wait for none and are not counted there. Each pass of a retried
-- fault counts, from the exception that began it all. Percentiles are of an even sample, every n-th fault;
-- the longest one is of all, and the worst of them stands first.
--
-- @requires handle_mm_fault handle_mm_fault_ret
-- @param sample integer 10000 how many faults to take percentiles of; 0 takes all of them
-- @column origin text 'user', 'kernel' or 'get_user_pages'
-- @column stage text 'entry', 'lock', 'handling' or 'total'
-- @column sampled count faults that the percentiles are of
-- @column p50 ns half of them took less
-- @column p90 ns nine of ten took less
-- @column p99 ns 99 of a hundred took less
-- @column longest ns the longest of all faults
-- @see fault.latency_histogram, fault.blocked_by_write, lock.longest_waits
WITH RECURSIVE
  last AS (
    SELECT
      coalesce((SELECT max(page_fault_id) FROM page_fault), 0) AS fault_id,
      coalesce((SELECT max(mmap_lock_id) FROM mmap_lock), 0) AS lock_id,
      CASE coalesce(:sample, 10000) WHEN 0 THEN 9223372036854775807 ELSE coalesce(:sample, 10000) END AS wanted
  ),
  -- Ids have hardly a gap: every n-th id is every n-th fault.
  fault_pick (id) AS (
    SELECT 1 UNION ALL
    SELECT id + max(1, fault_id / wanted) FROM fault_pick, last WHERE id + max(1, fault_id / wanted) <= fault_id
  ),
  lock_pick (id) AS (
    SELECT 1 UNION ALL
    SELECT id + max(1, lock_id / wanted) FROM lock_pick, last WHERE id + max(1, lock_id / wanted) <= lock_id
  ),
  -- origin is 0 for user mode, 1 for the kernel, 2 for get_user_pages().
  sample AS MATERIALIZED (
    SELECT
      coalesce(kernel_mode, 2) AS origin, handled_from - entered AS entry,
      handled_to - handled_from AS handling, handled_to - entered AS total
    FROM fault_pick CROSS JOIN page_fault ON page_fault.page_fault_id = fault_pick.id
    WHERE handled_from IS NOT NULL
  ),
  step (origin, stage, took) AS (
    SELECT origin, 1, entry FROM sample WHERE entry IS NOT NULL
    UNION ALL
    SELECT coalesce(fault.kernel_mode, 2), 2, lock.returned - lock.requested
    FROM lock_pick
    CROSS JOIN mmap_lock AS lock ON lock.mmap_lock_id = lock_pick.id
    CROSS JOIN page_fault AS fault ON fault.page_fault_id = lock.page_fault_id
    WHERE lock.returned IS NOT NULL AND lock.requested IS NOT NULL AND lock.success = 1
      AND lock.returned <= fault.handled_from
    UNION ALL
    SELECT origin, 3, handling FROM sample WHERE handling IS NOT NULL
    UNION ALL
    SELECT origin, 4, total FROM sample WHERE total IS NOT NULL
  ),
  ranked AS (
    SELECT
      origin, stage, took, row_number() OVER (PARTITION BY origin, stage ORDER BY took) AS rank,
      count(*) OVER (PARTITION BY origin, stage) AS ranks
    FROM step
  ),
  spread AS MATERIALIZED (
    SELECT
      origin, stage, max(ranks) AS sampled,
      max(CASE WHEN rank = (ranks + 1) / 2 THEN took END) AS p50,
      max(CASE WHEN rank = (ranks * 90 + 99) / 100 THEN took END) AS p90,
      max(CASE WHEN rank = (ranks * 99 + 99) / 100 THEN took END) AS p99,
      max(took) AS longest
    FROM ranked GROUP BY origin, stage
  ),
  -- One pass over all faults, of which few took longer in all than any stage of the sample.
  longest AS MATERIALIZED (
    SELECT
      max(CASE kernel_mode WHEN 0 THEN handled_from - entered END) AS user_entry,
      max(CASE kernel_mode WHEN 1 THEN handled_from - entered END) AS kernel_entry,
      max(CASE kernel_mode WHEN 0 THEN handled_to - handled_from END) AS user_handling,
      max(CASE kernel_mode WHEN 1 THEN handled_to - handled_from END) AS kernel_handling,
      max(CASE WHEN kernel_mode IS NULL THEN handled_to - handled_from END) AS gup_handling,
      max(CASE kernel_mode WHEN 0 THEN handled_to - entered END) AS user_total,
      max(CASE kernel_mode WHEN 1 THEN handled_to - entered END) AS kernel_total
    FROM page_fault
    WHERE handled_to - coalesce(entered, handled_from) >= (SELECT min(longest) FROM spread WHERE stage <> 2)
  ),
  longest_wait (origin, took) AS MATERIALIZED (
    SELECT coalesce(fault.kernel_mode, 2), max(wait.returned - wait.requested)
    FROM mmap_lock AS wait
    CROSS JOIN page_fault AS fault ON fault.page_fault_id = wait.page_fault_id
    WHERE wait.returned - wait.requested >= 10000 AND wait.success = 1 AND wait.returned <= fault.handled_from
    GROUP BY 1
  )
SELECT
  CASE spread.origin WHEN 0 THEN 'user' WHEN 1 THEN 'kernel' ELSE 'get_user_pages' END AS origin,
  CASE spread.stage WHEN 1 THEN 'entry' WHEN 2 THEN 'lock' WHEN 3 THEN 'handling' ELSE 'total' END AS stage,
  spread.sampled, spread.p50, spread.p90, spread.p99,
  coalesce(
    max(spread.longest, CASE spread.origin * 10 + spread.stage
      WHEN 1 THEN longest.user_entry
      WHEN 2 THEN longest_wait.took
      WHEN 3 THEN longest.user_handling
      WHEN 4 THEN longest.user_total
      WHEN 11 THEN longest.kernel_entry
      WHEN 12 THEN longest_wait.took
      WHEN 13 THEN longest.kernel_handling
      WHEN 14 THEN longest.kernel_total
      WHEN 23 THEN longest.gup_handling
    END),
    spread.longest) AS longest
FROM spread
LEFT JOIN longest
LEFT JOIN longest_wait ON longest_wait.origin = spread.origin
ORDER BY longest DESC, spread.origin, spread.stage DESC;
