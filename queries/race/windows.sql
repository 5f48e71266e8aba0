-- How wide the windows are, by path and by the lock that the owner held: from the change to the flush.
--
-- Of more than 40 000 windows an even sample is taken, every n-th; then the numbers of windows and bytes
-- are those of the sample times n, and the widest may be missing. Faults are always counted in full.
--
-- @requires clear_refs_pte_range|change_protection|copy_page_range flush_tlb_mm_range
-- @param sample integer 20000 how many windows to look at, up to twice as many; 0 looks at all of them
-- @column path text the path, path_rule.name
-- @column lock_mode text lock that the thread held when the PTEs changed: 'write', 'read', 'none' or 'unknown'
-- @column windows count windows
-- @column still_open count those that were open at the end of the recording
-- @column bytes bytes sum of their sizes
-- @column median_width ns half of them were open for less
-- @column p99_width ns 99 of a hundred were open for less
-- @column max_width ns the widest
-- @column faults_blocked count write faults that waited until the flush
-- @column faults_served count write faults served in them
-- @column faults_copied count write faults that copied a page in them
-- @see race.in_window, race.late_flush
WITH RECURSIVE
  size AS (
    SELECT
      last_id,
      CASE coalesce(:sample, 20000) WHEN 0 THEN 1 ELSE max(1, last_id / coalesce(:sample, 20000)) END AS step
    FROM (SELECT coalesce(max(flush_window_id), 0) AS last_id FROM flush_window)
  ),
  pick (id) AS (
    SELECT 1 UNION ALL SELECT id + step FROM pick, size WHERE id + step <= last_id
  ),
  width AS MATERIALIZED (
    SELECT
      protect.path, protect.lock_mode, flush_window.end - flush_window.start AS bytes,
      flush_window.closed - flush_window.opened AS width
    FROM pick
    CROSS JOIN flush_window ON flush_window.flush_window_id = pick.id
    CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
  ),
  ranked AS (
    SELECT
      path, lock_mode, bytes, width,
      row_number() OVER (PARTITION BY path, lock_mode, width IS NULL ORDER BY width) AS place,
      count(width) OVER (PARTITION BY path, lock_mode, width IS NULL) AS places
    FROM width
  ),
  spread AS (
    SELECT
      path, lock_mode, count(*) * step AS windows, sum(width IS NULL) * step AS still_open,
      CAST(total(bytes) * step AS INTEGER) AS bytes, max(CASE WHEN place = (places + 1) / 2 THEN width END) AS median_width,
      max(CASE WHEN place = max(1, places * 99 / 100) THEN width END) AS p99_width, max(width) AS max_width
    FROM ranked, size GROUP BY path, lock_mode
  ),
  met AS MATERIALIZED (
    SELECT
      protect.path, protect.lock_mode, sum(race.class = 'blocked') AS blocked,
      sum(race.class IN ('served', 'exclusion')) AS served,
      sum(race.class IN ('copied', 'lost_write')) AS copied
    FROM race
    CROSS JOIN flush_window ON flush_window.flush_window_id = race.flush_window_id
    CROSS JOIN pte_protect AS protect ON protect.pte_protect_id = flush_window.pte_protect_id
    WHERE race.page_fault_id IS NOT NULL AND race.class <> 'late_flush'
    GROUP BY protect.path, protect.lock_mode
  )
SELECT
  spread.path, coalesce(spread.lock_mode, 'unknown') AS lock_mode,
  spread.windows, spread.still_open, spread.bytes, spread.median_width, spread.p99_width, spread.max_width,
  coalesce(met.blocked, 0) AS faults_blocked, coalesce(met.served, 0) AS faults_served,
  coalesce(met.copied, 0) AS faults_copied
FROM spread
LEFT JOIN met ON met.path = spread.path AND met.lock_mode IS spread.lock_mode
ORDER BY spread.still_open > 0 DESC, spread.max_width DESC, spread.windows DESC;
