-- What some recorders say beside the events.

CREATE TABLE call_chain_frame (  -- a function of a kernel call chain (trace-cmd record -T, perf record -g)
  call_chain_frame_id INTEGER PRIMARY KEY,  -- id: row number
  call_chain_id INTEGER,  -- id: the chain; chains that are equal have one id
  depth INTEGER,  -- count: 0 for the innermost function
  ip INTEGER  -- address: address in it
) STRICT;

CREATE TABLE event_caller (  -- the call chain of one event: of any that has a stack of trace-cmd, of an mmap_lock or TLB flush event of perf
  event_caller_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  ts INTEGER,  -- ns: time of the event, NULL when it is not in the recording
  cpu INTEGER,  -- cpu: CPU of the event
  tid INTEGER,  -- tid: thread of the event
  event_kind_id INTEGER,  -- event_kind.event_kind_id: which event, NULL when it is not in the recording
  call_chain_id INTEGER,  -- call_chain_frame.call_chain_id: its call chain, without a row where it is empty
  stack_ts INTEGER  -- ns: when the stack was recorded, NULL where it comes with the event (perf)
    --@ event 'kernel_stack'
    --@ mm NULL
) STRICT;

CREATE TABLE kernel_symbol (  -- the function that an address of a call chain is in; no row where the recording has no kallsyms of it
  kernel_symbol_id INTEGER PRIMARY KEY,  -- id: row number
  ip INTEGER,  -- address: the address, as in call_chain_frame
  name TEXT,  -- the function's name
  offset INTEGER  -- bytes: from its begin to the address
) STRICT;

CREATE TABLE text_line (  -- a line of a text recording that was read as an event
  text_line_id INTEGER PRIMARY KEY,  -- id: row number; follows the text
  line INTEGER,  -- count: number of its first line, from 1
  ts INTEGER,  -- ns: time of the event
  cpu INTEGER,  -- cpu: CPU of the event
  tid INTEGER,  -- tid: thread of the event
  event_kind_id INTEGER,  -- event_kind.event_kind_id: which event
  certainty_code INTEGER,  -- code: 1 whole, 2 joined, 3 partial (see certainty)
  certainty TEXT GENERATED ALWAYS AS (CASE certainty_code WHEN 1 THEN 'whole' WHEN 2 THEN 'joined' WHEN 3 THEN 'partial' END) VIRTUAL  -- 'whole', 'joined' (from lines that a mailer broke), 'partial' (parts are missing or make no sense)
) STRICT;

CREATE TABLE unread_line (  -- a line of a text recording that was not understood; the first 10000 of them
  unread_line_id INTEGER PRIMARY KEY,  -- id: row number; follows the text
  line INTEGER,  -- count: its number, from 1
  why TEXT,  -- why it is no event
  text TEXT  -- the line, cut to 400 bytes
) STRICT;

CREATE TABLE recorder_note (  -- a mark of mmtrace record about the recording: 'mmtrace: key=value'; the first 10000
  recorder_note_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  ts INTEGER,  -- ns: when it was written
  key TEXT,  -- version, set, kernel, cmdline, cpu, cpu_flags, hypervisor, thp, clock, command, ring, ring_grown, end, ...
  value TEXT  -- the rest of the line
) STRICT;

CREATE TABLE probe (  -- a probe that mmtrace record asked for; no row where the recording does not say
  probe_id INTEGER PRIMARY KEY,  -- id: row number
  name TEXT,  -- event name, as event_kind.name
  definition TEXT,  -- the line that the kernel took, NULL when it took none
  accepted INTEGER,  -- boolean: 1 when the kernel took it
  hits INTEGER,  -- count: kprobe_profile at the end, which also counts while the ring is off; NULL for function probes
  missed INTEGER,  -- count: hits that the kernel could not record, likewise
  error TEXT  -- why it was not taken, NULL when it was
) STRICT;
