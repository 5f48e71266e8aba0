-- mmu_gathers of two threads that overlapped on one address space: the later end flushes everything.
--
-- Each of them has cleared PTEs and will flush later. tlb_finish_mmu sees that another gather is pending
-- and flushes the whole address space, since a page that looks untouched to it may be the other one's.
-- One row per gather that ended while another was under way. full = 0 in a row would be a flush that
-- trusted its own range.
--
-- @requires tlb_gather_mmu tlb_finish_mmu flush_tlb_mm_range
-- @param limit integer 100 rows at most; 0 for all
-- @column mm address the address space
-- @column task text name of the thread whose gather ended while the other was under way
-- @column tid tid that thread
-- @column gathered time when it began
-- @column finish_from time when it ended (tlb_finish_mmu)
-- @column other_task text name of the thread of the other gather
-- @column other_tid tid that thread
-- @column other_gathered time when the other one began
-- @column other_finish_to time when the other one was done; NULL when not seen
-- @column flushed time begin of the flush in tlb_finish_mmu; NULL when it flushed nothing
-- @column full boolean 1 when that flush was of everything, 0 of a range, NULL without one
-- @column doubt text why the row cannot be trusted; NULL: it can
-- @see tlb.full_or_ranged, race.windows
WITH
  -- Of the gathers of the same mm that began before, the one that was under way longest.
  gather AS (
    SELECT
      *, lag(mmu_gather_id) OVER mm_order AS previous_id,
      max(coalesce(finish_to, 9223372036854775807)) OVER (
        PARTITION BY mm_id ORDER BY gathered ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS others_until
    FROM mmu_gather
    WHERE gathered IS NOT NULL AND mm_id IS NOT NULL
    WINDOW mm_order AS (PARTITION BY mm_id ORDER BY gathered)
  ),
  -- A gather that began while an earlier one was under way: look at the few before it for the one.
  overlap AS MATERIALIZED (
    SELECT
      later.mmu_gather_id AS later_id,
      (SELECT earlier.mmu_gather_id FROM mmu_gather AS earlier
       WHERE earlier.mmu_gather_id < later.mmu_gather_id
         AND earlier.mm_id = later.mm_id AND earlier.tid <> later.tid
         AND coalesce(earlier.finish_to, 9223372036854775807) > later.gathered
       ORDER BY earlier.mmu_gather_id DESC LIMIT 1) AS earlier_id
    FROM gather AS later
    WHERE later.others_until > later.gathered
    ORDER BY later.gathered
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1)
  ),
  -- Whichever of the two ends while the other is under way.
  pair (own_id, other_id) AS (
    SELECT later_id, earlier_id FROM overlap WHERE earlier_id IS NOT NULL
    UNION ALL
    SELECT earlier_id, later_id FROM overlap WHERE earlier_id IS NOT NULL
  ),
  nested AS MATERIALIZED (
    SELECT
      own.mmu_gather_id, own.mm_id, own.tid, own.gathered, own.finish_from, own.finish_to,
      other.tid AS other_tid, other.gathered AS other_gathered, other.finish_to AS other_finish_to
    FROM pair
    CROSS JOIN mmu_gather AS own ON own.mmu_gather_id = pair.own_id
    CROSS JOIN mmu_gather AS other ON other.mmu_gather_id = pair.other_id
    WHERE own.finish_from > other.gathered
      AND own.finish_from < coalesce(other.finish_to, 9223372036854775807)
  ),
  -- Ends of gathers and flushes in time order, by thread: the flush that follows the end.
  step (tid, ts, mmu_gather_id, full) AS (
    SELECT tid, finish_from, mmu_gather_id, NULL FROM nested
    UNION ALL
    SELECT tid, from_ts, NULL, full FROM tlb_flush_request
    WHERE EXISTS (SELECT 1 FROM nested) AND from_ts IS NOT NULL
  ),
  walked AS (
    SELECT
      mmu_gather_id, lead(ts) OVER thread AS flushed, lead(full) OVER thread AS full
    FROM step WINDOW thread AS (PARTITION BY tid ORDER BY ts)
  )
SELECT
  mm.address AS mm, name.comm AS task, nested.tid, nested.gathered, nested.finish_from,
  other.comm AS other_task, nested.other_tid, nested.other_gathered, nested.other_finish_to,
  CASE WHEN walked.flushed <= nested.finish_to THEN walked.flushed END AS flushed,
  CASE WHEN walked.flushed <= nested.finish_to THEN walked.full END AS full,
  (SELECT 'clock ' || clock || ' is kept per CPU' FROM trace WHERE clock_comparable = 0) AS doubt
FROM nested
LEFT JOIN walked ON walked.mmu_gather_id = nested.mmu_gather_id
LEFT JOIN mm ON mm.mm_id = nested.mm_id
LEFT JOIN task_name AS name ON name.tid = nested.tid
LEFT JOIN task_name AS other ON other.tid = nested.other_tid
ORDER BY flushed IS NOT NULL, min(nested.finish_to, nested.other_finish_to) - nested.finish_from DESC, nested.finish_from;
