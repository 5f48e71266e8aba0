-- Time at mmap_lock by memory cgroup.
--
-- One row per cgroup, the one whose threads waited longest first. The kernel names the cgroup of the
-- address space in the mmap_lock events: as a path up to 6.12, as a number from 6.14 on. The root stands for
-- all that is in no cgroup.
--
-- @requires mmap_lock_start_locking mmap_lock_acquire_returned mmap_lock_released
-- @param limit integer 20 rows at most; 0 for all
-- @column cgroup text its path; NULL where the kernel gives a number, or neither
-- @column cgroup_id id inode number of its directory; NULL where the kernel gives a path
-- @column processes count address spaces
-- @column reads count acquisitions for reading
-- @column writes count acquisitions for writing
-- @column waited ns sum of all waits
-- @column longest_wait ns longest of them
-- @column delays count waits of 10 us or longer
-- @column write_held ns sum of the holds for writing
-- @see lock.by_process, lock.by_call
WITH taken AS MATERIALIZED (
  SELECT
    memcg_id, count(DISTINCT mm_id) AS processes, sum(write = 0) AS reads, sum(write = 1) AS writes,
    sum(returned - requested) AS waited, max(returned - requested) AS longest_wait,
    sum(returned - requested >= 10000) AS delays,
    sum(CASE write WHEN 1 THEN coalesce(released, downgraded) - returned END) AS write_held
  FROM mmap_lock WHERE success = 1
  GROUP BY memcg_id
)
SELECT
  memcg.path AS cgroup, memcg.kernel_id AS cgroup_id, taken.processes, taken.reads, taken.writes,
  coalesce(taken.waited, 0) AS waited, taken.longest_wait, coalesce(taken.delays, 0) AS delays,
  coalesce(taken.write_held, 0) AS write_held
FROM taken
LEFT JOIN memcg ON memcg.memcg_id = taken.memcg_id
ORDER BY coalesce(taken.waited, 0) DESC, taken.memcg_id
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1);
