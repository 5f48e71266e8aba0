-- Flushes: event, call, CPUs, mmu_gather.

CREATE TABLE tlb_flush (  -- one tlb:tlb_flush event
  tlb_flush_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  ts INTEGER,  -- ns: time
    --@ event 'tlb_flush'
    --@ detail printf('pages=%d reason=%s', pages, reason_name)
  cpu INTEGER,  -- cpu: CPU it happened on
  tid INTEGER,  -- tid: thread that ran there
  reason INTEGER,  -- code: the kernel's number, see reason_name
  pages INTEGER,  -- count: pages flushed, -1 for all, 0 when there was nothing to do
  mm_id INTEGER,  -- mm.mm_id: address space: of the request, or the one being loaded; NULL when unknown
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the request it carries out, NULL when unknown
  reason_name TEXT GENERATED ALWAYS AS (CASE reason WHEN 0 THEN 'task switch' WHEN 1 THEN 'remote shootdown' WHEN 2 THEN 'local shootdown' WHEN 3 THEN 'local mm shootdown' WHEN 4 THEN 'remote send ipi' WHEN 5 THEN 'remote wrong cpu' ELSE 'unknown' END) VIRTUAL  -- reason in words
) STRICT;

CREATE TABLE tlb_flush_request (  -- one flush_tlb_mm_range call
  tlb_flush_request_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  mm_id INTEGER,  -- mm.mm_id: address space
  tid INTEGER,  -- tid: thread that asked for it
  cpu INTEGER,  -- cpu: initiating CPU
  start INTEGER,  -- address: first address
  end INTEGER,  -- address: first address after; -1 (all bits) asks for a full flush
  from_ts INTEGER,  -- ns: function entered
    --@ event 'flush_tlb_mm_range'
    --@ address start
    --@ detail CASE WHEN "full" THEN 'full' ELSE printf('end=0x%x', "end") END
  to_ts INTEGER,  -- ns: function returned: every CPU has flushed; NULL when not seen
    --@ event 'flush_tlb_mm_range_ret'
    --@ address start
  stride_shift INTEGER,  -- bits: log2 of the step, 12 or 21; NULL when not recorded
  freed_tables INTEGER,  -- boolean: 1 when page tables were freed; NULL when not recorded
  kernel_call_id INTEGER,  -- kernel_call.kernel_call_id: the clear_refs_write or uffd_wp_range around it
  in_protect_id INTEGER,  -- pte_protect.pte_protect_id: the innermost call that it was made in, NULL for none
  in_fault_id INTEGER,  -- page_fault.page_fault_id: the fault of its thread that it was made in, NULL for none
  full INTEGER GENERATED ALWAYS AS ("end" = -1) VIRTUAL  -- boolean: 1 when it asked for a full flush
) STRICT;

CREATE TABLE tlb_flush_receipt (  -- one CPU in flush_tlb_func (flush_tlb_func_remote on 5.10)
  tlb_flush_receipt_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the request, NULL when unknown
  cpu INTEGER,  -- cpu: CPU that flushed
  tid INTEGER,  -- tid: thread that was interrupted, or the initiator
  from_ts INTEGER,  -- ns: function entered
    --@ event 'flush_tlb_func'
    --@ address start
  to_ts INTEGER,  -- ns: function returned, NULL when not seen
    --@ event 'flush_tlb_func_ret'
    --@ address start
  mm_id INTEGER,  -- mm.mm_id: address space, NULL when none or unknown
  start INTEGER,  -- address: first address; NULL when not recorded
  end INTEGER,  -- address: first address after, -1 for all; NULL when not recorded
  new_tlb_gen INTEGER  -- count: TLB generation it brings the CPU to, NULL when not recorded
) STRICT;

CREATE TABLE mmu_gather (  -- one tlb_gather_mmu .. tlb_finish_mmu
  mmu_gather_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  mm_id INTEGER,  -- mm.mm_id: address space, NULL when unknown
  tid INTEGER,  -- tid: thread
  tlb INTEGER,  -- address: struct mmu_gather, on the thread's stack
  gathered INTEGER,  -- ns: tlb_gather_mmu, NULL when not seen (tlb_gather_mmu_fullmm at exit)
    --@ event 'tlb_gather_mmu'
    --@ cpu gathered_cpu
  gathered_cpu INTEGER,  -- cpu: CPU of gathered
  finish_from INTEGER,  -- ns: tlb_finish_mmu entered, NULL when not seen
    --@ event 'tlb_finish_mmu'
    --@ cpu finish_cpu
    --@ address start
    --@ detail CASE WHEN start > "end" THEN 'empty' ELSE printf('end=0x%x', "end") END
  finish_cpu INTEGER,  -- cpu: CPU of finish_from
  finish_to INTEGER,  -- ns: tlb_finish_mmu returned, NULL when not seen
    --@ event 'tlb_finish_mmu_ret'
    --@ cpu finish_to_cpu
  finish_to_cpu INTEGER,  -- cpu: CPU of finish_to
  start INTEGER,  -- address: first address to flush at tlb_finish_mmu; start above end: nothing to flush
  end INTEGER,  -- address: first address after
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the flush of all of that inside tlb_finish_mmu, NULL when none was seen
  nested_in INTEGER  -- mmu_gather.mmu_gather_id: with nothing to flush, another of the mm that was at work before tlb_finish_mmu and under way all through, NULL when none was
) STRICT;
