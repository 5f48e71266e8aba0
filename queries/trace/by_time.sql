-- What happened in each stretch of time: faults, waits for mmap_lock, flushes, windows and races.
--
-- One row per stretch in which anything happened, the one with the most waiting first; sort by ts for a
-- chart (--format csv). What took long counts where it began. 0 also where the events for it were not
-- recorded (trace.kinds tells).
--
-- @param bucket integer 10000000 length of a stretch in ns of the clock
-- @param limit integer 50 rows at most; 0 for all
-- @column ts time begin of the stretch
-- @column since_start ns from the first event of the recording to it
-- @column faults count faults that came to handle_mm_fault
-- @column copied count those of them that copied a page
-- @column fault_time ns sum of their time
-- @column locks count acquisitions of mmap_lock
-- @column lock_waited ns sum of what they waited
-- @column write_held ns sum of the holds for writing
-- @column flushes count flushes asked for
-- @column flush_waited ns sum of what they waited
-- @column windows count stretches of PTEs that lost permission
-- @column races count findings of classes that make a race
-- @see fault.latency, lock.longest_waits, tlb.storms
WITH
  size (ns, origin) AS MATERIALIZED (
    SELECT max(1, coalesce(:bucket, 10000000)), coalesce(first_ts, 0) FROM trace
  ),
  -- One pass over each table; the two numbers are looked up once. LIMIT keeps SQLite from computing after the sort: it sorts
  -- two to four numbers a row, not the columns they are made of.
  part (slot, faults, copied, fault_time, locks, lock_waited, write_held, flushes, flush_waited, windows, races) AS (
    SELECT slot, count(*), sum(copied), sum(took), 0, 0, 0, 0, 0, 0, 0
    FROM (
      SELECT
        (handled_from - (SELECT origin FROM size)) / (SELECT ns FROM size) AS slot, clear_flush_from IS NOT NULL AS copied,
        handled_to - coalesce(entered, handled_from) AS took
      FROM page_fault WHERE handled_from IS NOT NULL LIMIT -1)
    GROUP BY slot
    UNION ALL
    SELECT slot, 0, 0, 0, count(*), sum(waited), sum(held), 0, 0, 0, 0
    FROM (
      SELECT
        (coalesce(requested, returned) - (SELECT origin FROM size)) / (SELECT ns FROM size) AS slot,
        returned - requested AS waited, CASE write WHEN 1 THEN coalesce(released, downgraded) - returned END AS held
      FROM mmap_lock WHERE success = 1 AND returned IS NOT NULL LIMIT -1)
    GROUP BY slot
    UNION ALL
    SELECT (from_ts - (SELECT origin FROM size)) / (SELECT ns FROM size), 0, 0, 0, 0, 0, 0, count(*), sum(to_ts - from_ts), 0, 0
    FROM tlb_flush_request WHERE from_ts IS NOT NULL GROUP BY 1
    UNION ALL
    SELECT slot, 0, 0, 0, 0, 0, 0, 0, 0, count(*), 0
    FROM (SELECT (opened - (SELECT origin FROM size)) / (SELECT ns FROM size) AS slot FROM flush_window LIMIT -1)
    GROUP BY slot
    UNION ALL
    SELECT slot, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*)
    FROM (
      SELECT (ts - (SELECT origin FROM size)) / (SELECT ns FROM size) AS slot
      FROM race
      WHERE class IN (SELECT class FROM race_class WHERE is_race) AND doubt IS NULL LIMIT -1)
    GROUP BY slot
  )
SELECT
  origin + slot * ns AS ts, slot * ns AS since_start, sum(faults) AS faults, sum(copied) AS copied,
  coalesce(sum(fault_time), 0) AS fault_time, sum(locks) AS locks, coalesce(sum(lock_waited), 0) AS lock_waited,
  coalesce(sum(write_held), 0) AS write_held, sum(flushes) AS flushes,
  coalesce(sum(flush_waited), 0) AS flush_waited, sum(windows) AS windows, sum(races) AS races
FROM part CROSS JOIN size
GROUP BY slot
ORDER BY coalesce(sum(lock_waited), 0) + coalesce(sum(flush_waited), 0) DESC, slot
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 50) + 0, 0), -1);
