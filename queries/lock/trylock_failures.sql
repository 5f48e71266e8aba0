-- Failed tries to take mmap_lock, by thread and mode, with what the next try cost.
--
-- A fault tries first and waits only after it has found its VMA (6.1 and later); NUMA balancing and
-- khugepaged try and come back later. A lock that was asked for killably and given up for a signal is a
-- failure too, one that waited.
--
-- @requires mmap_lock_acquire_returned
-- @param limit integer 20 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column mode text 'read' or 'write'
-- @column failures count tries that failed
-- @column in_faults count those made by page faults
-- @column first_ts time the first failure
-- @column last_ts time the last failure
-- @column gave_up_after ns sum of what failed tries waited before they failed
-- @column then_waited ns sum of what the thread waited at its next request, where that came within 1 ms
-- @column longest_wait ns longest of these waits
-- @see lock.longest_waits, lock.blame
WITH
  failure AS (
    SELECT
      tid, mm_id, write, mode, page_fault_id, returned, returned - requested AS gave_up_after,
      (SELECT later.mmap_lock_id FROM mmap_lock AS later
       WHERE later.mmap_lock_id > failed.mmap_lock_id
         AND (later.tid = failed.tid OR coalesce(later.requested, later.returned) > failed.returned + 1000000)
       ORDER BY later.mmap_lock_id LIMIT 1) AS next_id
    FROM mmap_lock AS failed
    WHERE failed.success = 0
  ),
  followed AS (
    SELECT
      failure.*,
      CASE WHEN later.tid = failure.tid AND later.requested <= failure.returned + 1000000
        THEN later.returned - later.requested END AS then_waited
    FROM failure LEFT JOIN mmap_lock AS later ON later.mmap_lock_id = failure.next_id
  ),
  counted AS (
    SELECT
      tid, mm_id, mode, count(*) AS failures, count(page_fault_id) AS in_faults, min(returned) AS first_ts,
      max(returned) AS last_ts, coalesce(sum(gave_up_after), 0) AS gave_up_after,
      coalesce(sum(then_waited), 0) AS then_waited, coalesce(max(then_waited), 0) AS longest_wait
    FROM followed
    GROUP BY tid, mm_id, write
  )
SELECT
  name.comm AS task, counted.tid, mm.address AS mm, counted.mode, counted.failures, counted.in_faults,
  counted.first_ts, counted.last_ts, counted.gave_up_after, counted.then_waited, counted.longest_wait
FROM counted
LEFT JOIN mm ON mm.mm_id = counted.mm_id
LEFT JOIN task_name AS name ON name.tid = counted.tid
ORDER BY counted.failures DESC, counted.tid
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
