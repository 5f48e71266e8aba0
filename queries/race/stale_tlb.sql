-- CPUs that loaded an mm while another CPU flushed it, kept their TLB entries, and were not sent the flush.
--
-- A switch/flush ordering bug (CVE-2025-37964 is one). On a correct kernel the switching CPU either reads
-- the new TLB generation and flushes by itself, or is sent the flush.
--
-- @requires tlb_flush flush_tlb_mm_range flush_tlb_mm_range_ret flush_tlb_func switch_mm_irqs_off sched_switch
-- @param limit integer 100
-- @column race_id id
-- @column cpu cpu
-- @column mm address
-- @column switch_from ns
-- @column loaded ns
-- @column last_flush ns
-- @column flush_from ns
-- @column flush_to ns
-- @column flushing_tid tid
-- @column flushing_cpu cpu
-- @column start address
-- @column end address
-- @column doubt text
-- @see race.windows
SELECT
  race.race_id, pair.cpu, mm.address AS mm, pair.switch_from, flush.ts AS loaded, pair.last_flush,
  request.from_ts AS flush_from, request.to_ts AS flush_to, request.tid AS flushing_tid,
  request.cpu AS flushing_cpu, request.start, request.end, race.doubt
FROM race
JOIN load_during_flush AS pair USING (load_during_flush_id)
JOIN tlb_flush AS flush ON flush.tlb_flush_id = pair.tlb_flush_id
JOIN tlb_flush_request AS request ON request.tlb_flush_request_id = pair.tlb_flush_request_id
LEFT JOIN mm ON mm.mm_id = request.mm_id
WHERE race.class = 'stale_tlb'
ORDER BY race.ts
LIMIT coalesce(:limit, 100);
