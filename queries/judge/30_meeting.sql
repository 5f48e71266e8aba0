-- Meetings: a write fault and a window of its page in the same mm, with what the fault did there.
--
--   served      handle_mm_fault overlaps the window
--   blocked     begun before the window closed, handle_mm_fault entered after: the lock worked
--   write_held  handle_mm_fault entered while the owner of a window that keeps faults out still held mmap_lock for writing: before
--               its flush, or under the per-VMA lock, which the owner should have taken until it gives mmap_lock back
--
-- Not met is a window whose owner faults from the kernel before it is back in user mode: mprotect() of a locked mapping that
-- becomes writable populates it before its flush (mm/mprotect.c: mprotect_fixup()), and nobody could write there before.
--
-- The pairing writes the candidates (fault_window) while events stream by; this decides.
--
-- @awaits candidate
DROP TABLE IF EXISTS meeting;
CREATE TABLE meeting (  -- a write fault that met a window of its page
  meeting_id INTEGER PRIMARY KEY,  -- id: row number; follows page_fault_id
  page_fault_id INTEGER NOT NULL,  -- page_fault.page_fault_id: the fault
  flush_window_id INTEGER NOT NULL,  -- flush_window.flush_window_id: the window
  begun INTEGER,  -- ns: the exception came, or the first later step that was seen
  handled_from INTEGER,  -- ns: handle_mm_fault entered
  handled_to INTEGER,  -- ns: it returned, or the last step that was seen of it
  opened INTEGER NOT NULL,  -- ns: the window opened
  closed INTEGER NOT NULL,  -- ns: it closed; 4611686018427387904 when it was open at the end of the recording
  served INTEGER,  -- boolean: 1 when the fault was served inside
  blocked INTEGER,  -- boolean: 1 when it waited until the window had closed, and its owner held no lock against it any more
  write_held INTEGER NOT NULL,  -- boolean: 1 when the owner held mmap_lock for writing as the fault was served
  mitigated INTEGER NOT NULL,  -- boolean: 1 when the fault flushed its page itself before it copied it
  path_code INTEGER NOT NULL,  -- code: path_rule.path_code of the window
  seen_from INTEGER,  -- ns: what has to be complete for a finding to be trusted: from what says how the lock was held, or the exception
  seen_to INTEGER  -- ns: to the end of the window and of the fault
) STRICT;

WITH pair AS (
  SELECT
    f.page_fault_id, w.flush_window_id,
    -- A second pass after VM_FAULT_RETRY did not wait here since its exception.
    CASE WHEN f.retry THEN f.handled_from ELSE coalesce(f.entered, f.handled_from, f.wp_from) END AS begun,
    f.handled_from,
    -- Where the return was not recorded, the fault is known to last until the last step seen in it.
    coalesce(f.handled_to, f.clear_flush_to, f.clear_flush_from, f.wp_to, f.wp_from, f.handled_from)
      AS handled_to,
    w.opened, coalesce(w.closed, 4611686018427387904) AS closed,
    -- A fault that began before the window can hold the per-VMA lock that its owner waits for: it only
    -- counts when it began inside, or went on to copy there.
    coalesce(w.excludes AND w.lock_code = 2 AND f.handled_from < coalesce(w.lock_ended, 4611686018427387904)
      AND (f.handled_from >= w.opened OR coalesce(f.clear_flush_from > w.opened, 0))
      -- After the flush only the per-VMA lock shows it: who runs under mmap_lock has got that.
      AND (f.handled_from < coalesce(w.closed, 4611686018427387904) OR f.vma_lock = 1), 0) AS write_held,
    f.mitigation_request_id IS NOT NULL AS mitigated, w.path_code, w.lock_since
  FROM candidate AS c
  CROSS JOIN page_fault AS f ON f.page_fault_id = c.page_fault_id
  CROSS JOIN flush_window AS w
    ON w.flush_window_id = c.flush_window_id AND w.start <= f.address AND f.address < w.end AND w.mm_id = f.mm_id
  WHERE NOT coalesce(f.tid = w.tid AND f.user_mode IS NOT 1
    AND f.handled_from <= coalesce(w.owner_until, 4611686018427387904), 0)
  ORDER BY c.candidate_id
)
INSERT INTO meeting (
  page_fault_id, flush_window_id, begun, handled_from, handled_to, opened, closed, served, blocked, write_held,
  mitigated, path_code, seen_from, seen_to)
SELECT
  page_fault_id, flush_window_id, begun, handled_from, handled_to, opened, closed,
  handled_from < closed AND handled_to >= opened,
  handled_from >= closed AND begun <= closed AND opened <= handled_from AND NOT write_held,
  write_held, mitigated, path_code,
  min(opened, begun, coalesce(CASE WHEN write_held THEN lock_since END, opened)),
  CASE WHEN closed = 4611686018427387904 THEN handled_to ELSE max(closed, handled_to) END
FROM pair;
DROP TABLE temp.candidate;
