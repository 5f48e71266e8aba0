-- Page faults.

CREATE TABLE page_fault (  -- one pass of a fault through handle_mm_fault, or a fault that never got there; a retry is a row of its own
  page_fault_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  tid INTEGER,  -- tid: thread that faulted
  mm_id INTEGER,  -- mm.mm_id: address space, NULL when handle_mm_fault was not seen
  address INTEGER,  -- address: faulting address: exact from the exception, else as handle_mm_fault has it
  entered INTEGER,  -- ns: exceptions:page_fault_*, NULL for get_user_pages() and when not recorded
    -- A retry is a row of its own with the exception of the first pass; it happened once.
    -- RISC-V has an error_code of its own, which the row leaves out.
    --@ event CASE kernel_mode WHEN 1 THEN 'page_fault_kernel' ELSE 'page_fault_user' END
    --@ cpu entered_cpu
    --@ address address
    --@ detail CASE WHEN error_code IS NULL THEN '' ELSE printf('error_code=%d ', error_code) END || printf('ip=0x%x', ip)
    --@ when retry IS NULL
  entered_cpu INTEGER,  -- cpu: CPU of entered
  kernel_mode INTEGER,  -- boolean: 1 page_fault_kernel, 0 page_fault_user, NULL without an exception
  ip INTEGER,  -- address: faulting instruction, NULL without an exception
  error_code INTEGER,  -- bits: x86 error code: 1 present, 2 write, 4 user, 16 fetch; NULL without
  handled_from INTEGER,  -- ns: handle_mm_fault entered, NULL when not seen
    --@ event 'handle_mm_fault'
    --@ cpu handled_cpu
    --@ address address
    --@ detail printf('flags=0x%x', flags)
  handled_cpu INTEGER,  -- cpu: CPU of handled_from
  handled_to INTEGER,  -- ns: handle_mm_fault returned, NULL when not seen
    --@ event 'handle_mm_fault_ret'
    --@ cpu handled_to_cpu
    --@ address address
    --@ detail printf('result=0x%x', result)
  handled_to_cpu INTEGER,  -- cpu: CPU of handled_to: a fault may sleep and wake elsewhere
  flags INTEGER,  -- bits: FAULT_FLAG_*: 1 write, 0x1000 per-VMA lock; NULL when not recorded
  result INTEGER,  -- bits: VM_FAULT_*: 0x400 retry, 0x4000 completed; NULL when not recorded
  vm_flags INTEGER,  -- bits: flags of the VMA, NULL when not recorded
  wp_from INTEGER,  -- ns: do_wp_page entered, NULL when it was not
    --@ event 'do_wp_page'
    --@ cpu wp_from_cpu
    --@ address address
  wp_from_cpu INTEGER,  -- cpu: CPU of wp_from
  wp_pte INTEGER,  -- bits: the entry as do_wp_page found it: 0x40 dirty, 0x400000000000000 dirty and kept aside (6.6); NULL when not recorded
  wp_to INTEGER,  -- ns: do_wp_page returned
    --@ event 'do_wp_page_ret'
    --@ cpu wp_to_cpu
    --@ address address
  wp_to_cpu INTEGER,  -- cpu: CPU of wp_to
  copy_from INTEGER,  -- ns: wp_page_copy entered, NULL when inlined or not reached
    --@ event 'wp_page_copy'
    --@ cpu copy_cpu
    --@ address address
  copy_cpu INTEGER,  -- cpu: CPU of copy_from
  clear_flush_from INTEGER,  -- ns: ptep_clear_flush inside do_wp_page entered: the page was copied
    --@ event 'ptep_clear_flush'
    --@ cpu clear_flush_cpu
    --@ address address
  clear_flush_to INTEGER,  -- ns: that ptep_clear_flush returned
    --@ event 'ptep_clear_flush_ret'
    --@ cpu clear_flush_cpu
    --@ address address
  clear_flush_cpu INTEGER,  -- cpu: CPU of both: they are under the page table lock
  mitigation_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: flush of this page by this thread inside do_wp_page before the copy (userfaultfd's mitigation)
  retry INTEGER,  -- boolean: 1 when an earlier pass of the same exception returned VM_FAULT_RETRY, else NULL
  write INTEGER GENERATED ALWAYS AS (CASE WHEN flags IS NOT NULL THEN flags & 1 WHEN error_code IS NOT NULL THEN (error_code >> 1) & 1 END) VIRTUAL,  -- boolean: 1 when it is a write fault
  user_mode INTEGER GENERATED ALWAYS AS (CASE WHEN kernel_mode IS NOT NULL THEN 1 - kernel_mode WHEN flags IS NOT NULL THEN (flags >> 6) & 1 END) VIRTUAL,  -- boolean: 1 when it came in user mode (the exception, or FAULT_FLAG_USER): only such a fault tries the per-VMA lock; NULL when not known
  vma_lock INTEGER GENERATED ALWAYS AS (CASE WHEN flags IS NOT NULL THEN (flags >> 12) & 1 END) VIRTUAL,  -- boolean: 1 when served under the per-VMA lock (6.4 and later), 0 under mmap_lock
  outcome TEXT GENERATED ALWAYS AS (CASE WHEN clear_flush_from IS NOT NULL THEN 'copied' WHEN result & 0x400 THEN 'retried' WHEN wp_from IS NOT NULL AND wp_to IS NOT NULL THEN 'reused' WHEN wp_from IS NULL AND handled_to IS NOT NULL THEN 'none' ELSE 'unknown' END) VIRTUAL  -- what do_wp_page did: 'copied', 'reused', 'retried', 'none' (not called) or 'unknown'
) STRICT;
