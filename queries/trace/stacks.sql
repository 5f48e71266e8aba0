-- Where in the kernel events were recorded: call chains with how often they occurred.
--
-- One row per event and chain, the most frequent first. trace-cmd record -T (mmtrace record --stacks) writes one for
-- every event; of perf record -g those of locks and flushes are kept. The outermost function comes first. Functions
-- have names where the recording holds kallsyms, as those of trace-cmd do; others are addresses. --format folded is
-- the input of flame graphs.
--
-- @requires kernel_stack
-- @param event text NULL only chains of this event, as in trace.kinds: 'tlb_flush', 'mmap_lock_start_locking', ...
-- @param limit integer 50 rows at most; 0 for all
-- @column event text what the event is read as, else its own name; NULL where it is not in the recording
-- @column events count events with this chain
-- @column threads count threads that had it
-- @column depth count functions in it
-- @column stack text its functions, the outermost first, parted by semicolons
-- @see trace.kinds, lock.by_call, tlb.by_process
WITH
  counted AS MATERIALIZED (
    SELECT
      coalesce(nullif(kind.role, ''), kind.name) AS event, caller.call_chain_id, count(*) AS events,
      count(DISTINCT caller.tid) AS threads
    FROM event_caller AS caller
    LEFT JOIN event_kind AS kind ON kind.event_kind_id = caller.event_kind_id
    WHERE nullif(:event, '') IS NULL OR coalesce(nullif(kind.role, ''), kind.name) = :event
    GROUP BY event, caller.call_chain_id
    ORDER BY events DESC, event, caller.call_chain_id
    LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 50) + 0, 0), -1)
  ),
  -- The chains that are shown, each put together once.
  frame AS MATERIALIZED (
    SELECT frame.call_chain_id, frame.depth, coalesce(symbol.name, printf('0x%x', frame.ip)) AS name
    FROM call_chain_frame AS frame
    LEFT JOIN kernel_symbol AS symbol ON symbol.ip = frame.ip
    WHERE frame.call_chain_id IN (SELECT call_chain_id FROM counted)
    ORDER BY frame.call_chain_id, frame.depth DESC
  ),
  chain AS MATERIALIZED (
    SELECT call_chain_id, count(*) AS depth, group_concat(name, ';') AS stack
    FROM frame GROUP BY call_chain_id
  )
SELECT counted.event, counted.events, counted.threads, chain.depth, chain.stack
FROM counted
LEFT JOIN chain ON chain.call_chain_id = counted.call_chain_id
ORDER BY counted.events DESC, counted.event, counted.call_chain_id;
