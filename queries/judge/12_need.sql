-- Which events decide a class, and the verdict 'no race seen'; and which of them this recording has.
--
-- A class rests on its events. Where one was not recorded, its findings are doubted (50_doubt.sql), and what
-- the clean verdict needs is missing from it (80_verdict.sql): nothing becomes a quiet "0 rows".
DROP TABLE IF EXISTS need;
CREATE TABLE need (  -- an event that decides a class; rows with the same item are alternatives
  class TEXT NOT NULL,  -- a class of race, or 'no race seen'
  item INTEGER NOT NULL,  -- count: number of the need within its class
  role TEXT NOT NULL,  -- event_kind.role
  tells TEXT NOT NULL,  -- what it tells
  PRIMARY KEY (class, item, role)
) STRICT, WITHOUT ROWID;
INSERT INTO need (class, item, role, tells)
SELECT DISTINCT 'no race seen', 1, enters, 'when PTEs lose permission' FROM path_rule WHERE why IS NULL;
INSERT INTO need (class, item, role, tells) VALUES
  ('no race seen', 2, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
  ('no race seen', 3, 'flush_tlb_mm_range_ret', 'when a flush is done'),
  ('no race seen', 4, 'handle_mm_fault', 'when a fault is served'),
  ('no race seen', 5, 'handle_mm_fault_ret', 'until when a fault is served'),
  ('no race seen', 6, 'do_wp_page', 'whether a fault reached the copy'),
  ('no race seen', 7, 'ptep_clear_flush', 'whether a page was copied'),
  ('lost_write', 1, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
  ('lost_write', 2, 'flush_tlb_mm_range_ret', 'when a flush is done'),
  ('lost_write', 3, 'handle_mm_fault', 'when a fault is served'),
  ('lost_write', 4, 'do_wp_page', 'whether a fault reached the copy'),
  ('lost_write', 5, 'ptep_clear_flush', 'whether a page was copied'),
  ('lost_write', 6, 'ptep_clear_flush_ret', 'when the copy is in place'),
  ('lost_write', 7, 'sched_switch', 'who runs on which CPU'),
  ('lost_write', 7, 'switch_mm_irqs_off', 'who runs on which CPU'),
  ('lost_write', 8, 'flush_tlb_func', 'which CPUs have flushed'),
  ('lost_write', 8, 'tlb_flush', 'which CPUs have flushed'),
  ('copied', 1, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
  ('copied', 2, 'flush_tlb_mm_range_ret', 'when a flush is done'),
  ('copied', 3, 'handle_mm_fault', 'when a fault is served'),
  ('copied', 4, 'do_wp_page', 'whether a fault reached the copy'),
  ('copied', 5, 'ptep_clear_flush', 'whether a page was copied'),
  ('exclusion', 1, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
  ('exclusion', 2, 'flush_tlb_mm_range_ret', 'when a flush is done'),
  ('exclusion', 3, 'handle_mm_fault', 'when a fault is served'),
  ('exclusion', 4, 'handle_mm_fault_ret', 'until when a fault is served'),
  ('exclusion', 5, 'mmap_lock_acquire_returned', 'who holds mmap_lock, and how'),
  ('exclusion', 6, 'mmap_lock_released', 'when mmap_lock is given back'),
  ('late_flush', 1, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
  ('late_flush', 2, 'flush_tlb_mm_range_ret', 'when a flush is done'),
  ('unlocked_flush', 1, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
  ('unlocked_flush', 2, 'flush_tlb_mm_range_ret', 'when a flush is done'),
  ('stale_tlb', 1, 'flush_tlb_mm_range', 'when the TLB is flushed, and of what'),
  ('stale_tlb', 2, 'flush_tlb_mm_range_ret', 'when a flush is done'),
  ('stale_tlb', 3, 'flush_tlb_func', 'which CPUs carry a flush out'),
  ('stale_tlb', 4, 'tlb_flush', 'which CPUs keep their entries when they load an mm'),
  ('stale_tlb', 5, 'switch_mm_irqs_off', 'when a CPU loads an mm'),
  ('stale_tlb', 6, 'sched_switch', 'how long it keeps it');

-- A recorder describes events that it did not record. One of which the other half occurred more than once
-- must have occurred: it was not recorded, whatever is described. Who loads another mm switches (but for a text_poke()).
DROP TABLE IF EXISTS recorded_role;
CREATE TABLE recorded_role (  -- an event that was recorded, by what it is read as
  role TEXT PRIMARY KEY,  -- event_kind.role
  hits INTEGER NOT NULL  -- count: how often it occurred
) STRICT, WITHOUT ROWID;
WITH
  described AS (SELECT role, sum(hits) AS hits FROM event_kind WHERE role <> '' GROUP BY role),
  half(role, other) AS (
    SELECT role, role || '_ret' FROM described WHERE role NOT GLOB '*_ret'
    UNION ALL SELECT role, substr(role, 1, length(role) - 4) FROM described WHERE role GLOB '*_ret'
    UNION ALL VALUES ('mmap_lock_released', 'mmap_lock_acquire_returned'),
      ('mmap_lock_acquire_returned', 'mmap_lock_released'), ('tlb_gather_mmu', 'tlb_finish_mmu'),
      ('tlb_finish_mmu', 'tlb_gather_mmu'), ('sched_switch', 'switch_mm_irqs_off')
  )
INSERT INTO recorded_role
SELECT role, hits FROM described
WHERE hits > 0 OR NOT EXISTS (
  SELECT 1 FROM half JOIN described AS other ON other.role = half.other
  WHERE half.role = described.role AND other.hits > 1);

DROP TABLE IF EXISTS missing_need;
CREATE TABLE missing_need (  -- an event that decides a class and was not recorded
  class TEXT NOT NULL,  -- a class of race, or 'no race seen'
  item INTEGER NOT NULL,  -- count: as in need
  role TEXT NOT NULL,  -- the event, or the alternatives
  tells TEXT NOT NULL,  -- what it would tell
  PRIMARY KEY (class, item)
) STRICT, WITHOUT ROWID;
INSERT INTO missing_need
SELECT class, item, group_concat(role, ' or '), min(tells)
FROM (SELECT * FROM need ORDER BY class, item, role)
GROUP BY class, item
HAVING sum(role IN (SELECT role FROM recorded_role)) = 0;
-- The return of a function that opens windows, where its entry was recorded: it tells when they may close.
INSERT INTO missing_need
SELECT 'no race seen', 100 + row_number() OVER (ORDER BY role), role || '_ret', 'when ' || role || ' is done'
FROM recorded_role
WHERE role IN (SELECT role FROM need WHERE class = 'no race seen' AND item = 1) AND hits > 0
  AND role || '_ret' NOT IN (SELECT role FROM recorded_role);
-- A function whose return, or the call around it, occurred was called: its entry was not recorded.
WITH sign(role, other) AS (
  SELECT enters, enters || '_ret' FROM path_rule WHERE why IS NULL
  UNION SELECT enters, within FROM path_rule WHERE within IS NOT NULL)
INSERT INTO missing_need
SELECT DISTINCT
  'no race seen', 150 + (SELECT count(*) FROM sign AS earlier WHERE earlier.role < sign.role), sign.role,
  'when permission is taken by ' || (SELECT group_concat(name, ', ') FROM path_rule WHERE enters = sign.role)
FROM sign JOIN recorded_role AS other ON other.role = sign.other AND other.hits > 0
WHERE sign.role NOT IN (SELECT role FROM recorded_role);
-- One half of the lock events says nothing; without any the faults tell (80_verdict.sql).
INSERT INTO missing_need
SELECT 'no race seen', CASE half.role WHEN 'mmap_lock_released' THEN 201 ELSE 200 END, half.role, half.tells
FROM need AS half
WHERE half.class = 'exclusion' AND half.role GLOB 'mmap_lock_*'
  AND half.role NOT IN (SELECT role FROM recorded_role)
  AND EXISTS (SELECT 1 FROM recorded_role WHERE role GLOB 'mmap_lock_*' AND hits > 0);

-- Probes that missed, where the recording says so (mmtrace record). A few misses are normal.
DROP TABLE IF EXISTS missed_role;
CREATE TABLE missed_role (  -- an event that probes missed
  role TEXT PRIMARY KEY,  -- event_kind.role
  missed INTEGER NOT NULL  -- count: how often at most
) STRICT, WITHOUT ROWID;
INSERT INTO missed_role
SELECT role, sum(missed)
FROM probe JOIN (SELECT DISTINCT name, role FROM event_kind WHERE role <> '') USING (name)
WHERE missed > 0 GROUP BY role;
