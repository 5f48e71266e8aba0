-- The recorded events and what mmtrace reads each of them as.
--
-- The role decides what an event is used for, whatever its group or probe is called. An event without a
-- role has no table. An event with a role and no hits was recorded and did not occur, which is not the
-- same as not having been recorded.
--
-- @param role text NULL only events of this role
-- @column event text system:name
-- @column role text what it is read as; NULL when no table is made from it
-- @column kernel_id id the event's number in the recording; NULL in text
-- @column hits count how often it was recorded
-- @see trace.ledger
SELECT
  system || ':' || name AS event, nullif(role, '') AS role, kernel_id, hits
FROM event_kind
WHERE :role IS NULL OR role = :role
ORDER BY role IS NULL OR role = '', hits DESC, event;
