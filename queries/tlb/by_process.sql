-- What TLB shootdowns cost, by process: its threads' waits, and the time of the CPUs that had to answer.
--
-- One row per address space, the one whose threads waited longest first. A flush waits until every CPU that
-- it concerns has answered an interrupt; each answer stops whatever runs there, which may be another
-- process (bystanders). Answers can be counted where flush_tlb_func was recorded.
--
-- @requires flush_tlb_mm_range flush_tlb_mm_range_ret
-- @param limit integer 20 rows at most; 0 for all
-- @column process text name of its first thread, or of one that flushed where none was seen to run
-- @column tgid tid process id; NULL when not recorded
-- @column mm address its address space
-- @column flushes count flushes it asked for
-- @column full count those of everything
-- @column waited ns sum of what its threads waited for them
-- @column longest_wait ns the longest
-- @column interrupts count answers of other CPUs; NULL when not recorded
-- @column receiving ns sum of their time in it; NULL when not recorded
-- @column bystanders count answers of CPUs that ran a thread of another process, or none; NULL when not known
-- @see tlb.ipi_cost, tlb.storms, tlb.useless
WITH
  asked AS MATERIALIZED (
    SELECT
      mm_id, min(tid) AS asker_tid, count(*) AS flushes, sum(full) AS full, sum(to_ts - from_ts) AS waited,
      max(to_ts - from_ts) AS longest_wait
    FROM tlb_flush_request GROUP BY mm_id
  ),
  -- A thread id that was used again has several rows: any of them that ran the mm will do.
  member AS MATERIALIZED (SELECT DISTINCT mm_id, tid FROM task WHERE mm_id IS NOT NULL),
  received AS MATERIALIZED (
    SELECT
      request.mm_id, count(*) AS interrupts, sum(receipt.to_ts - receipt.from_ts) AS receiving,
      count(*) - count(member.tid) AS bystanders
    FROM tlb_flush_receipt AS receipt
    CROSS JOIN tlb_flush_request AS request
      ON request.tlb_flush_request_id = receipt.tlb_flush_request_id
    LEFT JOIN member ON member.mm_id = request.mm_id AND member.tid = receipt.tid
    WHERE receipt.cpu <> request.cpu
    GROUP BY request.mm_id
  ),
  process AS MATERIALIZED (
    SELECT mm_id, min(tid) AS tid, comm, tgid FROM task WHERE mm_id IS NOT NULL GROUP BY mm_id
  ),
  -- 0 where answers were recorded, which makes 0 of none of them.
  known (zero) AS MATERIALIZED (SELECT 0 FROM event_kind WHERE role = 'flush_tlb_func' LIMIT 1)
SELECT
  coalesce(process.comm, asker.comm) AS process, process.tgid, mm.address AS mm, asked.flushes, asked.full,
  coalesce(asked.waited, 0) AS waited, asked.longest_wait,
  coalesce(received.interrupts, (SELECT zero FROM known)) AS interrupts,
  coalesce(received.receiving, (SELECT zero FROM known)) AS receiving,
  CASE WHEN process.tid IS NOT NULL THEN coalesce(received.bystanders, (SELECT zero FROM known)) END AS bystanders
FROM asked
LEFT JOIN received ON received.mm_id = asked.mm_id
LEFT JOIN process ON process.mm_id = asked.mm_id
LEFT JOIN mm ON mm.mm_id = asked.mm_id
LEFT JOIN task_name AS asker ON asker.tid = asked.asker_tid
ORDER BY coalesce(asked.waited, 0) DESC, asked.mm_id
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
