-- The judgement: what each write fault did in the windows it met, and which windows were late.
--
-- For a write fault F and a window W of F's page in the same mm (fault_window pairs them):
--
--   lost_write  copied, and another CPU ran a thread of the mm between the entry of do_wp_page and the end
--               of its ptep_clear_flush without having flushed the page since W's call returned
--   copied      do_wp_page was entered before W closed, and its ptep_clear_flush came after W opened, with
--               no flush of the page by the faulting thread in between (userfaultfd's mitigation). Of a
--               window under the read lock, also: do_wp_page was entered inside it (before, the page was
--               read-only already, and W left no writable entry), and the copy began before it closed
--               (at wp_page_copy where that is recorded).
--   exclusion   served while W's owner still held mmap_lock for writing, by a fault that began inside W
--   served      handle_mm_fault overlaps W
--   blocked     entered before W closed, handle_mm_fault began after: the lock worked
--
-- A fault has one row, for the gravest of its classes. Without a fault:
--
--   late_flush  a path that must hold mmap_lock for writing (clear_refs, mprotect, fork) changed PTEs
--               without it, or W was still open when it was released or downgraded
--   stale_tlb   a CPU loaded the mm while another flushed it, kept its entries, and was not sent the flush
--
-- NUMA hinting takes all permission away and gives it back in the fault: a copy inside its window means
-- that the page was read-only before, so no TLB had it writable; it counts as served.
--
-- doubt says why a row cannot be trusted; NULL: it can.
-- Who ran elsewhere during a copy, by fault: for each of them a look here.
DROP INDEX IF EXISTS copy_runner_by_fault;
CREATE INDEX copy_runner_by_fault ON copy_runner (page_fault_id);

DROP TABLE IF EXISTS race;
CREATE TABLE race (  -- one finding
  race_id INTEGER PRIMARY KEY,  -- id: row number; follows ts
  class TEXT NOT NULL,  -- 'lost_write', 'copied', 'exclusion', 'served', 'blocked', 'late_flush' or 'stale_tlb'
  flush_window_id INTEGER,  -- flush_window.flush_window_id: the window, NULL for stale_tlb
  page_fault_id INTEGER,  -- page_fault.page_fault_id: the fault, NULL for a class without one
  load_during_flush_id INTEGER,  -- load_during_flush.load_during_flush_id: for stale_tlb
  ts INTEGER NOT NULL,  -- ns: the deciding moment: copy, service, release of the lock, load of the mm
  margin INTEGER,  -- ns: how far apart the deciding pair of events is
  exclusion INTEGER NOT NULL,  -- boolean: 1 when the window's owner held mmap_lock for writing as the fault was served
  doubt TEXT  -- why the finding cannot be trusted, NULL when it can
) STRICT;

WITH
  pair AS (
    SELECT
      f.page_fault_id, f.tid, f.handled_cpu AS cpu, f.handled_from,
      -- Where the return was not recorded, the fault is known to last until the last step seen in it.
      coalesce(f.handled_to, f.clear_flush_to, f.clear_flush_from, f.wp_to, f.wp_from, f.handled_from)
        AS handled_to,
      f.wp_from, coalesce(f.copy_from, f.wp_from) AS copy_from,
      f.copy_from IS NOT NULL AS copy_known,
      f.clear_flush_from, f.clear_flush_to,
      -- A second pass after VM_FAULT_RETRY did not wait here since its exception.
      CASE WHEN f.retry THEN f.handled_from ELSE coalesce(f.entered, f.handled_from, f.wp_from) END AS begun,
      f.mitigation_request_id IS NOT NULL AS mitigated,
      w.flush_window_id, w.opened, coalesce(w.closed, 4611686018427387904) AS closed, w.own_flush,
      p.path_code, p.lock_code, p.tid AS owner, p.from_ts AS call_from, p.to_ts AS call_to,
      -- Until then the owner was in the kernel for this window, and wrote through no TLB entry. When it
      -- flushed in the same call, it has none left when it is back in user mode.
      CASE WHEN w.own_flush = 1 OR p.to_ts IS NULL THEN 4611686018427387904
        ELSE max(p.to_ts, coalesce(outer_call.to_ts, p.to_ts)) END AS kernel_until,
      -- A fault that began before W can hold the per-VMA lock that W's owner waits for: it only counts
      -- when it began inside W, or went on to copy there.
      coalesce(p.lock_code = 2 AND f.handled_from < coalesce(w.lock_ended, 4611686018427387904)
        AND (f.handled_from >= w.opened OR coalesce(f.clear_flush_from > w.opened, 0)), 0) AS write_held
    FROM fault_window AS c
    CROSS JOIN page_fault AS f ON f.page_fault_id = c.page_fault_id
    CROSS JOIN flush_window AS w
      ON w.pte_protect_id = c.pte_protect_id AND w.start <= f.address AND f.address < w.end
    CROSS JOIN pte_protect AS p ON p.pte_protect_id = c.pte_protect_id AND p.mm_id = f.mm_id
    LEFT JOIN kernel_call AS outer_call ON outer_call.kernel_call_id = p.kernel_call_id
  ),
  judged AS (
    SELECT *,
      handled_from < closed AND handled_to >= opened AS served,
      handled_from >= closed AND begun <= closed AND opened <= handled_from AS blocked,
      -- Under the write lock no fault may be here at all: the span of do_wp_page decides. A path under the
      -- read lock (userfaultfd, or one that promises its flush) may rightly meet faults: only a copy that
      -- the window made dangerous counts.
      path_code <> 5 AND NOT mitigated
        AND CASE WHEN coalesce(lock_code, 2) = 2 AND path_code NOT IN (3, 4) THEN wp_from < closed
          ELSE wp_from >= opened AND copy_from < closed END
        AND clear_flush_from > opened AS copied
    FROM pair
  ),
  classed AS (
    SELECT *,
      CASE
        WHEN copied AND EXISTS (
          SELECT 1 FROM copy_runner AS r
          WHERE r.page_fault_id = judged.page_fault_id AND r.cpu <> judged.cpu
            AND (r.last_flush IS NULL OR judged.call_to IS NULL OR r.last_flush < judged.call_to)
            AND NOT (r.tid = judged.owner AND r.from_ts >= judged.call_from AND r.to_ts <= judged.kernel_until)) THEN 1
        WHEN copied THEN 2
        WHEN served AND write_held THEN 3
        WHEN served THEN 4
        WHEN blocked THEN 5
      END AS severity
    FROM judged
  ),
  doubted AS (
    SELECT *,
      CASE
        WHEN severity <= 4 AND path_code = 1 AND own_flush = 0
          THEN 'clear_refs_write flushed nothing: it may have been asked to clear referenced bits only'
        -- do_wp_page looks for a pending flush after it was entered. When it finds none any more, it does
        -- not flush itself, and rightly so. A path under the write lock has no such excuse.
        WHEN severity <= 2 AND closed <= clear_flush_from AND NOT copy_known AND (lock_code < 2 OR path_code IN (3, 4))
          THEN 'the flush ended before ptep_clear_flush: the page may have been copied after it (wp_page_copy would tell)'
        -- The call takes the page table lock some time after it was entered; nothing records when.
        WHEN severity <= 2 AND wp_from < call_to AND (lock_code < 2 OR path_code IN (3, 4))
          THEN 'do_wp_page was entered before the call returned: the page may have been read-only before the call'
      END AS doubt
    FROM classed
    WHERE severity IS NOT NULL
  ),
  gravest AS (
    -- Of windows that give the same class, one that can be trusted.
    SELECT *, row_number() OVER (
      PARTITION BY page_fault_id ORDER BY severity, doubt IS NOT NULL, flush_window_id) AS place
    FROM doubted
  ),
  fault_finding AS (
    SELECT
      CASE severity WHEN 1 THEN 'lost_write' WHEN 2 THEN 'copied' WHEN 3 THEN 'exclusion' WHEN 4 THEN 'served'
        ELSE 'blocked' END AS class,
      flush_window_id, page_fault_id, NULL AS load_during_flush_id, handled_from,
      CASE WHEN severity <= 2 THEN clear_flush_from ELSE max(handled_from, opened) END AS ts,
      CASE
        WHEN severity <= 2 THEN min(closed - CASE WHEN copy_from < closed THEN copy_from ELSE wp_from END, clear_flush_from - opened)
        WHEN severity <= 4 THEN min(closed - handled_from, handled_to - opened)
        ELSE handled_from - closed
      END AS margin,
      severity <= 4 AND write_held AS exclusion,
      doubt,
      min(opened, begun) AS seen_from,
      CASE WHEN closed = 4611686018427387904 THEN handled_to
        ELSE max(closed, handled_to) END AS seen_to
    FROM gravest WHERE place = 1
  ),
  late_window AS (
    SELECT w.*, p.lock_code, p.path_code, p.to_ts AS call_to, f.page_fault_id,
      min(CASE
        WHEN p.lock_code IN (0, 1) THEN w.opened
        WHEN p.lock_code = 2 THEN w.lock_ended
        ELSE f.ts
      END) AS ts
    FROM flush_window AS w
    JOIN pte_protect AS p USING (pte_protect_id)
    LEFT JOIN fault_finding AS f
      -- Where the lock is not known, a write fault that began and was served inside shows that it did
      -- not exclude faults. One that began before may have dropped its lock and be on its way to retry.
      ON p.lock_code IS NULL AND f.flush_window_id = w.flush_window_id AND f.class IN ('served', 'copied', 'lost_write')
        AND f.handled_from >= w.opened
    WHERE p.path_code IN (1, 2, 6)
      AND (p.lock_code IN (0, 1)
        OR (p.lock_code = 2 AND w.lock_ended IS NOT NULL AND (w.closed IS NULL OR w.closed > w.lock_ended))
        OR (p.lock_code IS NULL AND f.page_fault_id IS NOT NULL))
    GROUP BY w.flush_window_id
  ),
  late_finding AS (
    SELECT
      'late_flush' AS class, flush_window_id, page_fault_id, NULL AS load_during_flush_id, ts,
      CASE lock_code WHEN 2 THEN closed - lock_ended ELSE closed - opened END AS margin, 0 AS exclusion,
      CASE
        WHEN path_code = 1 AND own_flush = 0
          THEN 'clear_refs_write flushed nothing: it may have been asked to clear referenced bits only'
        -- The mail's other way to be right: flush before the page table lock is dropped.
        WHEN lock_code < 2 AND closed <= call_to
          THEN 'the call flushed before it returned: harmless if it still held the page table lock'
      END AS doubt,
      opened AS seen_from, coalesce(closed, ts) AS seen_to
    FROM late_window
  ),
  stale_finding AS (
    SELECT
      'stale_tlb' AS class, NULL AS flush_window_id, NULL AS page_fault_id, l.load_during_flush_id,
      f.ts, f.ts - r.from_ts AS margin, 0 AS exclusion, NULL AS doubt, l.switch_from AS seen_from,
      max(f.ts, r.to_ts) AS seen_to
    FROM load_during_flush AS l
    JOIN tlb_flush_request AS r USING (tlb_flush_request_id)
    JOIN tlb_flush AS f USING (tlb_flush_id)
    -- A CPU that had switched away again when the flush was sent need not be sent it.
    WHERE l.received = 0 AND l.ipi_sent = 1 AND l.stayed = 1 AND (l.last_flush IS NULL OR l.last_flush < r.from_ts)
  ),
  finding AS (
    SELECT class, flush_window_id, page_fault_id, load_during_flush_id, ts, margin, exclusion, doubt, seen_from,
      seen_to
    FROM fault_finding
    UNION ALL SELECT * FROM late_finding
    UNION ALL SELECT * FROM stale_finding
  )
INSERT INTO race (
  class, flush_window_id, page_fault_id, load_during_flush_id, ts, margin, exclusion, doubt)
SELECT
  class, flush_window_id, page_fault_id, load_during_flush_id, ts, margin, exclusion,
  CASE
    WHEN (SELECT clock_comparable FROM trace) = 0
      THEN 'times of different CPUs cannot be compared with clock ' || (SELECT clock FROM trace)
    WHEN (SELECT ordered FROM trace) = 0 THEN 'the events are not known to be in the order of time'
    WHEN class IN ('lost_write', 'stale_tlb') AND (SELECT cpu_known FROM trace) = 0
      THEN 'the events do not say their CPU'
    WHEN EXISTS (
      SELECT 1 FROM event_loss AS gap
      WHERE coalesce(gap.from_ts, -4611686018427387904) <= finding.seen_to
        AND coalesce(gap.to_ts, 4611686018427387904) >= finding.seen_from)
      THEN 'events were lost while it happened'
    ELSE doubt
  END
FROM finding
ORDER BY ts, flush_window_id, page_fault_id;

CREATE INDEX race_by_class ON race (class);
