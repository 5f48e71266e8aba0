-- The longest holds of mmap_lock, with what they cost others.
--
-- A hold for writing stops every fault and every reader of the address space; one for reading stops
-- writers, and through them the readers that queue behind (lock.convoy). Recorded holds are a little
-- shorter than real ones: the release is recorded before the unlock. A downgrade ends a hold and begins
-- the next. Waits shorter than 10 us are not counted.
--
-- @requires mmap_lock_acquire_returned mmap_lock_released
-- @param mode text NULL only holds of this mode: 'read' or 'write'
-- @param limit integer 20 rows at most; 0 for all
-- @column mmap_lock_id mmap_lock.mmap_lock_id the acquisition
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column mode text 'read' or 'write'
-- @column call text kernel function or path that took it; 'page fault' for a fault; NULL when not known
-- @column acquired time when it got the lock
-- @column held ns how long it was held
-- @column waited ns how long it waited for the lock; NULL after a downgrade
-- @column ended_by text 'release' or 'downgrade'
-- @column readers_delayed count reads of other threads that waited for it
-- @column writers_delayed count writes of other threads that waited for it
-- @column others_waited ns sum of these waits, as far as they overlap the hold
-- @column doubt text why what it cost others, or who took it, cannot be told; NULL: it can
-- @see lock.longest_waits, lock.blame
WITH longest AS (
  SELECT *, coalesce(released, downgraded) - returned AS held
  FROM mmap_lock
  -- Ids first: whole rows would be sorted else.
  WHERE mmap_lock_id IN (
    SELECT mmap_lock_id FROM mmap_lock
    WHERE success = 1 AND coalesce(released, downgraded) IS NOT NULL
      AND (:mode IS NULL OR write = (:mode = 'write'))
    ORDER BY coalesce(released, downgraded) - returned DESC, mmap_lock_id
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1))
)
SELECT
  longest.mmap_lock_id, name.comm AS task, longest.tid, mm.address AS mm, longest.mode,
  (SELECT call FROM lock_call WHERE mmap_lock_id = longest.mmap_lock_id) AS call,
  longest.returned AS acquired, longest.held, longest.returned - longest.requested AS waited,
  longest.ended_by,
  (SELECT count(*) FROM lock_delay AS delay CROSS JOIN mmap_lock AS wait ON wait.mmap_lock_id = delay.waiter_id
   WHERE delay.holder_id = longest.mmap_lock_id AND wait.write = 0) AS readers_delayed,
  (SELECT count(*) FROM lock_delay AS delay CROSS JOIN mmap_lock AS wait ON wait.mmap_lock_id = delay.waiter_id
   WHERE delay.holder_id = longest.mmap_lock_id AND wait.write = 1) AS writers_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay WHERE holder_id = longest.mmap_lock_id) AS others_waited,
  coalesce((SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0),
    (SELECT doubt FROM lock_call WHERE mmap_lock_id = longest.mmap_lock_id)) AS doubt
FROM longest
LEFT JOIN mm ON mm.mm_id = longest.mm_id
LEFT JOIN task_name AS name ON name.tid = longest.tid
ORDER BY longest.held DESC, longest.mmap_lock_id;
