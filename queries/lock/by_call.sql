-- Time at mmap_lock by the call that took it: who waits, who holds, and who makes others wait.
--
-- One row per call and mode, the one that made others wait most first, then the one that held longest. The
-- call is 'page fault', the kernel function around the acquisition, or the path that changed PTEs under
-- it; NULL sums up those of which no call was recorded (which functions are, trace.kinds tells).
--
-- @requires mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 20 rows at most; 0 for all
-- @column call text what took the lock; NULL when not recorded
-- @column mode text 'read' or 'write'
-- @column holds count acquisitions
-- @column waited ns sum of what they waited; NULL when requests were not recorded
-- @column longest_wait ns longest of these waits
-- @column held ns sum of the holds
-- @column longest_hold ns longest of the holds
-- @column others_delayed count waits of other threads of 10 us or longer that they were in the way of
-- @column others_waited ns sum of these waits, as far as they overlap the holds
-- @see lock.by_process, lock.longest_holds, lock.blame
WITH
  -- Most are for page faults: those are summed up as they come, without a sort.
  taken AS MATERIALIZED (
    SELECT
      'page fault' AS call, 0 AS write, count(*) AS holds, sum(returned - requested) AS waited,
      max(returned - requested) AS longest_wait, coalesce(sum(coalesce(released, downgraded) - returned), 0) AS held,
      max(coalesce(released, downgraded) - returned) AS longest_hold
    FROM mmap_lock WHERE success = 1 AND page_fault_id IS NOT NULL AND write = 0
    UNION ALL
    SELECT
      CASE WHEN page_fault_id IS NOT NULL THEN 'page fault' ELSE coalesce(function, path) END,
      write, count(*), sum(returned - requested), max(returned - requested),
      coalesce(sum(coalesce(released, downgraded) - returned), 0), max(coalesce(released, downgraded) - returned)
    FROM mmap_lock LEFT JOIN kernel_call USING (kernel_call_id)
    WHERE success = 1 AND (page_fault_id IS NULL OR write = 1)
    GROUP BY 1, 2
  ),
  -- One pass over the delays, not one for each hold.
  delayed AS MATERIALIZED (
    SELECT
      CASE WHEN hold.page_fault_id IS NOT NULL THEN 'page fault' ELSE coalesce(function, path) END AS call,
      hold.write, count(*) AS others_delayed, sum(delay.overlap) AS others_waited
    FROM lock_delay AS delay
    CROSS JOIN mmap_lock AS hold ON hold.mmap_lock_id = delay.holder_id
    LEFT JOIN kernel_call USING (kernel_call_id)
    GROUP BY 1, 2
  )
SELECT
  taken.call, CASE taken.write WHEN 1 THEN 'write' ELSE 'read' END AS mode, taken.holds, taken.waited,
  taken.longest_wait, taken.held, taken.longest_hold, coalesce(delayed.others_delayed, 0) AS others_delayed,
  coalesce(delayed.others_waited, 0) AS others_waited
FROM taken
LEFT JOIN delayed ON delayed.call IS taken.call AND delayed.write = taken.write
WHERE taken.holds > 0
ORDER BY others_waited DESC, taken.held DESC, taken.call, mode
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
