-- Writers that waited for the readers of a VMA's own lock, the longest first.
--
-- One row per call of __vma_start_write. A reader has the lock from lock_vma_under_rcu, if that returns the VMA, until
-- its fault leaves handle_mm_fault, or until the madvise around it ends. A call without a reader in it did not
-- wait: its length is the probes' own and that of what interrupted it. The reader that is named is the one that let go last
-- before the writer went on. Before 6.16 there is no such function: down_write() of each VMA is inlined.
--
-- @requires __vma_start_write lock_vma_under_rcu handle_mm_fault
-- @param all integer 0 1 shows calls that found no reader, too
-- @param limit integer 20 rows at most; 0 for all
-- @column writer text name of the thread that locked the VMA
-- @column writer_tid tid that thread
-- @column writer_call text what it locked the VMA in; NULL when not recorded
-- @column began time when it asked
-- @column waited ns until it had it
-- @column slept ns of that it was off its CPU; NULL when switches were not recorded
-- @column readers count readers that had the VMA when it asked, or took it before they were kept out
-- @column reader text name of the last of them
-- @column reader_tid tid that thread
-- @column reader_call text 'page fault' or 'madvise'
-- @column reader_held ns how long that one had it
-- @column vma address first address of the VMA
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see fault.vma_lock_share, lock.madvise, lock.longest_waits
WITH RECURSIVE
  -- What a thread does, in order: madvise (0), the lock of a VMA (1), the fault under it (2).
  step AS MATERIALIZED (
    SELECT tid, from_ts AS ts, 0 AS kind, NULL AS mm_id, NULL AS address, to_ts AS until FROM kernel_call
    WHERE function = 'do_madvise' AND from_ts IS NOT NULL
    UNION ALL
    SELECT tid, to_ts, 1, mm_id, start, NULL FROM kernel_call
    WHERE function = 'lock_vma_under_rcu' AND result <> 0 AND to_ts IS NOT NULL
    UNION ALL
    SELECT tid, handled_from, 2, NULL, NULL, handled_to FROM page_fault
    WHERE vma_lock = 1 AND handled_from IS NOT NULL
  ),
  told AS (
    SELECT
      tid, ts, kind, mm_id, address, lead(kind) OVER thread AS next_kind, lead(until) OVER thread AS next_until,
      max(CASE kind WHEN 0 THEN until END) OVER (thread ROWS UNBOUNDED PRECEDING) AS madvise_until
    FROM step
    WINDOW thread AS (PARTITION BY tid ORDER BY ts, kind)
  ),
  reader AS MATERIALIZED (
    SELECT
      tid, mm_id, address, ts AS since,
      CASE WHEN next_kind = 2 THEN 'page fault' WHEN madvise_until > ts THEN 'madvise' END AS call,
      CASE WHEN next_kind = 2 THEN next_until WHEN madvise_until > ts THEN madvise_until END AS until
    FROM told WHERE kind = 1
  ),
  writer AS MATERIALIZED (
    SELECT kernel_call_id, tid, mm_id, start, end, from_ts, to_ts FROM kernel_call
    WHERE function = '__vma_start_write' AND from_ts IS NOT NULL AND to_ts IS NOT NULL
  ),
  -- Readers are found by the time they let go, in slices of 2^20 ns.
  slice AS (
    SELECT kernel_call_id, mm_id, from_ts >> 20 AS slice, to_ts >> 20 AS last FROM writer
    UNION ALL
    SELECT kernel_call_id, mm_id, slice + 1, last FROM slice WHERE slice < last
  ),
  ended AS MATERIALIZED (SELECT *, until >> 20 AS slice FROM reader WHERE until IS NOT NULL),
  met AS MATERIALIZED (
    SELECT
      writer.kernel_call_id, count(*) AS readers, max(reader.until) AS until, reader.tid AS reader_tid,
      reader.call AS reader_call, reader.until - reader.since AS held
    FROM slice
    CROSS JOIN writer ON writer.kernel_call_id = slice.kernel_call_id
    CROSS JOIN ended AS reader ON reader.mm_id = slice.mm_id AND reader.slice = slice.slice
    WHERE reader.tid <> writer.tid AND reader.address >= writer.start AND reader.address < writer.end
      AND reader.until > writer.from_ts AND reader.until <= writer.to_ts
    GROUP BY writer.kernel_call_id
  ),
  shown AS MATERIALIZED (
    SELECT writer.*, met.readers, met.reader_tid, met.reader_call, met.held
    FROM writer
    LEFT JOIN met ON met.kernel_call_id = writer.kernel_call_id
    WHERE met.readers > 0 OR coalesce(nullif(:all, ''), 0) + 0 <> 0
    ORDER BY met.readers IS NULL, writer.to_ts - writer.from_ts DESC, writer.kernel_call_id
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 20) + 0, 0), -1)
  ),
  around AS MATERIALIZED (
    SELECT tid, function, from_ts, to_ts FROM kernel_call
    WHERE function NOT IN ('__vma_start_write', 'lock_vma_under_rcu') AND tid IN (SELECT tid FROM shown)
  ),
  running AS MATERIALIZED (
    SELECT shown.kernel_call_id,
      sum(max(0, min(shown.to_ts, coalesce(run.to_ts, shown.to_ts))
        - max(shown.from_ts, coalesce(run.from_ts, shown.from_ts)))) AS time
    FROM on_cpu AS run
    CROSS JOIN shown ON shown.tid = run.tid
    WHERE coalesce(run.from_ts, shown.from_ts) < shown.to_ts AND coalesce(run.to_ts, shown.to_ts) > shown.from_ts
    GROUP BY shown.kernel_call_id
  )
SELECT
  name.comm AS writer, shown.tid AS writer_tid,
  (SELECT around.function FROM around
    WHERE around.tid = shown.tid AND around.from_ts <= shown.from_ts AND around.to_ts >= shown.to_ts
    ORDER BY around.from_ts DESC LIMIT 1) AS writer_call,
  shown.from_ts AS began, shown.to_ts - shown.from_ts AS waited,
  shown.to_ts - shown.from_ts - running.time AS slept, coalesce(shown.readers, 0) AS readers,
  reader_name.comm AS reader, shown.reader_tid, shown.reader_call, shown.held AS reader_held, shown.start AS vma,
  coalesce(
    (SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0),
    CASE WHEN EXISTS (
        SELECT 1 FROM reader
        WHERE until IS NULL AND mm_id = shown.mm_id AND address >= shown.start AND address < shown.end
          AND since < shown.to_ts) THEN 'when a reader let go was not recorded' END,
    (SELECT 'events were lost' FROM event_loss LIMIT 1)) AS doubt
FROM shown
LEFT JOIN running ON running.kernel_call_id = shown.kernel_call_id
LEFT JOIN task_name AS name ON name.tid = shown.tid
LEFT JOIN task_name AS reader_name ON reader_name.tid = shown.reader_tid
ORDER BY shown.readers IS NULL, waited DESC, shown.kernel_call_id;
