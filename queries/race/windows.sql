-- How wide the windows are, by path and by the lock that the owner held: from the change to the flush.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range
-- @column path text
-- @column lock_mode text
-- @column windows count
-- @column still_open count
-- @column bytes bytes
-- @column median_width ns
-- @column p99_width ns
-- @column max_width ns
-- @column faults_blocked count
-- @column faults_served count
-- @column faults_copied count
-- @see race.in_window, race.late_flush
WITH
  width AS (
    SELECT
      protect.path, coalesce(protect.lock_mode, 'unknown') AS lock_mode, flush_window.flush_window_id,
      flush_window.end - flush_window.start AS bytes, flush_window.closed - flush_window.opened AS width
    FROM flush_window JOIN pte_protect AS protect USING (pte_protect_id)
  ),
  ranked AS (
    SELECT path, lock_mode, width,
      row_number() OVER (PARTITION BY path, lock_mode ORDER BY width) AS place,
      count(*) OVER (PARTITION BY path, lock_mode) AS places
    FROM width WHERE width IS NOT NULL
  ),
  spread AS (
    SELECT path, lock_mode,
      max(CASE WHEN place = (places + 1) / 2 THEN width END) AS median_width,
      max(CASE WHEN place = max(1, places * 99 / 100) THEN width END) AS p99_width,
      max(width) AS max_width
    FROM ranked GROUP BY path, lock_mode
  ),
  met AS (
    SELECT width.path, width.lock_mode,
      sum(race.class = 'blocked') AS blocked,
      sum(race.class IN ('served', 'exclusion')) AS served,
      sum(race.class IN ('copied', 'lost_write')) AS copied
    FROM race JOIN width USING (flush_window_id)
    GROUP BY width.path, width.lock_mode
  )
SELECT
  width.path, width.lock_mode, count(*) AS windows, sum(width.width IS NULL) AS still_open,
  CAST(total(width.bytes) AS INTEGER) AS bytes, spread.median_width, spread.p99_width, spread.max_width,
  coalesce(met.blocked, 0) AS faults_blocked, coalesce(met.served, 0) AS faults_served,
  coalesce(met.copied, 0) AS faults_copied
FROM width
LEFT JOIN spread ON spread.path = width.path AND spread.lock_mode = width.lock_mode
LEFT JOIN met ON met.path = width.path AND met.lock_mode = width.lock_mode
GROUP BY width.path, width.lock_mode
ORDER BY windows DESC;
