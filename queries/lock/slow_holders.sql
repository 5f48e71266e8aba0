-- The longest delays at mmap_lock, and why the holder was slow: it ran, had no CPU, slept, or reclaimed memory.
--
-- One row per wait and hold in its way, for as long as both were under way, the longest first. The four
-- times add up to the overlap, as far as it is known where the holder was. Waiting for a CPU is a holder
-- that was preempted; one that sleeps in the kernel (state D) mostly waits for memory or a disk. The time
-- from its wakeup until it runs counts as sleep: wakeups are not recorded. Reclaim is a part of the others: the
-- holder had no memory, or its cgroup was at its limit, and it looked for pages to free. A holder without any event
-- of the scheduler is one of which nothing is known.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released sched_switch
-- @param limit integer 20 rows at most; 0 for all
-- @column waiter text name of the thread that waited
-- @column waiter_tid tid that thread
-- @column waiter_call text what it wanted the lock for; NULL when not recorded
-- @column holder text name of the thread that held the lock
-- @column holder_tid tid that thread
-- @column holder_mode text 'read' or 'write'
-- @column holder_call text what it held the lock for; NULL when not recorded
-- @column began time when both were under way
-- @column overlap ns for how long
-- @column running ns the holder ran on a CPU meanwhile
-- @column preempted ns it was able to run and had no CPU
-- @column sleeping ns it slept and could be interrupted, or stopped
-- @column uninterruptible ns it slept in state D
-- @column reclaim ns of all that it was in direct or memcg reclaim; NULL when that was not recorded
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see lock.blame, lock.longest_waits, lock.convoy
WITH
  delay AS MATERIALIZED (
    SELECT * FROM lock_delay
    ORDER BY overlap DESC, lock_delay_id LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  ),
  span AS MATERIALIZED (
    SELECT
      delay.lock_delay_id, delay.waiter_id, delay.holder_id, hold.tid, wait.tid AS waiter_tid, hold.mode,
      delay.overlap,
      min(wait.returned, coalesce(hold.released, hold.downgraded, wait.returned)) - delay.overlap AS from_ts,
      min(wait.returned, coalesce(hold.released, hold.downgraded, wait.returned)) AS to_ts
    FROM delay
    CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = delay.holder_id
    CROSS JOIN mmap_lock AS wait ON wait.mmap_lock_id = delay.waiter_id
  ),
  -- Runs of the holders, and until when each was off its CPU after them: one pass over the runs.
  run AS MATERIALIZED (
    SELECT
      tid, from_ts, to_ts, prev_state, lead(from_ts) OVER (PARTITION BY tid ORDER BY on_cpu_id) AS next_from
    FROM on_cpu WHERE tid IN (SELECT tid FROM span)
  ),
  spent AS MATERIALIZED (
    SELECT
      span.lock_delay_id,
      sum(max(0, min(span.to_ts, coalesce(run.to_ts, span.to_ts))
        - max(span.from_ts, coalesce(run.from_ts, span.from_ts)))) AS running,
      sum(CASE WHEN run.prev_state = 0 OR run.prev_state & 256 THEN
        max(0, min(span.to_ts, coalesce(run.next_from, span.to_ts)) - max(span.from_ts, run.to_ts)) END) AS preempted,
      sum(CASE WHEN run.prev_state & 255 NOT IN (0, 2) THEN
        max(0, min(span.to_ts, coalesce(run.next_from, span.to_ts)) - max(span.from_ts, run.to_ts)) END) AS sleeping,
      sum(CASE WHEN run.prev_state & 255 = 2 THEN
        max(0, min(span.to_ts, coalesce(run.next_from, span.to_ts)) - max(span.from_ts, run.to_ts)) END)
        AS uninterruptible
    FROM run
    CROSS JOIN span ON span.tid = run.tid
    WHERE coalesce(run.from_ts, span.from_ts) < span.to_ts
      AND coalesce(run.next_from, span.to_ts) >= span.from_ts
    GROUP BY span.lock_delay_id
  ),
  reclaimed AS MATERIALIZED (
    SELECT
      span.lock_delay_id,
      sum(max(0, min(span.to_ts, coalesce(reclaim.to_ts, span.to_ts))
        - max(span.from_ts, coalesce(reclaim.from_ts, span.from_ts)))) AS reclaim
    FROM kernel_call AS reclaim
    CROSS JOIN span ON span.tid = reclaim.tid
    WHERE reclaim.function IN ('mm_vmscan_direct_reclaim', 'mm_vmscan_memcg_reclaim')
      AND coalesce(reclaim.from_ts, span.from_ts) < span.to_ts AND coalesce(reclaim.to_ts, span.to_ts) > span.from_ts
    GROUP BY span.lock_delay_id
  )
SELECT
  waiter.comm AS waiter, span.waiter_tid,
  (SELECT call FROM lock_call WHERE mmap_lock_id = span.waiter_id) AS waiter_call,
  holder.comm AS holder, span.tid AS holder_tid, span.mode AS holder_mode,
  (SELECT call FROM lock_call WHERE mmap_lock_id = span.holder_id) AS holder_call,
  span.from_ts AS began, span.overlap, spent.running,
  CASE WHEN spent.running IS NOT NULL THEN coalesce(spent.preempted, 0) END AS preempted,
  CASE WHEN spent.running IS NOT NULL THEN coalesce(spent.sleeping, 0) END AS sleeping,
  CASE WHEN spent.running IS NOT NULL THEN coalesce(spent.uninterruptible, 0) END AS uninterruptible,
  CASE WHEN EXISTS (
      SELECT 1 FROM event_kind WHERE role IN ('mm_vmscan_direct_reclaim_begin', 'mm_vmscan_memcg_reclaim_begin'))
    THEN coalesce(reclaimed.reclaim, 0) END AS reclaim,
  coalesce(
    (SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0),
    CASE WHEN spent.running IS NULL THEN 'no event of the scheduler tells where the holder was' END) AS doubt
FROM span
LEFT JOIN spent ON spent.lock_delay_id = span.lock_delay_id
LEFT JOIN reclaimed ON reclaimed.lock_delay_id = span.lock_delay_id
LEFT JOIN task_name AS waiter ON waiter.tid = span.waiter_tid
LEFT JOIN task_name AS holder ON holder.tid = span.tid
ORDER BY span.overlap DESC, span.lock_delay_id;
