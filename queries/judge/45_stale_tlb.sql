-- stale_tlb: a CPU loaded an mm while another flushed it, kept its entries, and was not sent the flush.
--
-- On a correct kernel the CPU either reads the new TLB generation and flushes, or is sent the flush
-- (arch/x86/mm/tlb.c: switch_mm_irqs_off(), should_flush_tlb(); CVE-2025-37964 was a hole in that).
INSERT INTO race_class VALUES ('stale_tlb', 6, 1, 0,
  'a CPU loaded an mm during its flush and kept old TLB entries');
INSERT INTO race (class, load_during_flush_id, ts, margin, exclusion, seen_from, seen_to)
SELECT
  'stale_tlb', l.load_during_flush_id, f.ts, f.ts - r.from_ts, 0, l.switch_from, max(f.ts, r.to_ts)
FROM load_during_flush AS l
JOIN tlb_flush_request AS r USING (tlb_flush_request_id)
JOIN tlb_flush AS f USING (tlb_flush_id)
-- A CPU that had switched away again when the flush was sent need not be sent it.
WHERE l.received = 0 AND l.ipi_sent = 1 AND l.stayed = 1 AND (l.last_flush IS NULL OR l.last_flush < r.from_ts);
