-- What fork costs its parent afterwards: the page copies that follow each fork.
--
-- fork write-protects the parent's pages; each one written before the child is gone is copied by a fault.
-- One row per fork, the dearest first, with the copies in its address space until the next fork.
--
-- @requires copy_page_range handle_mm_fault do_wp_page ptep_clear_flush
-- @param limit integer 20 rows at most; 0 for all
-- @column task text name of the thread that forked
-- @column tid tid that thread
-- @column mm address its address space
-- @column forked_from time entry of its first copy_page_range
-- @column forked_to time return of the last one
-- @column ranges count VMAs whose page tables it copied
-- @column copies count pages copied by faults in the parent until its next fork
-- @column copies_1ms count those within 1 ms of the fork
-- @column copies_10ms count those within 10 ms of the fork
-- @column threads count threads that copied
-- @column last_copy ns from the fork to the last copy
-- @column copying ns sum of the time that copying faults spent in handle_mm_fault
-- @see fault.latency, race.copied
WITH
  fork AS MATERIALIZED (
    SELECT
      min(pte_protect_id) AS fork_id, tid, mm_id, min(from_ts) AS forked_from,
      max(coalesce(to_ts, from_ts)) AS forked_to, count(*) AS ranges
    FROM pte_protect
    WHERE path = 'fork'
    -- Without lock events the calls of a fork cannot be told from those of the next one.
    GROUP BY mm_id, tid, coalesce(mmap_lock_id, -pte_protect_id)
  ),
  step (mm_id, ts, fork_id, forked_to, tid, handling) AS (
    SELECT mm_id, forked_to, fork_id, forked_to, NULL, NULL FROM fork
    UNION ALL
    SELECT mm_id, clear_flush_from, NULL, NULL, tid, handled_to - handled_from
    FROM page_fault
    WHERE clear_flush_from IS NOT NULL AND EXISTS (SELECT 1 FROM fork)
  ),
  -- Ids follow time, so the last fork before a copy has the highest of the ids so far.
  followed AS (
    SELECT
      max(fork_id) OVER before AS fork_id, ts - max(forked_to) OVER before AS after, tid, handling,
      fork_id IS NULL AS copied
    FROM step
    WINDOW before AS (PARTITION BY mm_id ORDER BY ts)
  ),
  storm AS (
    SELECT
      fork_id, count(*) AS copies, sum(after <= 1000000) AS copies_1ms, sum(after <= 10000000) AS copies_10ms,
      count(DISTINCT tid) AS threads, max(after) AS last_copy, sum(handling) AS copying
    FROM followed
    WHERE copied AND fork_id IS NOT NULL
    GROUP BY fork_id
    ORDER BY copies DESC
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  )
SELECT
  name.comm AS task, fork.tid, mm.address AS mm, fork.forked_from, fork.forked_to, fork.ranges,
  storm.copies, storm.copies_1ms, storm.copies_10ms, storm.threads, storm.last_copy, storm.copying
FROM storm
JOIN fork ON fork.fork_id = storm.fork_id
LEFT JOIN mm ON mm.mm_id = fork.mm_id
LEFT JOIN task_name AS name ON name.tid = fork.tid
ORDER BY storm.copies DESC, fork.fork_id;
