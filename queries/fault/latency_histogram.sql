-- How page fault latency is distributed, in buckets that double.
--
-- One row per bucket: faults that took at least from_took and less than to_took. 'total' is from the
-- exception to the end of handle_mm_fault, 'handling' is handle_mm_fault alone (also of get_user_pages(),
-- which has no exception). Of many faults an even sample is taken, every n-th.
--
-- @requires handle_mm_fault handle_mm_fault_ret
-- @param sample integer 50000 how many faults to look at; 0 looks at all of them
-- @column from_took ns lower end of the bucket
-- @column to_took ns upper end, not in it
-- @column total count sampled faults that took that long in all
-- @column handling count sampled faults that took that long in handle_mm_fault
-- @column total_share percent share of the sampled faults, by total
-- @column bar text the share as a bar
-- @see fault.latency
WITH RECURSIVE
  last AS (
    SELECT
      coalesce((SELECT max(page_fault_id) FROM page_fault), 0) AS fault_id,
      CASE coalesce(:sample, 50000) WHEN 0 THEN 9223372036854775807 ELSE coalesce(:sample, 50000) END AS wanted
  ),
  pick (id) AS (
    SELECT 1 UNION ALL
    SELECT id + max(1, fault_id / wanted) FROM pick, last WHERE id + max(1, fault_id / wanted) <= fault_id
  ),
  bucket (low) AS (
    SELECT 500 UNION ALL SELECT low * 2 FROM bucket WHERE low < 16000000000
  ),
  took AS MATERIALIZED (
    SELECT
      CASE WHEN retry IS NULL THEN handled_to - entered END AS total, handled_to - handled_from AS handling
    FROM pick CROSS JOIN page_fault ON page_fault.page_fault_id = pick.id
    WHERE handled_to IS NOT NULL AND handled_from IS NOT NULL
  ),
  counted AS (
    SELECT
      bucket.low AS from_took, bucket.low * 2 AS to_took,
      (SELECT count(*) FROM took WHERE total >= bucket.low AND total < bucket.low * 2) AS total,
      (SELECT count(*) FROM took WHERE handling >= bucket.low AND handling < bucket.low * 2) AS handling
    FROM bucket
    UNION ALL
    SELECT
      0, 500, (SELECT count(*) FROM took WHERE total < 500), (SELECT count(*) FROM took WHERE handling < 500)
  ),
  all_of_them AS (SELECT max(1, sum(total)) AS total FROM counted)
SELECT
  from_took, to_took, counted.total, counted.handling,
  round(100.0 * counted.total / all_of_them.total, 1) AS total_share,
  substr('########################################', 1, 40 * counted.total / all_of_them.total) AS bar
FROM counted, all_of_them
WHERE counted.total + counted.handling > 0
ORDER BY from_took DESC;
