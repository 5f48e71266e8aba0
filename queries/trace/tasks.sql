-- The threads of the recording and what they did, the busiest first.
--
-- A thread id that was used again counts as one thread here, under its last name. Counts are of rows:
-- runs on a CPU, faults, acquisitions of mmap_lock, and flushes asked for; 0 also when the events for
-- them were not recorded (see trace.kinds).
--
-- @param comm text NULL only threads with this name; GLOB patterns are allowed
-- @param limit integer 50 rows at most; 0 for all
-- @column tid tid thread id
-- @column tgid tid process id; NULL when not recorded
-- @column comm text last known name
-- @column first_ts time first event of it or about it
-- @column last_ts time last event of it or about it
-- @column runs count times it was put on a CPU
-- @column faults count page faults
-- @column locks count acquisitions of mmap_lock
-- @column write_locks count those for writing
-- @column flushes count flush_tlb_mm_range calls
-- @see trace.kinds
WITH thread AS (
  SELECT
    tid, max(tgid) AS tgid, min(first_ts) AS first_ts, max(last_ts) AS last_ts,
    coalesce(sum(runs), 0) AS runs, coalesce(sum(faults), 0) AS faults, coalesce(sum(locks), 0) AS locks,
    coalesce(sum(write_locks), 0) AS write_locks, coalesce(sum(flushes), 0) AS flushes
  FROM task GROUP BY tid
)
SELECT tid, tgid, comm, first_ts, last_ts, runs, faults, locks, write_locks, flushes
FROM thread
LEFT JOIN task_name USING (tid)
WHERE tid <> 0 AND (:comm IS NULL OR comm GLOB :comm)
ORDER BY runs + faults + locks DESC, tid
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 50) + 0, 0), -1);
