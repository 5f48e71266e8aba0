/// Flushes that a thread issues inside its protecting function.
///
/// One of all of the window ends it. Paths that flush under page table locks, which their functions take and drop, flush
/// from the first to the last entry that changed, which is seldom all. What no flush inside covered needed none, or
/// is late: it is followed while the thread holds mmap_lock, under which a flush that was put off would come, or, without
/// that lock, is in the call around it.
/// 20_flush_window.sql says which flush is one.
///
/// Of other paths it is what was flushed before they changed anything where a huge page was divided inside (`divides`), or
/// where what they change is gathered: a batched flush of reclaim (flush_tlb_batched_pending()).
extension WindowTracker {
  /// The thread has flushed `range`: what that is of the windows whose functions it is in ends with that flush, and
  /// `faults` meet it before.
  mutating func flushedInside(
    _ thread: Thread, _ range: FlushRange, flush: Int64, _ ts: Int64, _ faults: inout FaultTracker
  ) throws(IngestError) {
    for place in threads[thread.slot].inside.indices {
      let window = threads[thread.slot].inside[place]
      guard isCurrent(window), isOf(place, thread) else { continue }
      try flushedInside(window.slot, range, flush: flush, ts, &faults)
    }
  }

  /// Whether the thread flushes in the function at `place` for that one, and not for what is called inside or before.
  private func isOf(_ place: Int, _ thread: Thread) -> Bool {
    let inside = threads[thread.slot].inside
    let window = inside[place].slot
    guard !windows[window].path.sign.isUnderPTL else { return true }
    guard let inner = inside[(place + 1)...].first(where: { isCurrent($0) }) else {
      return windows[window].row.mmuGatherID == none
    }
    return !windows[inner.slot].path.sign.divides
  }

  private mutating func flushedInside(
    _ slot: Int32, _ range: FlushRange, flush: Int64, _ ts: Int64, _ faults: inout FaultTracker
  ) throws(IngestError) {
    guard windows[slot].isOpen, windows[slot].mm == range.mm else { return }
    let isUnderPTL = windows[slot].path.sign.isUnderPTL
    guard windows[slot].isWithin(range.start, range.end), !windows[slot].isPartlyFlushed || !isUnderPTL else {
      guard isUnderPTL, windows[slot].ownFlush == none else { return }
      faults.meet(windows[slot])
      return try cover(slot, range, flush, ts, isInside: true)
    }
    windows[slot].ownFlush = flush
    windows[slot].ownFlushEnd = ts
    faults.meet(windows[slot])
  }

  /// The function of `slot` has returned, and no one flush inside covered all of the window.
  mutating func returnedUnderPTL(_ slot: Int32, _ thread: Thread, _ ts: Int64) throws(IngestError) {
    if windows[slot].isPartlyFlushed, windows[slot].stretches.isEmpty {
      try end(slot, .severalFlushes, ts)
    } else if windows[slot].row.mmapLockID == none, windows[slot].row.kernelCallID == none {
      // Nothing would say until when.
      try end(slot, .lockDropped, ts)
    } else {
      return threads[thread.slot].unflushed.append((slot, windows[slot].row.pteProtectID))
    }
    windows.removeEndedPasses(of: windows[slot].mm)
  }

  /// The thread drops the lock of `mm`: no flush of what it changed under it comes any more.
  mutating func lockDropped(_ thread: Thread, _ mm: Mm, _ ts: Int64) throws(IngestError) {
    try endUnflushed(thread, ts) { $0.mm == mm }
  }

  /// The thread returns from a call: no flush of what it changed inside comes any more, but under mmap_lock.
  mutating func callReturned(_ thread: Thread, _ call: Int64, _ ts: Int64) throws(IngestError) {
    try endUnflushed(thread, ts) { $0.row.mmapLockID == none && $0.row.kernelCallID == call }
  }

  private mutating func endUnflushed(
    _ thread: Thread, _ ts: Int64, where isOver: (borrowing Window) -> Bool
  ) throws(IngestError) {
    guard !threads[thread.slot].unflushed.isEmpty else { return }
    let unflushed = threads[thread.slot].unflushed
    threads[thread.slot].unflushed = []
    for window in unflushed where isCurrent(window) {
      if isOver(windows[window.slot]) {
        let mm = windows[window.slot].mm
        try end(window.slot, .lockDropped, ts)
        windows.removeEndedPasses(of: mm)
      } else {
        threads[thread.slot].unflushed.append(window)
      }
    }
  }
}
