-- The threads of the recording and what they did, the busiest first.
--
-- A thread id that was used again counts as one thread here, under its last name. Counts are of rows:
-- runs on a CPU, faults, acquisitions of mmap_lock, and flushes asked for; 0 also when the events for
-- them were not recorded (see trace.kinds).
--
-- @param comm text NULL only threads with this name; GLOB patterns are allowed
-- @param limit integer 50 rows at most
-- @column tid tid thread id
-- @column tgid tid process id; NULL when not recorded
-- @column comm text last known name
-- @column first_ts ns first event of it or about it
-- @column last_ts ns last event of it or about it
-- @column runs count times it was put on a CPU
-- @column faults count page faults
-- @column locks count acquisitions of mmap_lock
-- @column write_locks count those for writing
-- @column flushes count flush_tlb_mm_range calls
-- @see trace.kinds
WITH
  thread AS (
    SELECT tid, max(tgid) AS tgid, min(first_ts) AS first_ts, max(last_ts) AS last_ts
    FROM task GROUP BY tid
  ),
  run AS (SELECT tid, count(*) AS runs FROM on_cpu GROUP BY tid),
  fault AS (SELECT tid, count(*) AS faults FROM page_fault GROUP BY tid),
  lock AS (
    SELECT tid, count(*) AS locks, sum(write) AS write_locks
    FROM mmap_lock WHERE downgraded_from IS NULL AND success IS NOT 0 GROUP BY tid
  ),
  flush AS (SELECT tid, count(*) AS flushes FROM tlb_flush_request GROUP BY tid)
SELECT
  tid, tgid, comm, first_ts, last_ts, coalesce(runs, 0) AS runs, coalesce(faults, 0) AS faults,
  coalesce(locks, 0) AS locks, coalesce(write_locks, 0) AS write_locks, coalesce(flushes, 0) AS flushes
FROM thread
LEFT JOIN task_name USING (tid)
LEFT JOIN run USING (tid)
LEFT JOIN fault USING (tid)
LEFT JOIN lock USING (tid)
LEFT JOIN flush USING (tid)
WHERE tid <> 0 AND (:comm IS NULL OR comm GLOB :comm)
ORDER BY coalesce(runs, 0) + coalesce(faults, 0) + coalesce(locks, 0) DESC, tid
LIMIT coalesce(:limit, 50);
