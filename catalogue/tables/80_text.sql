-- Lines of trace_marker, and other events on request.

CREATE TABLE mark (  -- a line written to trace_marker (ftrace:print)
  mark_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  ts INTEGER,  -- ns: time
    --@ event 'print'
    --@ mm NULL
    --@ detail text
  cpu INTEGER,  -- cpu: CPU
  tid INTEGER,  -- tid: thread that wrote it
  text TEXT  -- the line, without its newline
) STRICT;

CREATE TABLE event (  -- any other event, stored only when ingest was asked to (--keep)
  event_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  ts INTEGER,  -- ns: time
    --@ event (SELECT system || ':' || name FROM event_kind AS k WHERE k.event_kind_id = event.event_kind_id)
    --@ mm NULL
    --@ detail fields
  cpu INTEGER,  -- cpu: CPU
  tid INTEGER,  -- tid: thread
  event_kind_id INTEGER,  -- event_kind.event_kind_id: which event
  fields TEXT  -- its fields as a JSON object
) STRICT;
