-- Write locks that were downgraded although nothing expensive came after it.
--
-- The dear part of the write lock is to get it. A downgrade pays off when long work follows; when the
-- read lock is released within 20 us, or sooner than it took to get the write lock, and no page table
-- was changed, nothing unmapped and nothing flushed meanwhile, keeping the lock would have been simpler
-- and faster. Not here: munmap, brk and mremap (they unmap after it), growth of a stack and the argument
-- pages of exec (a fault is handled after it).
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released tlb_gather_mmu
--   flush_tlb_mm_range handle_mm_fault
-- @param short integer 20000 how short a read hold counts as short, ns
-- @param limit integer 100 rows at most; 0 for all
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column call text kernel function or path that the lock was taken in; NULL when not known
-- @column requested time when it asked for the write lock
-- @column acquired time when it got it
-- @column downgraded time when it made a read lock of it
-- @column released time when it released that
-- @column waited ns what the write lock cost to get
-- @column held_write ns how long it was held for writing
-- @column held_read ns how long it was held for reading
-- @column others_delayed count waits of other threads for either part of the hold
-- @column others_waited ns sum of these waits, as far as they overlap the hold
-- @column doubt text why the times cannot be trusted, or who took it cannot be told; NULL: they can
-- @see lock.downgrade_then_pte
WITH
  short_hold AS MATERIALIZED (
    SELECT
      hold.mmap_lock_id, hold.tid, hold.mm_id, hold.returned, hold.released,
      taken.mmap_lock_id AS taken_id, taken.requested, taken.returned AS acquired
    FROM mmap_lock AS hold
    CROSS JOIN mmap_lock AS taken ON taken.mmap_lock_id = hold.downgraded_from
    LEFT JOIN page_fault AS fault ON fault.page_fault_id = taken.page_fault_id
    WHERE hold.downgraded_from IS NOT NULL
      AND hold.released - hold.returned
        < max(coalesce(:short, 20000), coalesce(taken.returned - taken.requested, 0))
      -- Growth of a stack: the lock is taken for a fault, which is handled under it.
      AND coalesce(fault.handled_from NOT BETWEEN hold.returned AND hold.released, 1)
  ),
  -- Work in time order by thread; the last of it before a release tells whether there was any in the hold.
  step (tid, ts, work_ts, mmap_lock_id) AS (
    SELECT tid, released, NULL, mmap_lock_id FROM short_hold
    UNION ALL
    SELECT tid, gathered, gathered, NULL FROM mmu_gather
    WHERE EXISTS (SELECT 1 FROM short_hold) AND gathered IS NOT NULL
    UNION ALL
    SELECT tid, from_ts, from_ts, NULL FROM tlb_flush_request
    WHERE EXISTS (SELECT 1 FROM short_hold) AND from_ts IS NOT NULL
  ),
  walked AS (
    SELECT mmap_lock_id, max(work_ts) OVER (PARTITION BY tid ORDER BY ts) AS last_work FROM step
  ),
  changed (mmap_lock_id) AS MATERIALIZED (
    SELECT mmap_lock_id FROM pte_protect
    WHERE EXISTS (SELECT 1 FROM short_hold) AND lock_code = 1 AND mmap_lock_id IS NOT NULL
  )
SELECT
  name.comm AS task, short_hold.tid, mm.address AS mm,
  (SELECT call FROM lock_call WHERE mmap_lock_id = short_hold.mmap_lock_id) AS call,
  short_hold.requested, short_hold.acquired,
  short_hold.returned AS downgraded, short_hold.released, short_hold.acquired - short_hold.requested AS waited,
  short_hold.returned - short_hold.acquired AS held_write, short_hold.released - short_hold.returned AS held_read,
  (SELECT count(*) FROM lock_delay WHERE holder_id IN (short_hold.mmap_lock_id, short_hold.taken_id)) AS others_delayed,
  (SELECT coalesce(sum(overlap), 0) FROM lock_delay
   WHERE holder_id IN (short_hold.mmap_lock_id, short_hold.taken_id)) AS others_waited,
  coalesce((SELECT 'clock ' || clock || ' counts events, not time' FROM trace WHERE clock_unit = 'order'),
    (SELECT doubt FROM lock_call WHERE mmap_lock_id = short_hold.mmap_lock_id))
    AS doubt
FROM short_hold
JOIN walked ON walked.mmap_lock_id = short_hold.mmap_lock_id
LEFT JOIN mm ON mm.mm_id = short_hold.mm_id
LEFT JOIN task_name AS name ON name.tid = short_hold.tid
WHERE coalesce(walked.last_work < short_hold.returned, 1)
  AND short_hold.mmap_lock_id NOT IN changed
ORDER BY others_waited DESC, held_write DESC, short_hold.returned
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
