-- Where locks were taken and TLBs were flushed from: kernel call chains with how often they occurred.
--
-- One row per event and chain, the most frequent first, for recordings of perf record -g. The outermost
-- function comes first. Frames are addresses: perf.data has no symbols of the kernel in it, and no chain
-- has more than perf recorded. --format folded is the input of flame graphs.
--
-- @param event text NULL only chains of this event, as in trace.kinds: 'tlb_flush', ...
-- @param limit integer 50 rows at most; 0 for all
-- @column event text what the event is read as
-- @column events count events with this chain
-- @column threads count threads that had it
-- @column depth count functions in it
-- @column stack text its functions, the outermost first, parted by semicolons
-- @see trace.kinds, lock.by_call, tlb.by_process
WITH
  counted AS MATERIALIZED (
    SELECT kind.role AS event, caller.call_chain_id, count(*) AS events, count(DISTINCT caller.tid) AS threads
    FROM event_caller AS caller
    CROSS JOIN event_kind AS kind ON kind.event_kind_id = caller.event_kind_id
    WHERE :event IS NULL OR kind.role = :event
    GROUP BY kind.role, caller.call_chain_id
    ORDER BY events DESC, kind.role, caller.call_chain_id
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 50) + 0, 0), -1)
  ),
  -- The chains that are shown, each put together once.
  frame AS MATERIALIZED (
    SELECT call_chain_id, depth, ip FROM call_chain_frame
    WHERE call_chain_id IN (SELECT call_chain_id FROM counted)
    ORDER BY call_chain_id, depth DESC
  ),
  chain AS MATERIALIZED (
    SELECT call_chain_id, count(*) AS depth, group_concat(printf('0x%x', ip), ';') AS stack
    FROM frame GROUP BY call_chain_id
  )
SELECT counted.event, counted.events, counted.threads, chain.depth, chain.stack
FROM counted
LEFT JOIN chain ON chain.call_chain_id = counted.call_chain_id
ORDER BY counted.events DESC, counted.event, counted.call_chain_id;
