-- Who ran where, calls that other things happen inside of, births and deaths, delays.

CREATE TABLE on_cpu (  -- a thread running on a CPU with one mm loaded
  on_cpu_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  cpu INTEGER,  -- cpu: CPU
  tid INTEGER,  -- tid: thread; 0 is the idle thread
  mm_id INTEGER,  -- mm.mm_id: the thread's address space, NULL for kernel threads and when unknown
  from_ts INTEGER,  -- ns: sched_switch to it (or the change of its mm), NULL when before the first
  to_ts INTEGER,  -- ns: sched_switch from it (or the change of its mm), NULL when after the last
    -- prev_state tells the end by a switch from the end by a change of the thread's mm.
    --@ event 'sched_switch'
    --@ detail printf('prev_state=%d', prev_state)
    --@ when prev_state IS NOT NULL
  loaded_ts INTEGER,  -- ns: switch_mm_irqs_off for it, NULL when none
    --@ event 'switch_mm_irqs_off'
  prev_state INTEGER  -- bits: its state at to_ts as sched_switch has it, NULL when it did not switch
) STRICT;

CREATE TABLE kernel_call (  -- one call of a function that other rows happen inside of, or that happened outside of its usual place
  kernel_call_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  function_code INTEGER,  -- code: which function, see function
  tid INTEGER,  -- tid: thread
  cpu INTEGER,  -- cpu: CPU at entry
  from_ts INTEGER,  -- ns: entered, NULL when not seen
    --@ event CASE function_code @call_begins@ ELSE function END
    --@ address start
  to_ts INTEGER,  -- ns: returned, NULL when not seen or not recorded
    --@ event CASE function_code @call_ends@ ELSE function || '_ret' END
    --@ cpu to_cpu
    --@ address start
    --@ detail printf('result=%d', result)
  to_cpu INTEGER,  -- cpu: CPU of to_ts
  mm_id INTEGER,  -- mm.mm_id: address space, NULL when it is not an argument
  start INTEGER,  -- address: first address, NULL when it is not an argument
  end INTEGER,  -- address: first address after, NULL when it is not an argument
  argument INTEGER,  -- enable_wp of uffd_wp_range; of clear_refs_write the first byte that was written, 49 to 53 for '1' to '5'; advice of do_madvise; else NULL
  result INTEGER,  -- return value, of reclaim the pages reclaimed; NULL when not recorded
  function TEXT GENERATED ALWAYS AS (CASE function_code @call_names@ END) VIRTUAL  -- the function's name
) STRICT;

CREATE TABLE task_event (  -- a sched_process_fork, sched_process_exec or sched_process_exit
  task_event_id INTEGER PRIMARY KEY,  -- id: row number; follows time
  ts INTEGER,  -- ns: time
    --@ event 'sched_process_' || what
    --@ mm NULL
    --@ detail CASE what_code WHEN 1 THEN printf('child=%d', other_tid) END
  cpu INTEGER,  -- cpu: CPU
  tid INTEGER,  -- tid: thread that forked, executed or exited
  what_code INTEGER,  -- code: 1 fork, 2 exec, 3 exit
  other_tid INTEGER,  -- tid: fork: the child; exec: the tid before it; else NULL
  what TEXT GENERATED ALWAYS AS (CASE what_code WHEN 1 THEN 'fork' WHEN 2 THEN 'exec' WHEN 3 THEN 'exit' END) VIRTUAL  -- what_code in words
) STRICT;

CREATE TABLE lock_delay (  -- a wait for mmap_lock of 10 us or longer, and a hold of another thread that was in its way
  lock_delay_id INTEGER PRIMARY KEY,  -- id: row number; follows the ends of the waits
  waiter_id INTEGER,  -- mmap_lock.mmap_lock_id: the acquisition that waited
  holder_id INTEGER,  -- mmap_lock.mmap_lock_id: the hold in its way: one of the two is for writing
  overlap INTEGER  -- ns: how long the wait and the hold were both under way
) STRICT;
