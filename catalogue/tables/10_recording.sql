-- The recording itself, its ledger and its gaps.

CREATE TABLE trace (  -- the recording: one row
  trace_id INTEGER PRIMARY KEY,  -- id: always 1
  file TEXT,  -- the recording's file name, without its folder
  size INTEGER,  -- bytes: the recording's size
  sha256 TEXT,  -- SHA-256 of the recording, hexadecimal
  container TEXT,  -- format: 'trace.dat 7 zstd', 'perf.data', 'ftrace text', ...
  kernel TEXT,  -- uname of the recorded machine, NULL when the recording has none
  arch TEXT,  -- machine of the uname, NULL when unknown
  host TEXT,  -- host name of the uname, NULL when unknown
  command TEXT,  -- the recorder's command line, NULL when not in the recording
  recorder TEXT,  -- the recorder and its version, NULL when not in the recording
  clock TEXT,  -- trace clock by the kernel's name: mono, x86-tsc, local, ...
  clock_unit TEXT,  -- unit of all times here: ns, cycles, jiffies or order
  clock_comparable INTEGER,  -- boolean: 1 when times of different CPUs can be compared, 0 when not (clock local)
  ordered INTEGER,  -- boolean: 1 when the events are known to be in the order of time (as recorded, or sorted by their times), 0 when not
  cpu_known INTEGER,  -- boolean: 1 when the events say their CPU, 0 when some do not: then tables about CPUs have no rows
  cpus INTEGER,  -- count: CPUs of the recorded machine
  first_ts INTEGER,  -- ns: time of the first event, NULL when there is none
  last_ts INTEGER,  -- ns: time of the last event, NULL when there is none
  events INTEGER,  -- count: events in the recording: the sum of event_kind.hits
  damage TEXT,  -- what could not be read of a damaged file, NULL when it is whole
  notes TEXT,  -- what this kind of recording cannot say, or what was passed over in it, NULL when nothing
  mmtrace_version TEXT  -- the mmtrace that wrote this database
) STRICT;

CREATE TABLE event_kind (  -- a tracepoint or probe of the recording; hits = kept + filtered + unknown
  event_kind_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  kernel_id INTEGER,  -- id: the event's number in the recording (common_type), NULL in text
  system TEXT,  -- tracepoint group, as mmap_lock in mmap_lock:mmap_lock_released
  name TEXT,  -- event name
  role TEXT,  -- what mmtrace reads it as, whatever its group is called: handle_mm_fault, handle_mm_fault_ret, ...
  hits INTEGER,  -- count: how often it was recorded
  kept INTEGER,  -- count: hits that are in the tables
  filtered INTEGER,  -- count: hits that mmtrace has no table for (--keep stores them)
  unknown INTEGER,  -- count: hits that could not be decoded
  why TEXT  -- why hits were filtered or unknown, NULL when all were kept
) STRICT;

CREATE TABLE event_loss (  -- a gap: events that were lost, or could not be read
  event_loss_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  cpu INTEGER,  -- cpu: CPU that lost them, NULL when unknown
  buffer TEXT,  -- ring buffer (instance) name, '' for the top one
  from_ts INTEGER,  -- ns: last event before the gap, NULL when there is none
  to_ts INTEGER,  -- ns: first event after the gap, NULL when there is none
  events INTEGER,  -- count: how many were lost, NULL when unknown
  why TEXT  -- what says so: 'ring buffer', 'cpu stats', 'damaged file', 'undecodable', 'lines not understood', 'perf LOST', ...
) STRICT;
