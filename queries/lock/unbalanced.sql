-- Self-check: acquisitions of mmap_lock that cannot be as they were recorded.
--
-- 'no release': got, and never released. 'no acquisition': released, and never got. Both are normal for
-- what was under way at either end of the recording, after a gap, or where another context released the
-- lock. 'two holders': got while another thread held it and one of the two for writing, which the kernel
-- does not allow: the clock, or mmtrace, is wrong. Holds overlapping by less than 1 us are left out.
--
-- @requires mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 100 rows at most
-- @column what text 'no release', 'no acquisition' or 'two holders'
-- @column expected boolean 1 when an end of the recording or lost events explain it, 0 when nothing does
-- @column mmap_lock_id mmap_lock.mmap_lock_id the acquisition
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column mode text 'read' or 'write'
-- @column ts ns when it was got, or released if that is all there is
-- @column other_tid tid the other holder, of 'two holders'
-- @column other_mode text mode of the other hold
-- @column overlap ns how long both held it
-- @see trace.health, trace.ledger
WITH
  odd (what, expected, mmap_lock_id, ts, other_id, overlap) AS (
    SELECT
      'no release',
      -- Nothing more of this thread's locks was recorded, or events were lost.
      EXISTS (SELECT 1 FROM event_loss)
        OR NOT EXISTS (
          SELECT 1 FROM mmap_lock AS later
          WHERE later.mmap_lock_id > hold.mmap_lock_id AND later.tid = hold.tid AND later.mm_id = hold.mm_id),
      mmap_lock_id, returned, NULL, NULL
    FROM mmap_lock AS hold
    WHERE released IS NULL AND downgraded IS NULL AND success IS NOT 0
    UNION ALL
    SELECT
      'no acquisition',
      EXISTS (SELECT 1 FROM event_loss)
        OR NOT EXISTS (
          SELECT 1 FROM mmap_lock AS earlier
          WHERE earlier.mmap_lock_id < hold.mmap_lock_id AND earlier.tid = hold.tid
            AND earlier.mm_id = hold.mm_id),
      mmap_lock_id, released, NULL, NULL
    FROM mmap_lock AS hold
    WHERE returned IS NULL AND released IS NOT NULL
    UNION ALL
    -- What was got during a hold for writing has begun soon after it, or waited for it.
    SELECT
      'two holders', EXISTS (SELECT 1 FROM event_loss), other.mmap_lock_id, other.returned,
      hold.mmap_lock_id,
      min(coalesce(other.released, other.downgraded), coalesce(hold.released, hold.downgraded))
        - other.returned
    FROM lock_delay AS delay
    CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = delay.holder_id
    CROSS JOIN mmap_lock AS other ON other.mmap_lock_id = delay.waiter_id
    WHERE other.success = 1 AND other.returned > hold.returned
      AND min(coalesce(other.released, other.downgraded), coalesce(hold.released, hold.downgraded))
        - other.returned >= 1000
      AND (SELECT clock_comparable FROM trace)
  )
SELECT
  odd.what, odd.expected, odd.mmap_lock_id, name.comm AS task, hold.tid, mm.address AS mm, hold.mode, odd.ts,
  other.tid AS other_tid, other.mode AS other_mode, odd.overlap
FROM odd
CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = odd.mmap_lock_id
LEFT JOIN mmap_lock AS other ON other.mmap_lock_id = odd.other_id
LEFT JOIN mm ON mm.mm_id = hold.mm_id
LEFT JOIN task_name AS name ON name.tid = hold.tid
ORDER BY odd.expected, odd.ts
LIMIT coalesce(:limit, 100);
