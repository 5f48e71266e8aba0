-- Time at mmap_lock by process: how long its threads waited for it, and how long it was held.
--
-- One row per address space, the one whose threads waited longest first. A thread of another process that
-- takes the lock (reading /proc/PID/smaps, say) counts for the process whose lock it is. Waits of 10 us or
-- longer are delays; the holds in their way are in lock.blame.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 20 rows at most; 0 for all
-- @column process text name of its first thread, or of one that took the lock where none was seen to run
-- @column tgid tid process id; NULL when not recorded
-- @column mm address its address space
-- @column threads count threads that took the lock
-- @column reads count acquisitions for reading
-- @column writes count acquisitions for writing
-- @column read_waited ns sum of what readers waited
-- @column write_waited ns sum of what writers waited
-- @column longest_wait ns longest of these waits
-- @column delays count waits of 10 us or longer
-- @column read_held ns sum of the holds for reading, which may overlap
-- @column write_held ns sum of the holds for writing
-- @column longest_hold ns longest hold
-- @see lock.by_call, lock.by_cgroup, lock.blame
WITH
  -- LIMIT keeps SQLite from computing after the sort: it sorts five numbers a row, not the columns they are made of.
  of_thread AS MATERIALIZED (
    SELECT
      mm_id, tid, write, count(*) AS acquired, sum(waited) AS waited, max(waited) AS longest_wait,
      sum(waited >= 10000) AS delays, sum(held) AS held, max(held) AS longest_hold
    FROM (
      SELECT mm_id, tid, write, returned - requested AS waited, coalesce(released, downgraded) - returned AS held
      FROM mmap_lock WHERE success = 1 LIMIT -1)
    GROUP BY mm_id, tid, write
  ),
  taken AS MATERIALIZED (
    SELECT
      mm_id, min(tid) AS taker_tid, count(DISTINCT tid) AS threads,
      sum(CASE write WHEN 0 THEN acquired ELSE 0 END) AS reads, sum(CASE write WHEN 1 THEN acquired ELSE 0 END) AS writes,
      sum(CASE write WHEN 0 THEN waited END) AS read_waited, sum(CASE write WHEN 1 THEN waited END) AS write_waited,
      max(longest_wait) AS longest_wait, sum(delays) AS delays,
      sum(CASE write WHEN 0 THEN held END) AS read_held, sum(CASE write WHEN 1 THEN held END) AS write_held,
      max(longest_hold) AS longest_hold
    FROM of_thread GROUP BY mm_id
  ),
  -- Of the columns beside min(), SQLite takes those of the row that has the minimum: the first thread.
  process AS MATERIALIZED (
    SELECT mm_id, min(tid) AS tid, comm, tgid
    FROM task WHERE mm_id IS NOT NULL GROUP BY mm_id
  )
SELECT
  coalesce(process.comm, taker.comm) AS process, process.tgid, mm.address AS mm, taken.threads, taken.reads, taken.writes,
  coalesce(taken.read_waited, 0) AS read_waited, coalesce(taken.write_waited, 0) AS write_waited,
  taken.longest_wait, coalesce(taken.delays, 0) AS delays,
  coalesce(taken.read_held, 0) AS read_held, coalesce(taken.write_held, 0) AS write_held, taken.longest_hold
FROM taken
LEFT JOIN process ON process.mm_id = taken.mm_id
LEFT JOIN mm ON mm.mm_id = taken.mm_id
LEFT JOIN task_name AS taker ON taker.tid = taken.taker_tid
ORDER BY coalesce(taken.read_waited, 0) + coalesce(taken.write_waited, 0) DESC, taken.mm_id
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
