-- What became of every hit of every recorded event, with a total.
--
-- Nothing is dropped in silence: hits = kept + filtered + unknown. Kept hits are in the tables; filtered
-- ones have no table (ingest --keep stores them in table event); unknown ones could not be decoded. The
-- lost ones never were in the recording: the total row has them beside the hits, trace.health by CPU.
-- Events that did not occur and have no table are left out; trace.kinds has them.
--
-- @column event text system:name; the last row is 'total'
-- @column hits count how often it was recorded
-- @column kept count hits that are in the tables
-- @column filtered count hits without a table
-- @column unknown count hits that could not be decoded
-- @column lost count events that are not in the recording, as far as counted; in the total row only
-- @column check text 'ok', or by how much hits and the sum of the others differ
-- @column why text why hits were filtered or unknown
-- @see trace.health, trace.kinds
WITH line AS (
  SELECT
    0 AS is_total, system || ':' || name AS event, hits, kept, filtered, unknown, NULL AS lost, why
  FROM event_kind WHERE hits > 0 OR role <> ''
  UNION ALL
  SELECT
    1, 'total', coalesce(sum(hits), 0), coalesce(sum(kept), 0), coalesce(sum(filtered), 0),
    coalesce(sum(unknown), 0), (SELECT coalesce(sum(events), 0) FROM event_loss), NULL
  FROM event_kind
)
SELECT
  event, hits, kept, filtered, unknown, lost,
  CASE
    WHEN is_total AND hits <> (SELECT events FROM trace) THEN
      printf('%+d against trace.events', hits - (SELECT events FROM trace))
    WHEN hits = kept + filtered + unknown THEN 'ok'
    ELSE printf('%+d', hits - kept - filtered - unknown)
  END AS "check",
  why
FROM line
ORDER BY is_total, hits = kept + filtered + unknown, unknown DESC, hits DESC, event;
