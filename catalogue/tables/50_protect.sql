-- Calls that take permission from PTEs, and the candidates for the judge that come of them.

CREATE TABLE pte_protect (  -- one call that changed the protection of a stretch of PTEs
  pte_protect_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  path_code INTEGER,  -- code: @path_codes@ (see path)
  mm_id INTEGER,  -- mm.mm_id: address space whose PTEs
  tid INTEGER,  -- tid: thread that called
  cpu INTEGER,  -- cpu: CPU at entry
  start INTEGER,  -- address: first address
  end INTEGER,  -- address: first address after
  from_ts INTEGER,  -- ns: function entered
    --@ event function
    --@ address start
    --@ detail printf('%s end=0x%x', path, "end")
  to_ts INTEGER,  -- ns: function returned, NULL when not seen
    --@ event function || '_ret'
    --@ cpu to_cpu
    --@ address start
    --@ detail printf('%s pages=%d', path, pages)
  to_cpu INTEGER,  -- cpu: CPU of to_ts
  pages INTEGER,  -- count: PTEs changed, as change_protection returns it; of write_protect_page 1 when it returned 0, else 0; NULL where nothing says
  cp_flags INTEGER,  -- bits: MM_CP_* of change_protection: 2 numa, 4 uffd_wp, 8 uffd_wp resolve
  lock_code INTEGER,  -- code: mmap_lock of the mm that the thread held at entry: 2 write, 1 read, 0 none, NULL unknown
  mmap_lock_id INTEGER,  -- mmap_lock.mmap_lock_id: that acquisition, NULL when none or unknown
  lock_since INTEGER,  -- ns: the thread's last mmap_lock event on the mm before, which says so; NULL when a count in the mm does
  kernel_call_id INTEGER,  -- kernel_call.kernel_call_id: the clear_refs_write or uffd_wp_range around it
  mmu_gather_id INTEGER,  -- mmu_gather.mmu_gather_id: the mmu_gather it collects its flush in, NULL when none
  ended_ts INTEGER,  -- ns: when the window ended for all of its pages, NULL when it was still open
  ended_code INTEGER,  -- code: how: 1 one flush of it all, 2 flushes of parts (pte_flush_part; pages in no part needed none), 3 nothing to flush (empty mmu_gather or no page changed), 4 the mm ended, 5 its thread dropped mmap_lock and no flush had covered it all (of a path that flushes under page table locks), NULL still open
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the flush, where ended_code is 1
  path TEXT GENERATED ALWAYS AS (CASE path_code @path_names@ END) VIRTUAL,  -- the path: @path_list@
  function TEXT GENERATED ALWAYS AS (CASE path_code @path_functions@ END) VIRTUAL,  -- the kernel function: the role of the event at its entry, and with _ret at its return
  pass INTEGER GENERATED ALWAYS AS (CASE WHEN kernel_call_id IS NOT NULL THEN kernel_call_id * 4 + 1 WHEN mmap_lock_id IS NOT NULL THEN mmap_lock_id * 4 + 2 WHEN mmu_gather_id IS NOT NULL THEN mmu_gather_id * 4 + 3 ELSE pte_protect_id * 4 END) VIRTUAL,  -- id: the same for rows of one clear_refs_write, uffd_wp_range, hold of mmap_lock or mmu_gather: one call changes many stretches
  lock_mode TEXT GENERATED ALWAYS AS (CASE lock_code WHEN 2 THEN 'write' WHEN 1 THEN 'read' WHEN 0 THEN 'none' END) VIRTUAL  -- lock_code in words, NULL when unknown
) STRICT;

CREATE TABLE pte_flush_part (  -- a part of a pte_protect that a flush covered, where no single flush covered it all
  pte_flush_part_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  pte_protect_id INTEGER,  -- pte_protect.pte_protect_id: the call
  start INTEGER,  -- address: first address of the part
  end INTEGER,  -- address: first address after the part
  ended_ts INTEGER,  -- ns: end of the flush, NULL for a part that none covered
  tlb_flush_request_id INTEGER  -- tlb_flush_request.tlb_flush_request_id: the flush, NULL for none
) STRICT;

CREATE TABLE pte_change (  -- what a call of pte_protect was seen to take write permission from: entries that were present, writable and dirty, so that TLBs may have them
  pte_change_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  pte_protect_id INTEGER,  -- pte_protect.pte_protect_id: the call
  entries INTEGER,  -- count: such entries
  start INTEGER,  -- address: of the first
  end INTEGER,  -- address: first address after the last
  last_ts INTEGER  -- ns: when the last of them in time was changed: a flush that began before is none of it
) STRICT;

CREATE TABLE fault_window (  -- a write fault that was under way while a pte_protect of its page had not been flushed: a pair to judge
  fault_window_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  page_fault_id INTEGER,  -- page_fault.page_fault_id: the fault
  pte_protect_id INTEGER  -- pte_protect.pte_protect_id: the call
) STRICT;

CREATE TABLE copy_runner (  -- a thread of the mm that ran on another CPU while a fault copied a page inside a window
  copy_runner_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  page_fault_id INTEGER,  -- page_fault.page_fault_id: the fault that copied
  cpu INTEGER,  -- cpu: the other CPU
  tid INTEGER,  -- tid: the thread that ran there
  from_ts INTEGER,  -- ns: begin of its run, clipped to the copy (wp_page_copy, else do_wp_page, entered)
  to_ts INTEGER,  -- ns: end of its run, clipped to the copy (end of ptep_clear_flush)
  last_flush INTEGER,  -- ns: begin of the CPU's last flush that covered the page before the copy began, NULL for none seen
  next_flush INTEGER,  -- ns: begin of the CPU's first flush that covered the page since the copy began, NULL for none seen
  here_since INTEGER,  -- ns: when the mm was first loaded on that CPU, NULL when before the recording or not known
  user_from INTEGER,  -- ns: first moment of the run, before next_flush, at which the thread may have been in user mode; NULL for none
  user_to INTEGER,  -- ns: last such moment
  user_time INTEGER  -- ns: for how long it may have been in user mode then
) STRICT;

CREATE TABLE load_during_flush (  -- a CPU that loaded an mm, keeping its TLB entries, while another CPU flushed that mm: a pair to judge
  load_during_flush_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the flush
  tlb_flush_id INTEGER,  -- tlb_flush.tlb_flush_id: the load: reason 0, pages 0
  cpu INTEGER,  -- cpu: CPU that loaded the mm
  switch_from INTEGER,  -- ns: switch_mm_irqs_off entered there
  received INTEGER,  -- boolean: 1 when that CPU carried the flush out before its end (flush_tlb_func, or tlb_flush reason 1 or 3), 0 when not
  ipi_sent INTEGER,  -- boolean: 1 when the flush was sent to other CPUs (tlb_flush reason 4)
  stayed INTEGER,  -- boolean: 1 when that CPU still had the mm loaded for the same thread, which used it, as the flush ended
  last_flush INTEGER  -- ns: the CPU's last flush of the mm before the load, NULL for none seen
) STRICT;
