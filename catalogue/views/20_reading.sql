-- Facts for reading: names beside thread ids, addresses in hexadecimal, microseconds as numbers.
-- Columns that are worked out have a type and a name in the SELECT, too: DuckDB and ClickHouse read no others.

CREATE VIEW mmap_lock_view (  -- mmap_lock for reading
  mmap_lock_id INTEGER,  -- mmap_lock.mmap_lock_id: the acquisition
  since_start REAL,  -- us: time since the first event; the bare number when the clock does not count ns
  comm TEXT,  -- last known name of the thread
  tid INTEGER,  -- tid: thread that took it
  mm TEXT,  -- address of the mm, hexadecimal
  mode TEXT,  -- 'write' or 'read'
  waited REAL,  -- us: from the request to the lock, NULL when not recorded
  held REAL,  -- us: from the lock to its release or downgrade, NULL when not recorded
  ended_by TEXT  -- 'release', 'downgrade', 'failed' or 'unknown'
) AS
SELECT
  mmap_lock_id,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (coalesce(requested, returned, released) - first_ts) / 1000.0 ELSE coalesce(requested, returned, released) END FROM trace) AS REAL) AS since_start,
  comm,
  t.tid,
  CAST(CASE WHEN m.address IS NOT NULL THEN printf('0x%x', m.address) END AS TEXT) AS mm,
  mode,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (returned - requested) / 1000.0 ELSE returned - requested END FROM trace) AS REAL) AS waited,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (coalesce(downgraded, released) - returned) / 1000.0 ELSE coalesce(downgraded, released) - returned END FROM trace) AS REAL) AS held,
  ended_by
FROM mmap_lock AS t LEFT JOIN mm AS m USING (mm_id) LEFT JOIN task_name AS n ON n.tid = t.tid;

CREATE VIEW page_fault_view (  -- page_fault for reading
  page_fault_id INTEGER,  -- page_fault.page_fault_id: the fault
  since_start REAL,  -- us: time since the first event; the bare number when the clock does not count ns
  comm TEXT,  -- last known name of the thread
  tid INTEGER,  -- tid: thread that faulted
  address TEXT,  -- faulting address, hexadecimal
  access TEXT,  -- 'write' or 'read', NULL when not recorded
  mode TEXT,  -- 'user' or 'kernel', NULL without an exception
  lock TEXT,  -- 'vma' or 'mmap_lock', NULL when not recorded
  took REAL,  -- us: from the exception (or handle_mm_fault) to the end of handle_mm_fault
  outcome TEXT  -- 'copied', 'reused', 'retried', 'none' or 'unknown'
) AS
SELECT
  page_fault_id,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (coalesce(entered, handled_from) - first_ts) / 1000.0 ELSE coalesce(entered, handled_from) END FROM trace) AS REAL) AS since_start,
  comm,
  t.tid,
  CAST(CASE WHEN t.address IS NOT NULL THEN printf('0x%x', t.address) END AS TEXT) AS address,
  CAST(CASE write WHEN 1 THEN 'write' WHEN 0 THEN 'read' END AS TEXT) AS access,
  CAST(CASE kernel_mode WHEN 1 THEN 'kernel' WHEN 0 THEN 'user' END AS TEXT) AS mode,
  CAST(CASE vma_lock WHEN 1 THEN 'vma' WHEN 0 THEN 'mmap_lock' END AS TEXT) AS lock,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (handled_to - coalesce(entered, handled_from)) / 1000.0 ELSE handled_to - coalesce(entered, handled_from) END FROM trace) AS REAL) AS took,
  outcome
FROM page_fault AS t LEFT JOIN task_name AS n ON n.tid = t.tid;

CREATE VIEW pte_protect_view (  -- pte_protect for reading
  pte_protect_id INTEGER,  -- pte_protect.pte_protect_id: the call
  since_start REAL,  -- us: time since the first event; the bare number when the clock does not count ns
  comm TEXT,  -- last known name of the thread
  tid INTEGER,  -- tid: thread that called
  path TEXT,  -- what changed them: 'clear_refs', 'mprotect', ... (see pte_protect.path)
  start TEXT,  -- first address, hexadecimal
  end TEXT,  -- first address after, hexadecimal
  pages INTEGER,  -- count: PTEs changed, NULL where nothing says
  lock TEXT,  -- mmap_lock held at entry: 'write', 'read', 'none', NULL unknown
  took REAL,  -- us: from the entry to the return of the function
  open REAL  -- us: from the entry until every page was flushed, NULL when still open
) AS
SELECT
  pte_protect_id,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (from_ts - first_ts) / 1000.0 ELSE from_ts END FROM trace) AS REAL) AS since_start,
  comm,
  t.tid,
  path,
  CAST(CASE WHEN start IS NOT NULL THEN printf('0x%x', start) END AS TEXT) AS start,
  CAST(CASE WHEN "end" IS NOT NULL THEN printf('0x%x', "end") END AS TEXT) AS "end",
  pages,
  lock_mode AS lock,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (to_ts - from_ts) / 1000.0 ELSE to_ts - from_ts END FROM trace) AS REAL) AS took,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (ended_ts - from_ts) / 1000.0 ELSE ended_ts - from_ts END FROM trace) AS REAL) AS open
FROM pte_protect AS t LEFT JOIN task_name AS n ON n.tid = t.tid;

CREATE VIEW tlb_flush_request_view (  -- tlb_flush_request for reading
  tlb_flush_request_id INTEGER,  -- tlb_flush_request.tlb_flush_request_id: the request
  since_start REAL,  -- us: time since the first event; the bare number when the clock does not count ns
  comm TEXT,  -- last known name of the thread
  tid INTEGER,  -- tid: thread that asked for it
  mm TEXT,  -- address of the mm, hexadecimal
  start TEXT,  -- first address, hexadecimal; 0x0 of a full flush
  end TEXT,  -- first address after, hexadecimal; all bits set for a full flush
  full INTEGER,  -- boolean: 1 when it asked for a full flush
  took REAL  -- us: until every CPU had flushed, NULL when not seen
) AS
SELECT
  tlb_flush_request_id,
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (from_ts - first_ts) / 1000.0 ELSE from_ts END FROM trace) AS REAL) AS since_start,
  comm,
  t.tid,
  CAST(CASE WHEN m.address IS NOT NULL THEN printf('0x%x', m.address) END AS TEXT) AS mm,
  CAST(CASE WHEN start IS NOT NULL THEN printf('0x%x', start) END AS TEXT) AS start,
  CAST(CASE WHEN "end" IS NOT NULL THEN printf('0x%x', "end") END AS TEXT) AS "end",
  "full",
  CAST((SELECT CASE clock_unit WHEN 'ns' THEN (to_ts - from_ts) / 1000.0 ELSE to_ts - from_ts END FROM trace) AS REAL) AS took
FROM tlb_flush_request AS t LEFT JOIN mm AS m USING (mm_id)
LEFT JOIN task_name AS n ON n.tid = t.tid;
