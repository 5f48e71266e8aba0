-- CPUs that loaded an mm while another CPU flushed it, kept their TLB entries, and were not sent the flush.
--
-- A switch/flush ordering bug (CVE-2025-37964 is one). On a correct kernel the switching CPU either reads
-- the new TLB generation and flushes by itself, or is sent the flush.
--
-- @requires tlb_flush flush_tlb_mm_range flush_tlb_mm_range_ret flush_tlb_func switch_mm_irqs_off
--   sched_switch
-- @param limit integer 100 rows at most; 0 for all
-- @column race_id id row of race
-- @column cpu cpu CPU that loaded the mm
-- @column mm address the address space
-- @column switch_from time when the CPU began to switch to the mm
-- @column loaded time when it had loaded it, keeping its TLB entries
-- @column last_flush time the CPU's last flush of the mm before that; NULL for none seen
-- @column flush_from time when the other CPU began to flush
-- @column flush_to time when that flush was done
-- @column flushing_tid tid thread that flushed
-- @column flushing_cpu cpu CPU that flushed
-- @column start address first address of the flush
-- @column end address first address after; -1 is everything
-- @column doubt text why the row cannot be trusted; NULL: it can
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
ORDER BY race.doubt IS NOT NULL, request.to_ts - flush.ts DESC, race.ts
LIMIT coalesce(nullif(coalesce(nullif(:limit, ''), 100) + 0, 0), -1);
