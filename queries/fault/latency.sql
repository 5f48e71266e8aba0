-- How long page faults take: before handling, for the lock, in handle_mm_fault, and in all.
--
-- One row per origin (exceptions of user mode, of the kernel, and get_user_pages(), which has no
-- exception) and stage. 'entry' is from the exception to handle_mm_fault and contains 'lock', the wait for
-- mmap_lock; faults under the per-VMA lock wait for none and are not counted there. Each pass of a retried
-- fault counts. Percentiles are of an even sample, every n-th fault; the longest one is of all.
--
-- @requires handle_mm_fault handle_mm_fault_ret
-- @param sample integer 50000 how many faults to take percentiles of; 0 takes all of them
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
      CASE coalesce(:sample, 50000) WHEN 0 THEN 9223372036854775807 ELSE coalesce(:sample, 50000) END AS wanted
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
  sample AS MATERIALIZED (
    SELECT
      CASE kernel_mode WHEN 0 THEN 'user' WHEN 1 THEN 'kernel' ELSE 'get_user_pages' END AS origin,
      CASE WHEN retry THEN NULL ELSE handled_from - entered END AS entry,
      handled_to - handled_from AS handling,
      CASE WHEN retry THEN NULL ELSE handled_to - entered END AS total
    FROM fault_pick CROSS JOIN page_fault ON page_fault.page_fault_id = fault_pick.id
    WHERE handled_from IS NOT NULL
  ),
  step (origin, place, stage, took) AS (
    SELECT origin, 1, 'entry', entry FROM sample WHERE entry IS NOT NULL
    UNION ALL
    SELECT
      CASE fault.kernel_mode WHEN 0 THEN 'user' WHEN 1 THEN 'kernel' ELSE 'get_user_pages' END, 2, 'lock',
      lock.returned - lock.requested
    FROM lock_pick
    CROSS JOIN mmap_lock AS lock ON lock.mmap_lock_id = lock_pick.id
    CROSS JOIN page_fault AS fault ON fault.page_fault_id = lock.page_fault_id
    WHERE lock.returned IS NOT NULL AND lock.requested IS NOT NULL AND lock.success = 1
      AND lock.returned <= fault.handled_from
    UNION ALL
    SELECT origin, 3, 'handling', handling FROM sample WHERE handling IS NOT NULL
    UNION ALL
    SELECT origin, 4, 'total', total FROM sample WHERE total IS NOT NULL
  ),
  ranked AS (
    SELECT
      origin, place, stage, took, row_number() OVER (PARTITION BY origin, place ORDER BY took) AS rank,
      count(*) OVER (PARTITION BY origin, place) AS ranks
    FROM step
  ),
  spread AS (
    SELECT
      origin, place, stage, max(ranks) AS sampled,
      max(CASE WHEN rank = (ranks + 1) / 2 THEN took END) AS p50,
      max(CASE WHEN rank = (ranks * 90 + 99) / 100 THEN took END) AS p90,
      max(CASE WHEN rank = (ranks * 99 + 99) / 100 THEN took END) AS p99,
      max(took) AS longest
    FROM ranked GROUP BY origin, place
  ),
  longest AS MATERIALIZED (
    SELECT
      max(CASE kernel_mode WHEN 0 THEN handled_to - handled_from END) AS user_handling,
      max(CASE kernel_mode WHEN 1 THEN handled_to - handled_from END) AS kernel_handling,
      max(CASE WHEN kernel_mode IS NULL THEN handled_to - handled_from END) AS gup_handling,
      max(CASE WHEN kernel_mode = 0 AND retry IS NULL THEN handled_from - entered END) AS user_entry,
      max(CASE WHEN kernel_mode = 1 AND retry IS NULL THEN handled_from - entered END) AS kernel_entry,
      max(CASE WHEN kernel_mode = 0 AND retry IS NULL THEN handled_to - entered END) AS user_total,
      max(CASE WHEN kernel_mode = 1 AND retry IS NULL THEN handled_to - entered END) AS kernel_total
    FROM page_fault
  ),
  longest_wait (origin, took) AS (
    SELECT
      CASE fault.kernel_mode WHEN 0 THEN 'user' WHEN 1 THEN 'kernel' ELSE 'get_user_pages' END,
      max(wait.returned - wait.requested)
    FROM mmap_lock AS wait
    CROSS JOIN page_fault AS fault ON fault.page_fault_id = wait.page_fault_id
    WHERE wait.returned - wait.requested >= 10000 AND wait.success = 1 AND wait.returned <= fault.handled_from
    GROUP BY 1
  )
SELECT
  spread.origin, spread.stage, spread.sampled, spread.p50, spread.p90, spread.p99,
  coalesce(
    CASE spread.origin || ' ' || spread.stage
      WHEN 'user entry' THEN longest.user_entry
      WHEN 'kernel entry' THEN longest.kernel_entry
      WHEN 'user handling' THEN longest.user_handling
      WHEN 'kernel handling' THEN longest.kernel_handling
      WHEN 'get_user_pages handling' THEN longest.gup_handling
      WHEN 'user total' THEN longest.user_total
      WHEN 'kernel total' THEN longest.kernel_total
      ELSE (SELECT took FROM longest_wait WHERE longest_wait.origin = spread.origin)
    END,
    spread.longest) AS longest
FROM spread CROSS JOIN longest
ORDER BY spread.origin DESC, spread.place;
