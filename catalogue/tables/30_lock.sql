-- Acquisitions of mmap_lock.

CREATE TABLE mmap_lock (  -- one acquisition of an mm's mmap_lock, or one failed try; a downgrade ends a row and begins the next
  mmap_lock_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  mm_id INTEGER,  -- mm.mm_id: whose lock
  tid INTEGER,  -- tid: thread that took it
  write INTEGER,  -- boolean: 1 for writing, 0 for reading
  requested INTEGER,  -- ns: mmap_lock_start_locking, NULL after a downgrade or when not recorded
    --@ event 'mmap_lock_start_locking'
    --@ cpu requested_cpu
    --@ detail mode
  requested_cpu INTEGER,  -- cpu: CPU of requested
  returned INTEGER,  -- ns: mmap_lock_acquire_returned: when the lock was got, or the try failed
    --@ event 'mmap_lock_acquire_returned'
    --@ cpu returned_cpu
    --@ detail mode || CASE WHEN success = 0 THEN ' failed' WHEN downgraded_from THEN ' downgrade' ELSE '' END
  returned_cpu INTEGER,  -- cpu: CPU of returned
  success INTEGER,  -- boolean: 1 got, 0 failed, NULL when not recorded
  released INTEGER,  -- ns: mmap_lock_released (just before the unlock), NULL when not recorded
    --@ event 'mmap_lock_released'
    --@ cpu released_cpu
    --@ detail mode
  released_cpu INTEGER,  -- cpu: CPU of released
  downgraded INTEGER,  -- ns: when a write hold became a read hold (the next row), NULL when it did not
  ended_unseen INTEGER,  -- boolean: 1 when its end was missed: its thread took the lock again, was in user mode, or another got it; else NULL
  downgraded_from INTEGER,  -- mmap_lock.mmap_lock_id: the write hold that this read hold came from
  memcg_id INTEGER,  -- memcg.memcg_id: memory cgroup of the mm, NULL when not recorded
  page_fault_id INTEGER,  -- page_fault.page_fault_id: the fault it was taken for: one that then went on to handle_mm_fault; NULL for none
  kernel_call_id INTEGER,  -- kernel_call.kernel_call_id: the call it was taken in, NULL when in none
  path_code INTEGER,  -- code: path of the first call that took permission from PTEs under it (see pte_protect.path), NULL for none
  path TEXT GENERATED ALWAYS AS (CASE path_code @path_names@ END) VIRTUAL,  -- path_code in words, NULL for none
  mode TEXT GENERATED ALWAYS AS (CASE write WHEN 1 THEN 'write' ELSE 'read' END) VIRTUAL,  -- 'write' or 'read'
  ended_by TEXT GENERATED ALWAYS AS (CASE WHEN downgraded IS NOT NULL THEN 'downgrade' WHEN released IS NOT NULL THEN 'release' WHEN success = 0 THEN 'failed' ELSE 'unknown' END) VIRTUAL  -- 'release', 'downgrade', 'failed' or 'unknown'
) STRICT;
