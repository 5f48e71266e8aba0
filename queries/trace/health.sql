-- What weakens the answers of this recording: losses, clock, damage, and halves without their other half.
--
-- One row per thing that was looked at. A severity of 'ok' says that it was looked at and is fine;
-- 'note' that a few rows miss a half, as at both ends of any recording; 'warning' that findings near it
-- cannot be trusted; 'bad' that the verdict is withdrawn.
--
-- @column severity text 'ok', 'note', 'warning' or 'bad'
-- @column topic text 'clock', 'lost events', 'damage', 'undecodable events' or 'half'
-- @column what text one sentence
-- @column count count how many, NULL where nothing is counted
-- @column cpu cpu the CPU, NULL for all of them
-- @column from_ts time begin of the gap, or of the first one; NULL when unknown
-- @column to_ts time end of the gap, or of the last one; NULL when unknown
-- @see trace.ledger
WITH topic(place, severity, topic, what, count, cpu, from_ts, to_ts) AS (
  SELECT
    1, CASE clock_comparable WHEN 1 THEN 'ok' ELSE 'bad' END, 'clock',
    CASE
      WHEN clock_comparable = 0 THEN
        'clock ' || clock || ' is kept per CPU: the order of events on different CPUs is not known'
      WHEN clock_unit = 'ns' THEN 'clock ' || clock || ' counts nanoseconds, the same on every CPU'
      ELSE 'clock ' || clock || ' is the same on every CPU and counts ' || clock_unit || ', not nanoseconds'
    END,
    NULL, NULL, first_ts, last_ts
  FROM trace
  UNION ALL
  SELECT
    2, 'bad', 'lost events',
    CASE
      WHEN count(events) = 0 THEN 'gaps of unknown size'
      WHEN count(events) < count(*) THEN 'events lost, and more in gaps of unknown size'
      ELSE 'events lost'
    END || ' in ' || count(*) || CASE count(*) WHEN 1 THEN ' gap' ELSE ' gaps' END
      || ' (' || group_concat(DISTINCT why) || ')',
    sum(events), cpu, min(from_ts), max(to_ts)
  FROM event_loss GROUP BY cpu
  UNION ALL
  SELECT 2, 'ok', 'lost events', 'no event was lost', 0, NULL, NULL, NULL
  WHERE NOT EXISTS (SELECT 1 FROM event_loss)
  UNION ALL
  SELECT
    3, CASE WHEN damage IS NULL THEN 'ok' ELSE 'bad' END, 'damage',
    coalesce(damage, 'the whole recording could be read'), NULL, NULL, NULL, NULL
  FROM trace
  UNION ALL
  SELECT
    4, CASE coalesce(sum(unknown), 0) WHEN 0 THEN 'ok' ELSE 'warning' END, 'undecodable events',
    CASE coalesce(sum(unknown), 0)
      WHEN 0 THEN 'every event could be decoded' ELSE 'events that could not be decoded: see trace.ledger'
    END,
    coalesce(sum(unknown), 0), NULL, NULL, NULL
  FROM event_kind
),
-- One pass over each table, whatever is counted in it.
lock AS (
  SELECT
    count(*) FILTER (WHERE released IS NULL AND downgraded IS NULL AND success IS NOT 0) AS open,
    count(*) FILTER (WHERE returned IS NULL AND released IS NOT NULL) AS unopened
  FROM mmap_lock
),
fault AS (
  SELECT
    count(*) FILTER (WHERE handled_from IS NOT NULL AND handled_to IS NULL) AS unhandled,
    count(*) FILTER (WHERE wp_from IS NOT NULL AND wp_to IS NULL) AS open
  FROM page_fault
),
half(what, count) AS (
  SELECT 'acquisitions of mmap_lock without a release or downgrade', open FROM lock
  UNION ALL SELECT 'releases of mmap_lock without an acquisition', unopened FROM lock
  UNION ALL SELECT 'faults whose handle_mm_fault did not return', unhandled FROM fault
  UNION ALL SELECT 'faults whose do_wp_page did not return', open FROM fault
  UNION ALL
  SELECT 'calls that changed PTEs and did not return', count(*) FROM pte_protect WHERE to_ts IS NULL
  UNION ALL
  SELECT 'flush_tlb_mm_range calls that did not return', count(*) FROM tlb_flush_request WHERE to_ts IS NULL
  UNION ALL
  SELECT 'flushes on a CPU that belong to no known request', count(*)
  FROM tlb_flush_receipt WHERE tlb_flush_request_id IS NULL
)
SELECT severity, topic, what, count, cpu, from_ts, to_ts
FROM (
  SELECT place, severity, topic, what, count, cpu, from_ts, to_ts FROM topic
  UNION ALL
  SELECT 5, 'note', 'half', what, count, NULL, NULL, NULL FROM half WHERE count > 0
)
ORDER BY
  CASE severity WHEN 'bad' THEN 1 WHEN 'warning' THEN 2 WHEN 'note' THEN 3 ELSE 4 END, place, cpu, count DESC;
