-- Which lock madvise ran under: that of its VMA alone, or mmap_lock; by advice, the advice with the most time first.
--
-- From 6.17 on madvise of a range within one VMA tries the VMA's own lock for some advices, and disturbs nobody else.
-- Otherwise, and when a writer has the VMA, it takes mmap_lock, for reading or for writing. A call that took
-- neither ended before it came to a lock: a bad address, or nothing to do.
--
-- @requires do_madvise lock_vma_under_rcu mmap_lock_acquire_returned
-- @param limit integer 20 rows at most; 0 for all
-- @column advice text MADV_ name of the advice, else its number
-- @column calls count calls of madvise with it
-- @column vma_lock count those that took the lock of one VMA, and not mmap_lock
-- @column fell_back count those that tried it, and took mmap_lock then
-- @column mmap_read count those that took mmap_lock for reading
-- @column mmap_write count those that took mmap_lock for writing
-- @column vma_share percent share of the VMA's lock among those that took one
-- @column total ns time in all of them
-- @column longest ns time in the longest of them
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see fault.vma_lock_share, lock.vma_waits, lock.by_call
WITH
  madvise AS MATERIALIZED (
    SELECT kernel_call_id, tid, argument, from_ts, to_ts FROM kernel_call
    WHERE function = 'do_madvise' AND from_ts IS NOT NULL AND to_ts IS NOT NULL
  ),
  -- The madvise around each try, in one pass over what a thread does.
  step AS (
    SELECT tid, from_ts AS ts, kernel_call_id, to_ts, NULL AS locked FROM madvise
    UNION ALL
    SELECT tid, from_ts, NULL, NULL, coalesce(result <> 0, 0) FROM kernel_call
    WHERE function = 'lock_vma_under_rcu' AND from_ts IS NOT NULL
  ),
  tried AS (
    SELECT
      locked, ts, max(kernel_call_id) OVER thread AS kernel_call_id, max(to_ts) OVER thread AS until
    FROM step
    WINDOW thread AS (PARTITION BY tid ORDER BY ts ROWS UNBOUNDED PRECEDING)
  ),
  vma AS MATERIALIZED (
    SELECT kernel_call_id, max(locked) AS locked FROM tried
    WHERE locked IS NOT NULL AND until > ts GROUP BY kernel_call_id
  ),
  lock AS MATERIALIZED (
    SELECT kernel_call_id, max(write) AS write FROM mmap_lock
    WHERE kernel_call_id IN (SELECT kernel_call_id FROM madvise) AND success = 1 GROUP BY kernel_call_id
  ),
  counted AS (
    SELECT
      madvise.argument, count(*) AS calls, sum(coalesce(vma.locked = 1 AND lock.write IS NULL, 0)) AS vma_lock,
      sum(vma.locked IS NOT NULL AND lock.write IS NOT NULL) AS fell_back,
      sum(coalesce(lock.write = 0, 0)) AS mmap_read, sum(coalesce(lock.write = 1, 0)) AS mmap_write,
      sum(madvise.to_ts - madvise.from_ts) AS total, max(madvise.to_ts - madvise.from_ts) AS longest
    FROM madvise
    LEFT JOIN vma ON vma.kernel_call_id = madvise.kernel_call_id
    LEFT JOIN lock ON lock.kernel_call_id = madvise.kernel_call_id
    GROUP BY madvise.argument
  )
SELECT
  CASE argument
    WHEN 0 THEN 'NORMAL' WHEN 1 THEN 'RANDOM' WHEN 2 THEN 'SEQUENTIAL' WHEN 3 THEN 'WILLNEED' WHEN 4 THEN 'DONTNEED'
    WHEN 8 THEN 'FREE' WHEN 9 THEN 'REMOVE' WHEN 10 THEN 'DONTFORK' WHEN 11 THEN 'DOFORK' WHEN 12 THEN 'MERGEABLE'
    WHEN 13 THEN 'UNMERGEABLE' WHEN 14 THEN 'HUGEPAGE' WHEN 15 THEN 'NOHUGEPAGE' WHEN 16 THEN 'DONTDUMP'
    WHEN 17 THEN 'DODUMP' WHEN 18 THEN 'WIPEONFORK' WHEN 19 THEN 'KEEPONFORK' WHEN 20 THEN 'COLD' WHEN 21 THEN 'PAGEOUT'
    WHEN 22 THEN 'POPULATE_READ' WHEN 23 THEN 'POPULATE_WRITE' WHEN 24 THEN 'DONTNEED_LOCKED' WHEN 25 THEN 'COLLAPSE'
    WHEN 102 THEN 'GUARD_INSTALL' WHEN 103 THEN 'GUARD_REMOVE' ELSE CAST(argument AS TEXT) END AS advice,
  calls, vma_lock, fell_back, mmap_read, mmap_write,
  round(100.0 * vma_lock / nullif(vma_lock + mmap_read + mmap_write, 0), 1) AS vma_share, total, longest,
  (SELECT 'events were lost' FROM event_loss LIMIT 1) AS doubt
FROM counted
ORDER BY total DESC, calls DESC, argument
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
