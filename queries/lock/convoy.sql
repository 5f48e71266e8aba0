-- Convoys: readers that queue behind a writer which itself waits for another holder.
--
-- mmap_lock is fair: once a writer waits, new readers queue behind it, although only readers hold the
-- lock. So one long hold delays a writer, and through it everybody. One row per writer that waited while
-- others queued: the hold it waited for longest, and the threads that asked while it still waited and had
-- to wait until its own hold was over. Waits shorter than 10 us are not counted.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 20 rows at most; 0 for all
-- @column writer text name of the waiting writer
-- @column writer_tid tid that thread
-- @column mm address the address space whose lock it is
-- @column requested time when it asked for the lock
-- @column waited ns how long it waited
-- @column held ns how long it held the lock then; NULL when not seen
-- @column behind_task text name of the thread it waited for longest
-- @column behind_tid tid that thread
-- @column behind_mode text mode of that thread's hold
-- @column behind_held ns how long that hold was
-- @column queued count acquisitions that queued behind the writer
-- @column queued_waited ns sum of their waits
-- @column longest_queued ns longest of their waits
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see lock.blame, lock.longest_waits
WITH
  queue AS MATERIALIZED (
    SELECT
      writer.mmap_lock_id AS writer_id, count(*) AS queued,
      sum(wait.returned - wait.requested) AS queued_waited,
      max(wait.returned - wait.requested) AS longest_queued
    FROM lock_delay AS delay
    CROSS JOIN mmap_lock AS writer ON writer.mmap_lock_id = delay.holder_id
    CROSS JOIN mmap_lock AS wait ON wait.mmap_lock_id = delay.waiter_id
    -- It asked while the writer still waited.
    WHERE writer.write = 1 AND wait.requested >= writer.requested AND wait.requested < writer.returned
    GROUP BY writer.mmap_lock_id
  ),
  convoy AS MATERIALIZED (
    SELECT * FROM queue
    ORDER BY queued_waited DESC
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  ),
  -- Whom the writer waited for, in one pass over the delays.
  worst AS MATERIALIZED (
    SELECT
      waiter_id, holder_id,
      row_number() OVER (PARTITION BY waiter_id ORDER BY overlap DESC, lock_delay_id) AS rank
    FROM lock_delay WHERE +waiter_id IN (SELECT writer_id FROM convoy)
  )
SELECT
  writer_name.comm AS writer, writer.tid AS writer_tid, mm.address AS mm, writer.requested,
  writer.returned - writer.requested AS waited,
  coalesce(writer.released, writer.downgraded) - writer.returned AS held,
  holder_name.comm AS behind_task, hold.tid AS behind_tid, hold.mode AS behind_mode,
  coalesce(hold.released, hold.downgraded) - hold.returned AS behind_held,
  convoy.queued, convoy.queued_waited, convoy.longest_queued,
  (SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0) AS doubt
FROM convoy
CROSS JOIN mmap_lock AS writer ON writer.mmap_lock_id = convoy.writer_id
CROSS JOIN worst ON worst.waiter_id = convoy.writer_id AND worst.rank = 1
CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = worst.holder_id
LEFT JOIN mm ON mm.mm_id = writer.mm_id
LEFT JOIN task_name AS writer_name ON writer_name.tid = writer.tid
LEFT JOIN task_name AS holder_name ON holder_name.tid = hold.tid
ORDER BY convoy.queued_waited DESC, writer.mmap_lock_id;
