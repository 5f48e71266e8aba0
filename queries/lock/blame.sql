-- Who delayed whom at mmap_lock, summed by pairs of threads.
--
-- Every wait of 10 us or longer is set against the holds of other threads that were in its way, for as
-- long as both were under way. A wait that several readers delayed counts for each of them, so the sums
-- of a waiter may be more than it waited.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 20 rows at most; 0 for all
-- @column holder text name of the thread that held the lock
-- @column holder_tid tid that thread
-- @column holder_mode text 'read' or 'write'
-- @column waiter text name of the thread that waited
-- @column waiter_tid tid that thread
-- @column waiter_mode text 'read' or 'write': what it waited for
-- @column waits count waits
-- @column holds count holds that were in the way
-- @column delayed ns sum of the overlaps of waits and holds
-- @column longest ns longest of these overlaps
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see lock.longest_waits, lock.longest_holds
WITH blame AS (
  SELECT
    hold.tid AS holder_tid, hold.mode AS holder_mode, wait.tid AS waiter_tid, wait.mode AS waiter_mode,
    count(DISTINCT delay.waiter_id) AS waits, count(DISTINCT delay.holder_id) AS holds,
    sum(delay.overlap) AS delayed, max(delay.overlap) AS longest
  FROM lock_delay AS delay
  CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = delay.holder_id
  CROSS JOIN mmap_lock AS wait ON wait.mmap_lock_id = delay.waiter_id
  GROUP BY hold.tid, hold.write, wait.tid, wait.write
  ORDER BY delayed DESC
  LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
)
SELECT
  holder.comm AS holder, blame.holder_tid, blame.holder_mode, waiter.comm AS waiter, blame.waiter_tid,
  blame.waiter_mode, blame.waits, blame.holds, blame.delayed, blame.longest,
  (SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0) AS doubt
FROM blame
LEFT JOIN task_name AS holder ON holder.tid = blame.holder_tid
LEFT JOIN task_name AS waiter ON waiter.tid = blame.waiter_tid
ORDER BY blame.delayed DESC, blame.holder_tid, blame.waiter_tid;
