-- How long page faults take, by process.
--
-- One row per address space, the one whose faults took longest in all first. A fault takes from its
-- exception, or from handle_mm_fault where there is none (get_user_pages), to the return of
-- handle_mm_fault. Each pass of a retried fault counts. Percentiles are of an even sample of all faults,
-- every n-th; counts, sums and the longest are of all.
--
-- @requires handle_mm_fault handle_mm_fault_ret
-- @param limit integer 20 rows at most; 0 for all
-- @param sample integer 20000 how many faults to take percentiles of; 0 takes all of them
-- @column process text name of its first thread, or of one that faulted where none was seen to run
-- @column tgid tid process id; NULL when not recorded
-- @column mm address its address space
-- @column threads count threads that faulted
-- @column faults count faults
-- @column copied count those that copied a page
-- @column retried count those that had to be tried again
-- @column took ns sum of all
-- @column p50 ns half of them took less
-- @column p99 ns 99 of a hundred took less
-- @column longest ns the longest
-- @see fault.by_reason, fault.latency, fault.latency_histogram
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
  ranked AS (
    SELECT
      fault.mm_id, fault.handled_to - coalesce(fault.entered, fault.handled_from) AS took,
      row_number() OVER (
        PARTITION BY fault.mm_id ORDER BY fault.handled_to - coalesce(fault.entered, fault.handled_from)) AS rank,
      count(*) OVER (PARTITION BY fault.mm_id) AS ranks
    FROM pick CROSS JOIN page_fault AS fault ON fault.page_fault_id = pick.id
    WHERE fault.handled_to IS NOT NULL
  ),
  spread AS MATERIALIZED (
    SELECT
      mm_id, max(CASE WHEN rank = (ranks + 1) / 2 THEN took END) AS p50,
      max(CASE WHEN rank = (ranks * 99 + 99) / 100 THEN took END) AS p99
    FROM ranked GROUP BY mm_id
  ),
  -- LIMIT keeps SQLite from computing after the sort: it sorts four numbers a row, not the columns they are made of.
  of_thread AS MATERIALIZED (
    SELECT
      mm_id, tid, count(*) AS faults, sum(happened & 1) AS copied, sum(happened >> 1) AS retried, sum(took) AS took,
      max(took) AS longest
    FROM (
      SELECT
        mm_id, tid, (clear_flush_from IS NOT NULL) + 2 * coalesce(result & 0x400 <> 0, 0) AS happened,
        handled_to - coalesce(entered, handled_from) AS took
      FROM page_fault WHERE handled_from IS NOT NULL LIMIT -1)
    GROUP BY mm_id, tid
  ),
  counted AS MATERIALIZED (
    SELECT
      mm_id, min(tid) AS faulting_tid, count(tid) AS threads, sum(faults) AS faults, sum(copied) AS copied,
      sum(retried) AS retried, coalesce(sum(took), 0) AS took, max(longest) AS longest
    FROM of_thread GROUP BY mm_id
  ),
  process AS MATERIALIZED (
    SELECT mm_id, min(tid) AS tid, comm, tgid FROM task WHERE mm_id IS NOT NULL GROUP BY mm_id
  )
SELECT
  coalesce(process.comm, faulting.comm) AS process, process.tgid, mm.address AS mm, counted.threads, counted.faults, counted.copied,
  counted.retried, counted.took, spread.p50, spread.p99, counted.longest
FROM counted
LEFT JOIN spread ON spread.mm_id IS counted.mm_id
LEFT JOIN process ON process.mm_id = counted.mm_id
LEFT JOIN mm ON mm.mm_id = counted.mm_id
LEFT JOIN task_name AS faulting ON faulting.tid = counted.faulting_tid
ORDER BY counted.took DESC, counted.mm_id
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
