-- How long page faults take, by reason: what was accessed how, under which lock, and what came of it.
--
-- One row per reason, the one that took longest in all first. 'copied' is a copy on write, 'reused' a write
-- to a page that nobody else has, 'retried' a pass that gave up and comes again, 'none' everything that is no
-- write to a write-protected page: a first touch, a page read from a file. Percentiles are of an even
-- sample of all faults, every n-th; counts, sums and the longest are of all.
--
-- @requires handle_mm_fault handle_mm_fault_ret
-- @param sample integer 20000 how many faults to take percentiles of; 0 takes all of them
-- @column access text 'write' or 'read'; NULL when not recorded
-- @column outcome text 'copied', 'reused', 'retried', 'none' or 'unknown'
-- @column lock text 'VMA' for the per-VMA lock, 'mmap_lock'; NULL when not recorded
-- @column faults count faults
-- @column took ns sum of all, from the exception or handle_mm_fault to its return
-- @column p50 ns half of them took less
-- @column p99 ns 99 of a hundred took less
-- @column longest ns the longest
-- @see fault.by_process, fault.latency, fault.vma_lock_share
WITH RECURSIVE
  last AS (
    SELECT
      coalesce((SELECT max(page_fault_id) FROM page_fault), 0) AS fault_id,
      CASE coalesce(:sample, 20000) WHEN 0 THEN 9223372036854775807 ELSE coalesce(:sample, 20000) END AS wanted
  ),
  -- Ids have hardly a gap: every n-th id is every n-th fault.
  pick (id) AS (
    SELECT 1 UNION ALL
    SELECT id + max(1, fault_id / wanted) FROM pick, last WHERE id + max(1, fault_id / wanted) <= fault_id
  ),
  sample AS MATERIALIZED (
    SELECT
      fault.write, fault.outcome, fault.vma_lock,
      fault.handled_to - coalesce(fault.entered, fault.handled_from) AS took
    FROM pick CROSS JOIN page_fault AS fault ON fault.page_fault_id = pick.id
    WHERE fault.handled_to IS NOT NULL
  ),
  ranked AS (
    SELECT
      *, row_number() OVER reason AS rank, count(*) OVER (PARTITION BY write, outcome, vma_lock) AS ranks
    FROM sample WINDOW reason AS (PARTITION BY write, outcome, vma_lock ORDER BY took)
  ),
  spread AS MATERIALIZED (
    SELECT
      write, outcome, vma_lock, max(CASE WHEN rank = (ranks + 1) / 2 THEN took END) AS p50,
      max(CASE WHEN rank = (ranks * 99 + 99) / 100 THEN took END) AS p99
    FROM ranked GROUP BY write, outcome, vma_lock
  ),
  -- One number for what it is grouped by, and LIMIT, which keeps SQLite from computing after the sort: it sorts three
  -- numbers a row instead of the columns they are made of.
  grouped AS MATERIALIZED (
    SELECT kind, count(*) AS faults, coalesce(sum(took), 0) AS took, max(took) AS longest, min(id) AS example
    FROM (
      SELECT
        (coalesce(write, 2) * 3 + coalesce(vma_lock, 2)) * 5
          + CASE outcome WHEN 'none' THEN 0 WHEN 'copied' THEN 1 WHEN 'reused' THEN 2 WHEN 'retried' THEN 3 ELSE 4 END AS kind,
        handled_to - coalesce(entered, handled_from) AS took, page_fault_id AS id
      FROM page_fault WHERE handled_from IS NOT NULL LIMIT -1)
    GROUP BY kind
  ),
  counted AS MATERIALIZED (
    SELECT
      fault.write, fault.outcome, fault.vma_lock, grouped.faults, grouped.took, grouped.longest
    FROM grouped JOIN page_fault AS fault ON fault.page_fault_id = grouped.example
  )
SELECT
  CASE counted.write WHEN 1 THEN 'write' WHEN 0 THEN 'read' END AS access, counted.outcome,
  CASE counted.vma_lock WHEN 1 THEN 'VMA' WHEN 0 THEN 'mmap_lock' END AS lock,
  counted.faults, counted.took, spread.p50, spread.p99, counted.longest
FROM counted
LEFT JOIN spread
  ON spread.write IS counted.write AND spread.outcome = counted.outcome AND spread.vma_lock IS counted.vma_lock
ORDER BY counted.took DESC, access, counted.outcome, lock;
