-- What each path that takes permission from PTEs owes, as catalogue/paths.txt has it (`@...@` stands for its rows).
DROP TABLE IF EXISTS path_rule;
CREATE TABLE path_rule (  -- what a path that protects PTEs owes: one row per path
  path_code INTEGER PRIMARY KEY,  -- code: as in pte_protect
  name TEXT NOT NULL,  -- pte_protect.path
  lock TEXT NOT NULL,  -- 'write': mmap_lock is held for writing until the flush; 'read': faults inside are allowed; 'ptl': the call flushes before it drops the page table lock; 'none': no rule
  takes TEXT NOT NULL,  -- permission that is taken: 'write', or 'all', when a copy inside shows that no TLB had it writable
  may_skip_flush INTEGER NOT NULL,  -- boolean: 1 when its mmu_gather may rightly end with nothing to flush
  argument_decides INTEGER NOT NULL,  -- boolean: 1 when the argument of the call around it says whether permission is taken
  source TEXT NOT NULL,  -- where the kernel has it
  enters TEXT NOT NULL,  -- the event at which its window begins, event_kind.role; it may close from its return on
  within TEXT,  -- the call around it, kernel_call.function, NULL when it is called from many
  since INTEGER,  -- count: the first kernel that has it, major * 1000 + minor; NULL when all have
  why TEXT,  -- why it is not judged, NULL when it is
  one_table INTEGER,  -- count: the first kernel, like since, whose call changes entries of one page table only, that of its first address; NULL when none does
  again TEXT,  -- events, event_kind.role with a space on either side, of functions of which its caller may call one for what the call left; NULL for none
  heeds_pending INTEGER NOT NULL,  -- boolean: 1 when a call that returned success has flushed if the mm had any flush pending
  one_lock INTEGER NOT NULL,  -- boolean: 1 when what it holds covers all of its call, not one page table
  always_flushes INTEGER NOT NULL  -- boolean: 1 when each call flushes, whatever it found
) STRICT;
INSERT INTO path_rule VALUES
@path_rules@;

-- What an argument of such a call means. clear_refs_write() is recorded with the first byte written to it.
DROP TABLE IF EXISTS path_argument;
CREATE TABLE path_argument (  -- what a call whose argument decides was asked to do
  path_code INTEGER NOT NULL,  -- code: as in pte_protect
  argument INTEGER NOT NULL,  -- kernel_call.argument: of clear_refs_write the digit, as a byte
  takes_permission INTEGER NOT NULL,  -- boolean: 1 when it takes permission, 0 when it clears referenced bits only
  PRIMARY KEY (path_code, argument)
) STRICT, WITHOUT ROWID;
INSERT INTO path_argument VALUES @path_arguments@;

-- Which kernel it was, from what uname said: Linux NODE MAJOR.MINOR...
DROP TABLE IF EXISTS temp.kernel_release;
CREATE TEMP TABLE kernel_release (
  number INTEGER  -- major * 1000 + minor, NULL when not known
) STRICT;
INSERT INTO kernel_release
SELECT nullif(max(CAST(text AS INTEGER) * 1000 + CAST(substr(text, instr(text, '.') + 1) AS INTEGER), 999), 999)
FROM (SELECT substr(rest, instr(rest, ' ') + 1) AS text
  FROM (SELECT substr(kernel, instr(kernel, ' ') + 1) AS rest FROM trace));
