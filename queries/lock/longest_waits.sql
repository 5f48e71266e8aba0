-- The longest waits for mmap_lock, by readers and writers, each with the hold that cost it most.
--
-- The wait is from mmap_lock_start_locking to mmap_lock_acquire_returned: spinning and sleeping, also of
-- tries that a signal ended. A failed trylock does not wait and is in lock.trylock_failures. A reader may
-- also wait for a writer that itself still waits (lock.convoy): then holds_in_way may be 0.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned
-- @param mode text NULL only waits for this mode: 'read' or 'write'
-- @param limit integer 20 rows at most; 0 for all
-- @column mode text 'read' or 'write': what it waited for
-- @column mmap_lock_id mmap_lock.mmap_lock_id the acquisition
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column call text kernel function or path that asked; 'page fault' for a fault; NULL when not known
-- @column requested time when it asked
-- @column waited ns how long it waited
-- @column success boolean 1 when it got the lock, 0 when it gave up
-- @column holds_in_way count holds of other threads that were in its way
-- @column blamed_task text name of the thread whose hold overlapped the wait longest
-- @column blamed_tid tid that thread
-- @column blamed_mode text mode of that hold: 'read' or 'write'
-- @column blamed_overlap ns how long that hold overlapped the wait
-- @column doubt text why the blame cannot be trusted, or who asked cannot be told; NULL: it can
-- @see lock.blame, lock.longest_holds, lock.convoy
WITH
  longest AS MATERIALIZED (
    SELECT *, returned - requested AS waited FROM mmap_lock
    -- Ids first: whole rows would be sorted else.
    WHERE mmap_lock_id IN (
      SELECT mmap_lock_id FROM mmap_lock
      WHERE returned > requested AND (:mode IS NULL OR write = (:mode = 'write'))
      ORDER BY returned - requested DESC, mmap_lock_id
      LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1))
  ),
  -- One pass over the delays, not one for each wait.
  delay AS MATERIALIZED (
    SELECT
      waiter_id, holder_id, overlap, count(*) OVER (PARTITION BY waiter_id) AS holds,
      row_number() OVER (PARTITION BY waiter_id ORDER BY overlap DESC, lock_delay_id) AS rank
    FROM lock_delay WHERE +waiter_id IN (SELECT mmap_lock_id FROM longest)
  )
SELECT
  blamed.mode, blamed.mmap_lock_id, name.comm AS task, blamed.tid, mm.address AS mm,
  (SELECT call FROM lock_call WHERE mmap_lock_id = blamed.mmap_lock_id) AS call,
  blamed.requested, blamed.waited, blamed.success,
  coalesce(worst.holds, 0) AS holds_in_way,
  holder.comm AS blamed_task, hold.tid AS blamed_tid, hold.mode AS blamed_mode,
  worst.overlap AS blamed_overlap,
  coalesce((SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0),
    (SELECT doubt FROM lock_call WHERE mmap_lock_id = blamed.mmap_lock_id)) AS doubt
FROM longest AS blamed
LEFT JOIN (SELECT * FROM delay WHERE rank = 1) AS worst ON worst.waiter_id = blamed.mmap_lock_id
LEFT JOIN mmap_lock AS hold ON hold.mmap_lock_id = worst.holder_id
LEFT JOIN mm ON mm.mm_id = blamed.mm_id
LEFT JOIN task_name AS name ON name.tid = blamed.tid
LEFT JOIN task_name AS holder ON holder.tid = hold.tid
ORDER BY blamed.waited DESC, blamed.mmap_lock_id;
