-- Who could lose a store: threads that may have written to the old page after its copy had begun.
--
-- A thread of the mm on another CPU, in user mode at some moment between the begin of the copy and its own
-- CPU's flush of the page (copy_runner.user_from), where that CPU could still hold the old entry: the mm
-- was loaded there before the entry changed, and no flush that covers the page began there since the
-- protecting call returned (flush_tlb_func(), arch/x86/mm/tlb.c). The entry changed at some moment of that
-- call. The window's own thread is none while it is in the kernel for it.
--
-- An instrumented emulator saw every store of 8 recordings: each of 24 lost stores was by such a thread, and
-- 1 in 20 of these threads lost one. So it is possible, not likely.
DROP TABLE IF EXISTS stale_runner;
CREATE TABLE stale_runner (  -- a thread that could write through an old TLB entry while its page was copied
  stale_runner_id INTEGER PRIMARY KEY,  -- id: row number
  meeting_id INTEGER NOT NULL,  -- meeting.meeting_id: the copy, in its window
  copy_runner_id INTEGER NOT NULL,  -- copy_runner.copy_runner_id: its run
  cpu INTEGER NOT NULL,  -- cpu: where it ran
  tid INTEGER NOT NULL,  -- tid: the thread
  user_from INTEGER NOT NULL,  -- ns: first moment at which it may have stored to the old page
  user_time INTEGER NOT NULL  -- ns: for how long
) STRICT;

-- Who ran elsewhere during a copy, by fault: for each of them a look here.
DROP INDEX IF EXISTS copy_runner_by_fault;
CREATE INDEX copy_runner_by_fault ON copy_runner (page_fault_id);
INSERT INTO stale_runner (meeting_id, copy_runner_id, cpu, tid, user_from, user_time)
SELECT c.meeting_id, r.copy_runner_id, r.cpu, r.tid, r.user_from, r.user_time
FROM copied_page AS c
CROSS JOIN page_fault AS f ON f.page_fault_id = c.page_fault_id
CROSS JOIN copy_runner AS r ON r.page_fault_id = c.page_fault_id
CROSS JOIN flush_window AS w ON w.flush_window_id = c.flush_window_id
-- An exception drops the entry of the CPU that it comes on; get_user_pages() does not.
WHERE (r.cpu <> f.handled_cpu OR f.entered IS NULL)
  AND r.user_from IS NOT NULL
  AND (r.here_since IS NULL OR w.returned IS NULL OR r.here_since < w.returned)
  AND (r.last_flush IS NULL OR w.returned IS NULL OR r.last_flush < w.returned)
  -- Without the events that tell who ran and who flushed nobody can say so.
  AND NOT EXISTS (SELECT 1 FROM missing_need WHERE class = 'lost_write' AND item IN (7, 8))
  AND NOT (r.tid = w.tid AND r.from_ts >= w.opened AND r.to_ts <= coalesce(w.owner_until, 4611686018427387904))
ORDER BY c.meeting_id, r.user_time DESC, r.cpu;
DROP INDEX copy_runner_by_fault;
CREATE INDEX stale_runner_by_meeting ON stale_runner (meeting_id);
