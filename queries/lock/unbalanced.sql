-- Self-check: acquisitions of mmap_lock that cannot be as they were recorded.
--
-- 'no release': got, and never released. 'no acquisition': released, and never got. Both are normal for
-- what was under way at either end of the recording, after a gap, or where another context released the
-- lock. 'two holders': got while another thread held it and one of the two for writing, which the kernel
-- does not allow: the clock, or mmtrace, is wrong. Holds overlapping by less than 1 us are left out (none where the clock counts events); of
-- the halves the first 300 are looked at.
--
-- @requires mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 100 rows at most; 0 for all
-- @column what text 'no release', 'no acquisition' or 'two holders'
-- @column expected boolean 1 when an end of the recording or lost events explain it, 0 when nothing does
-- @column mmap_lock_id mmap_lock.mmap_lock_id the acquisition
-- @column task text name of the thread
-- @column tid tid the thread
-- @column mm address the address space whose lock it is
-- @column mode text 'read' or 'write'
-- @column ts time when it was got, or released if that is all there is
-- @column other_tid tid the other holder, of 'two holders'
-- @column other_mode text mode of the other hold
-- @column overlap ns how long both held it
-- @see trace.health, trace.ledger
WITH
  -- Holds that overlap by less are within what the events' places allow; a clock that counts has no such bound.
  least(overlap) AS MATERIALIZED (SELECT CASE clock_unit WHEN 'ns' THEN 1000 ELSE 1 END FROM trace),
  -- Halves, the first of them; most are at the ends of the recording.
  half AS MATERIALIZED (
    SELECT * FROM mmap_lock
    WHERE (released IS NULL AND downgraded IS NULL AND success IS NOT 0)
      OR (returned IS NULL AND released IS NOT NULL)
    LIMIT 300
  ),
  write_hold AS (
    SELECT mmap_lock_id, mm_id, tid, returned, coalesce(released, downgraded) AS ended
    FROM mmap_lock
    WHERE write = 1 AND success = 1 AND coalesce(released, downgraded) - returned >= (SELECT overlap FROM least)
      AND (SELECT clock_comparable FROM trace)
  ),
  -- What waited from before a hold for writing and was got during it: of each such hold the first.
  waited (holder_id, waiter_id, returned) AS MATERIALIZED (
    SELECT hold.mmap_lock_id, wait.mmap_lock_id, min(wait.returned)
    FROM mmap_lock AS wait
    CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = (
      SELECT earlier.mmap_lock_id FROM mmap_lock AS earlier
      WHERE earlier.write = 1 AND earlier.mm_id = wait.mm_id AND earlier.returned < wait.returned
      ORDER BY earlier.returned DESC LIMIT 1)
    WHERE wait.returned - wait.requested >= 10000 AND wait.success = 1 AND wait.tid <> hold.tid
      AND wait.mmap_lock_id < hold.mmap_lock_id
      AND wait.returned <= coalesce(hold.released, hold.downgraded) - (SELECT overlap FROM least)
    GROUP BY hold.mmap_lock_id
  ),
  crossed AS MATERIALIZED (
    SELECT
      write_hold.*,
      -- Of what began during it, the first that another thread got; ids follow time.
      (SELECT later.mmap_lock_id FROM mmap_lock AS later
       WHERE later.mmap_lock_id > write_hold.mmap_lock_id
         AND ((later.mm_id = write_hold.mm_id AND later.tid <> write_hold.tid AND later.success = 1
             AND later.returned > write_hold.returned AND later.returned <= write_hold.ended - (SELECT overlap FROM least))
           OR coalesce(later.requested, later.returned, later.released) >= write_hold.ended)
       ORDER BY later.mmap_lock_id LIMIT 1) AS later_id,
      waited.waiter_id
    FROM write_hold LEFT JOIN waited ON waited.holder_id = write_hold.mmap_lock_id
  ),
  odd (what, expected, mmap_lock_id, ts, other_id, overlap) AS (
    SELECT
      CASE WHEN returned IS NULL AND released IS NOT NULL THEN 'no acquisition' ELSE 'no release' END,
      -- Whether the thread took or released the same lock within a second: after a missing release, or
      -- before a missing acquisition. Look from the row until there is one, or the second is over.
      EXISTS (SELECT 1 FROM event_loss)
        OR CASE WHEN returned IS NULL AND released IS NOT NULL
          THEN (
            SELECT earlier.tid <> half.tid OR earlier.mm_id <> half.mm_id FROM mmap_lock AS earlier
            WHERE earlier.mmap_lock_id < half.mmap_lock_id
              AND ((earlier.tid = half.tid AND earlier.mm_id = half.mm_id)
                OR coalesce(earlier.requested, earlier.returned, earlier.released) < half.released - 1000000000)
            ORDER BY earlier.mmap_lock_id DESC LIMIT 1) IS NOT 0
          ELSE (
            SELECT later.tid <> half.tid OR later.mm_id <> half.mm_id FROM mmap_lock AS later
            WHERE later.mmap_lock_id > half.mmap_lock_id
              AND ((later.tid = half.tid AND later.mm_id = half.mm_id)
                OR coalesce(later.requested, later.returned, later.released)
                  > coalesce(half.returned, half.requested) + 1000000000)
            ORDER BY later.mmap_lock_id LIMIT 1) IS NOT 0
        END,
      mmap_lock_id, coalesce(returned, released, requested), NULL, NULL
    FROM half
    UNION ALL
    -- What was got during a hold for writing: it began soon after it did, or had waited for it.
    SELECT
      'two holders', EXISTS (SELECT 1 FROM event_loss), other.mmap_lock_id, other.returned,
      crossed.mmap_lock_id,
      min(coalesce(other.released, other.downgraded), crossed.ended) - other.returned
    FROM crossed
    CROSS JOIN mmap_lock AS other ON other.mmap_lock_id IN (crossed.later_id, crossed.waiter_id)
    WHERE other.success = 1 AND other.mm_id = crossed.mm_id AND other.tid <> crossed.tid
      AND other.returned > crossed.returned
      AND min(coalesce(other.released, other.downgraded), crossed.ended) - other.returned >= (SELECT overlap FROM least)
  )
SELECT
  odd.what, odd.expected, odd.mmap_lock_id, name.comm AS task, hold.tid, mm.address AS mm, hold.mode, odd.ts,
  other.tid AS other_tid, other.mode AS other_mode, odd.overlap
FROM odd
CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = odd.mmap_lock_id
LEFT JOIN mmap_lock AS other ON other.mmap_lock_id = odd.other_id
LEFT JOIN mm ON mm.mm_id = hold.mm_id
LEFT JOIN task_name AS name ON name.tid = hold.tid
ORDER BY odd.expected, odd.overlap DESC, odd.ts
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
