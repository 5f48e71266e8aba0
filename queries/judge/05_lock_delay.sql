-- Who delayed whom at mmap_lock: every wait of 10 us or longer with the holds that were in its way.
--
-- A hold of another thread is in the way of a wait for the same mm when both were under way at once and
-- one of the two is for writing. There are many acquisitions and few waits, so each wait looks its holds
-- up instead of a join on time:
--
--   writes       exclude each other: the last one before the wait, and those that began during it
--   short reads  (less than 100 us) begin shortly before the wait or during it: ids follow time
--   long reads   end during the wait, since the writer that waits gets the lock after them
--
-- The three indexes hold a small part of the rows each; other queries use them too.
DROP INDEX IF EXISTS mmap_lock_writes;
CREATE INDEX mmap_lock_writes ON mmap_lock (mm_id, returned) WHERE write = 1;
DROP INDEX IF EXISTS mmap_lock_waits;
CREATE INDEX mmap_lock_waits ON mmap_lock (mm_id, returned) WHERE returned - requested >= 10000;
DROP INDEX IF EXISTS mmap_lock_long_reads;
CREATE INDEX mmap_lock_long_reads ON mmap_lock (mm_id, released)
  WHERE write = 0 AND released - returned >= 100000;

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
       ORDER BY earlier.returned DESC LIMIT 1) AS last_write
    FROM mmap_lock AS wait
    WHERE wait.returned - wait.requested >= 10000
  ),
  -- The rows that can have begun from shortly before a writer's request until it got the lock.
  writer AS MATERIALIZED (
    SELECT
      waiter.*,
      (SELECT earlier.mmap_lock_id FROM mmap_lock AS earlier
       WHERE earlier.mmap_lock_id < waiter.waiter_id
         AND coalesce(earlier.requested, earlier.returned, earlier.released) < waiter.requested - 110000
       ORDER BY earlier.mmap_lock_id DESC LIMIT 1) AS from_id,
      (SELECT later.mmap_lock_id FROM mmap_lock AS later
       WHERE later.mmap_lock_id > waiter.waiter_id
         AND coalesce(later.requested, later.returned, later.released) >= waiter.returned
       ORDER BY later.mmap_lock_id LIMIT 1) AS to_id
    FROM waiter WHERE waiter.write = 1
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
    SELECT writer.waiter_id, hold.mmap_lock_id
    FROM writer
    CROSS JOIN mmap_lock AS hold
      ON hold.mmap_lock_id > coalesce(writer.from_id, 0)
        AND hold.mmap_lock_id < coalesce(writer.to_id, 9223372036854775807)
    -- The + keeps SQLite from making an index on the mm for this: few ids are in between.
    WHERE +hold.write = 0 AND +hold.mm_id = writer.mm_id
    UNION
    -- A short read that waited itself may have begun long before.
    SELECT writer.waiter_id, hold.mmap_lock_id
    FROM writer
    CROSS JOIN mmap_lock AS hold
      ON hold.returned - hold.requested >= 10000 AND hold.mm_id = writer.mm_id
        AND hold.returned > writer.requested - 110000 AND hold.returned < writer.returned
    WHERE hold.write = 0
    UNION
    SELECT writer.waiter_id, hold.mmap_lock_id
    FROM writer
    CROSS JOIN mmap_lock AS hold
      ON hold.write = 0 AND hold.released - hold.returned >= 100000 AND hold.mm_id = writer.mm_id
        AND hold.released > writer.requested AND hold.released < writer.returned + 1000000
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
