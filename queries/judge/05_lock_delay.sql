-- Who delayed whom at mmap_lock: every wait of 10 us or longer with the holds that were in its way.
--
-- A hold of another thread is in the way of a wait for the same mm when both were under way at once and
-- one of the two is for writing. Writers exclude everybody, so the writes in the way of a wait are the
-- last one before it and those that began during it; and no reader can be in the way that got the lock
-- before that last write. Both are short lookups in the first index; the second has the waits.
--
-- The two indexes stay: the lock and flush queries ask "who held it for writing then" through the first.
DROP INDEX IF EXISTS mmap_lock_writes;
CREATE INDEX mmap_lock_writes ON mmap_lock (mm_id, returned) WHERE write = 1;
DROP INDEX IF EXISTS mmap_lock_waits;
CREATE INDEX mmap_lock_waits ON mmap_lock (mm_id, returned) WHERE returned - requested >= 10000;

DROP TABLE IF EXISTS lock_delay;
CREATE TABLE lock_delay (  -- a wait for mmap_lock of 10 us or longer, and a hold of another thread that was in its way
  lock_delay_id INTEGER PRIMARY KEY,  -- id: row number; follows the ids of the waits
  waiter_id INTEGER NOT NULL,  -- mmap_lock.mmap_lock_id: the acquisition that waited
  holder_id INTEGER NOT NULL,  -- mmap_lock.mmap_lock_id: the hold in its way
  overlap INTEGER NOT NULL  -- ns: how long the wait and the hold were both under way
) STRICT;

WITH
  waiter AS MATERIALIZED (
    SELECT
      wait.mmap_lock_id AS waiter_id, wait.mm_id, wait.tid, wait.write, wait.requested, wait.returned,
      (SELECT earlier.mmap_lock_id FROM mmap_lock AS earlier
       WHERE earlier.write = 1 AND earlier.mm_id = wait.mm_id AND earlier.returned <= wait.requested
         AND earlier.success = 1
       ORDER BY earlier.returned DESC LIMIT 1) AS last_write,
      -- Ids follow time: what has a higher id began when the wait was over.
      (SELECT later.mmap_lock_id FROM mmap_lock AS later
       WHERE later.mmap_lock_id > wait.mmap_lock_id
         AND coalesce(later.requested, later.returned, later.released) >= wait.returned
       ORDER BY later.mmap_lock_id LIMIT 1) AS end_id
    FROM mmap_lock AS wait
    WHERE wait.returned - wait.requested >= 10000
  ),
  pair (waiter_id, holder_id) AS (
    SELECT waiter_id, last_write FROM waiter WHERE last_write IS NOT NULL
    UNION
    SELECT waiter.waiter_id, hold.mmap_lock_id
    FROM waiter
    CROSS JOIN mmap_lock AS hold
      ON hold.write = 1 AND hold.mm_id = waiter.mm_id
        AND hold.returned > waiter.requested AND hold.returned < waiter.returned
    UNION
    -- Readers that did not wait themselves, in the way of a writer: they begin after the last write.
    SELECT waiter.waiter_id, hold.mmap_lock_id
    FROM waiter
    CROSS JOIN mmap_lock AS hold
      ON hold.mmap_lock_id > coalesce(waiter.last_write, 0)
        AND hold.mmap_lock_id < coalesce(waiter.end_id, 9223372036854775807)
    WHERE waiter.write = 1 AND hold.write = 0 AND hold.mm_id = waiter.mm_id
    UNION
    -- Readers that waited for that last write to end.
    SELECT waiter.waiter_id, hold.mmap_lock_id
    FROM waiter
    CROSS JOIN mmap_lock AS before ON before.mmap_lock_id = waiter.last_write
    CROSS JOIN mmap_lock AS hold
      ON hold.returned - hold.requested >= 10000 AND hold.mm_id = waiter.mm_id
        AND hold.returned >= before.returned AND hold.returned < waiter.returned
    WHERE waiter.write = 1 AND hold.write = 0
  )
INSERT INTO lock_delay (waiter_id, holder_id, overlap)
SELECT
  waiter.waiter_id, hold.mmap_lock_id,
  min(wait.returned, coalesce(hold.released, hold.downgraded)) - max(wait.requested, hold.returned)
FROM pair AS waiter
CROSS JOIN mmap_lock AS wait ON wait.mmap_lock_id = waiter.waiter_id
CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = waiter.holder_id
WHERE hold.tid <> wait.tid AND hold.success = 1
  AND min(wait.returned, coalesce(hold.released, hold.downgraded)) > max(wait.requested, hold.returned)
ORDER BY waiter.waiter_id, hold.mmap_lock_id;

CREATE INDEX lock_delay_by_holder ON lock_delay (holder_id);
CREATE INDEX lock_delay_by_waiter ON lock_delay (waiter_id);
