-- The raw events back from the fact tables: a SELECT for each `--@ event` of tables/.

CREATE VIEW timeline (  -- one kept event as it was recorded; sort by ts
  ts INTEGER,  -- ns: time
  cpu INTEGER,  -- cpu: CPU it was recorded on, NULL where the table keeps none
  tid INTEGER,  -- tid: thread, NULL where the table keeps none
  event TEXT,  -- what it was read as: the event_kind.role
  mm_id INTEGER,  -- mm.mm_id: address space, NULL when it has none
  address INTEGER,  -- address: faulting address, or first address of a range; NULL when it has none
  detail TEXT,  -- what else the row says
  source TEXT,  -- table it is from
  id INTEGER  -- id: that row's primary key
) AS
@timeline@;
