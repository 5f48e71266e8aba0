-- Write locks that were taken for a tiny amount of work, with what they cost others.
--
-- Getting the write lock waits for every reader and stops every fault; a hold of less than 5 us cannot be
-- worth it. One row per thread, address space and call. Small holds of which no call is known (mmap, brk
-- and others do little under the lock on fast machines) are listed only when others waited longer for
-- them than they lasted.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released
-- @param tiny integer 5000 below how many ns a hold is tiny
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column call text kernel function or path that took it; NULL when not known
-- @column holds count tiny holds
-- @column first_ts time when it got the first of them
-- @column last_ts time when it got the last of them
-- @column held ns sum of the holds
-- @column waited ns sum of what the thread itself waited for them
-- @column others_delayed count waits of other threads for them
-- @column others_waited ns sum of these waits, as far as they overlap the holds
-- @column doubt text why the times cannot be trusted; NULL: they can
-- @see lock.longest_waits, lock.blame
WITH
  tiny AS (
    SELECT
      hold.mmap_lock_id, hold.tid, hold.mm_id, hold.returned, hold.released - hold.returned AS held,
      hold.returned - hold.requested AS waited,
      (SELECT call FROM lock_call WHERE lock_call.mmap_lock_id = hold.mmap_lock_id) AS call,
      (SELECT count(*) FROM lock_delay WHERE holder_id = hold.mmap_lock_id) AS others_delayed,
      (SELECT coalesce(sum(overlap), 0) FROM lock_delay WHERE holder_id = hold.mmap_lock_id) AS others_waited
    FROM mmap_lock AS hold
    WHERE hold.write = 1 AND hold.success = 1 AND hold.released - hold.returned < coalesce(:tiny, 5000)
  ),
  taken AS (
    SELECT
      tid, mm_id, call, count(*) AS holds, min(returned) AS first_ts, max(returned) AS last_ts,
      sum(held) AS held, sum(waited) AS waited, sum(others_delayed) AS others_delayed,
      sum(others_waited) AS others_waited
    FROM tiny
    GROUP BY tid, mm_id, call
    HAVING call IS NOT NULL OR sum(others_waited) > sum(held)
  )
SELECT
  name.comm AS task, taken.tid, mm.address AS mm, taken.call, taken.holds, taken.first_ts, taken.last_ts,
  taken.held, taken.waited, taken.others_delayed, taken.others_waited,
  (SELECT 'clock ' || clock || ' counts events, not time' FROM trace WHERE clock_unit = 'order') AS doubt
FROM taken
LEFT JOIN mm ON mm.mm_id = taken.mm_id
LEFT JOIN task_name AS name ON name.tid = taken.tid
ORDER BY taken.others_waited DESC, taken.holds DESC
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
