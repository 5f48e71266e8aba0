-- Findings: one class a file (25 and 40, 41 to 48). A fault may be found more than once, for several windows and classes;
-- 60_gravest.sql leaves one row of each.
DROP TABLE IF EXISTS race_class;
CREATE TABLE race_class (  -- a class of findings
  class TEXT PRIMARY KEY,  -- its name
  severity INTEGER NOT NULL,  -- count: 1 is the gravest; a fault counts for its gravest class only
  is_race INTEGER NOT NULL,  -- boolean: 1 when a trusted finding makes the verdict 'race'
  lock_decides INTEGER NOT NULL,  -- boolean: 1 when it rests on how mmap_lock was held, and until when
  means TEXT NOT NULL  -- one sentence
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS race;
CREATE TABLE race (  -- one finding
  race_id INTEGER PRIMARY KEY,  -- id: follows time within a class
  class TEXT NOT NULL,  -- race_class.class: 'lost_write', 'copied', 'exclusion', 'late_flush', 'unlocked_flush', 'stale_tlb', 'served' or 'blocked'
  flush_window_id INTEGER,  -- flush_window.flush_window_id: the window, NULL for stale_tlb
  page_fault_id INTEGER,  -- page_fault.page_fault_id: the fault, NULL for a class without one
  meeting_id INTEGER,  -- meeting.meeting_id: the fault in that window, NULL for a class without one
  load_during_flush_id INTEGER,  -- load_during_flush.load_during_flush_id: for stale_tlb
  ts INTEGER NOT NULL,  -- ns: the deciding moment: copy, service, release of the lock, load of the mm
  margin INTEGER,  -- ns: how far apart the deciding pair of events is
  exclusion INTEGER NOT NULL,  -- boolean: 1 when the window's owner held mmap_lock for writing as the fault was served
  seen_from INTEGER NOT NULL,  -- ns: begin of the stretch that has to be complete for the finding to be trusted
  seen_to INTEGER NOT NULL,  -- ns: its end
  doubt TEXT  -- why the finding cannot be trusted, NULL when it can; the weightiest of table doubt
) STRICT;

-- Where in the ids a class begins: its row in race_class comes before its findings, which follow each other.
DROP TABLE IF EXISTS temp.class_start;
CREATE TEMP TABLE class_start (class_number INTEGER PRIMARY KEY, class TEXT NOT NULL, first_id INTEGER NOT NULL) STRICT;
DROP TRIGGER IF EXISTS temp.class_starts;
CREATE TEMP TRIGGER class_starts AFTER INSERT ON main.race_class BEGIN
  INSERT INTO class_start SELECT NULL, NEW.class, coalesce(max(race_id), 0) + 1 FROM race;
END;

-- Faults that already have a finding graver than the class to come: 'served' and 'blocked', the most frequent, leave
-- them out. A class that says which events it needs (12_need.sql) does not: its doubts count all of its findings.
DROP TABLE IF EXISTS temp.graver_fault;
CREATE TEMP TABLE graver_fault (page_fault_id INTEGER PRIMARY KEY) STRICT;
