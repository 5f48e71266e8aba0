-- Threads, address spaces and memory cgroups.

CREATE TABLE task (  -- a thread; a tid that was used again has a row for each use
  task_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  tid INTEGER,  -- tid: thread id; the idle thread of a CPU is 0
  tgid INTEGER,  -- tid: thread group (process) id, NULL when not recorded
  comm TEXT,  -- last known name, NULL when not recorded
  parent_tid INTEGER,  -- tid: thread that forked it, NULL when that was before the recording
  mm_id INTEGER,  -- mm.mm_id: the last address space it was seen to run in, NULL when unknown
  first_ts INTEGER,  -- ns: first event of it or about it
  last_ts INTEGER,  -- ns: last event of it or about it
  forked_ts INTEGER,  -- ns: sched_process_fork that made it, NULL when not seen
  exec_ts INTEGER,  -- ns: its last sched_process_exec, NULL when not seen
  exited_ts INTEGER,  -- ns: sched_process_exit, NULL when not seen
  runs INTEGER,  -- count: its rows in on_cpu
  faults INTEGER,  -- count: its rows in page_fault
  locks INTEGER,  -- count: its rows in mmap_lock that are acquisitions: no failed try, no downgrade
  write_locks INTEGER,  -- count: those for writing
  flushes INTEGER  -- count: its rows in tlb_flush_request
) STRICT;

CREATE TABLE mm (  -- an address space (struct mm_struct)
  mm_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  address INTEGER,  -- address: the kernel's pointer; hashed (%p) in text recordings
  generation INTEGER,  -- count: 1 for the first mm at this address, 2 after that one ended, ...
  first_ts INTEGER,  -- ns: first event about it
  last_ts INTEGER,  -- ns: last event about it
  ended_ts INTEGER  -- ns: its last full unmap (exit_mmap), NULL when not seen
) STRICT;

CREATE TABLE memcg (  -- a memory cgroup that mmap_lock events name
  memcg_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  path TEXT,  -- cgroup path (6.1 to 6.12), NULL where the kernel gives a number
  kernel_id INTEGER  -- id: cgroup id = inode number of its directory (6.14 and later), else NULL
) STRICT;
