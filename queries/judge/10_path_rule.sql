-- What each path that takes permission from PTEs owes: the only place where paths differ.
--
-- lock 'write': mmap_lock must be held for writing until the flush is done, so that no fault can come in
-- between ("hold the mmap_sem for writing, and do the TLB flush before it releases the mmap sem"). lock
-- 'read': the path runs under the read lock by design; faults in its windows are allowed and make up for
-- the late flush themselves, so only the faults tell.
DROP TABLE IF EXISTS path_rule;
CREATE TABLE path_rule (  -- what a path that protects PTEs owes: one row per path
  path_code INTEGER PRIMARY KEY,  -- code: as in pte_protect
  lock TEXT NOT NULL,  -- 'write': mmap_lock is held for writing until the flush; 'read': faults inside are allowed
  takes TEXT NOT NULL,  -- permission that is taken: 'write', or 'all', when a copy inside shows that no TLB had it writable
  may_skip_flush INTEGER NOT NULL,  -- boolean: 1 when its mmu_gather may rightly end with nothing to flush
  argument_decides INTEGER NOT NULL,  -- boolean: 1 when the argument of the call around it says whether permission is taken
  source TEXT NOT NULL  -- where the kernel has it
) STRICT;
INSERT INTO path_rule VALUES
  -- "1" to "3" clear referenced bits in the same function: no permission, no flush.
  (1, 'write', 'write', 0, 1, 'fs/proc/task_mmu.c: clear_refs_write()'),
  -- From 6.1 on an entry that only gains permission, or was never writable, adds nothing to the gather.
  (2, 'write', 'write', 1, 0, 'mm/mprotect.c: do_mprotect_pkey(), pte_needs_flush()'),
  -- do_wp_page() flushes the page itself when the mm has a flush pending.
  (3, 'read', 'write', 1, 0, 'mm/userfaultfd.c: uffd_wp_range(); mm/memory.c: do_wp_page()'),
  (4, 'read', 'write', 1, 0, 'mm/userfaultfd.c: uffd_wp_range(); mm/memory.c: do_wp_page()'),
  -- The fault gives the permission back; the page stays.
  (5, 'read', 'all', 1, 0, 'mm/mempolicy.c: change_prot_numa(); mm/memory.c: do_numa_page()'),
  (6, 'write', 'write', 0, 0, 'kernel/fork.c: dup_mmap() (mm/mmap.c from 6.18 on)');

-- What an argument of such a call means. clear_refs_write() is recorded with the first byte written to it.
DROP TABLE IF EXISTS path_argument;
CREATE TABLE path_argument (  -- what a call whose argument decides was asked to do
  path_code INTEGER NOT NULL,  -- code: as in pte_protect
  argument INTEGER NOT NULL,  -- kernel_call.argument: of clear_refs_write the digit, as a byte
  takes_permission INTEGER NOT NULL,  -- boolean: 1 when it takes permission, 0 when it clears referenced bits only
  PRIMARY KEY (path_code, argument)
) STRICT, WITHOUT ROWID;
INSERT INTO path_argument VALUES (1, 49, 0), (1, 50, 0), (1, 51, 0), (1, 52, 1);
