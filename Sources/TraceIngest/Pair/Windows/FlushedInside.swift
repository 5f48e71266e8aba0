/// Flushes that a thread issues inside its protecting function.
///
/// One of all of the window ends it. Paths that flush under page table locks, which their functions take and drop, flush
/// from the first to the last entry that changed, which is seldom all. What no flush inside covered needed none, or
/// is late: it is followed while the thread holds mmap_lock, under which a flush that was put off would come.
/// 20_flush_window.sql says which flush is one.
extension WindowTracker {
  /// The thread has flushed `range`: what that is of the window whose function it is in ends with that flush, and
  /// `faults` meet it before.
  mutating func flushedInside(
    _ thread: Thread, _ range: FlushRange, flush: Int64, _ ts: Int64, _ faults: inout FaultTracker
  ) throws(IngestError) {
    guard let slot = current(thread), windows[slot].isOpen, windows[slot].mm == range.mm else { return }
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
    } else if windows[slot].row.mmapLockID == none {
      // Nothing would say until when.
      try end(slot, .lockDropped, ts)
    } else {
      return threads[thread.slot].unflushed.append((slot, windows[slot].row.pteProtectID))
    }
    windows.removeEndedPasses(of: windows[slot].mm)
  }

  /// The thread drops the lock of `mm`: no flush of what it changed under it comes any more.
  mutating func lockDropped(_ thread: Thread, _ mm: Mm, _ ts: Int64) throws(IngestError) {
    guard !threads[thread.slot].unflushed.isEmpty else { return }
    let unflushed = threads[thread.slot].unflushed
    threads[thread.slot].unflushed = []
    for (slot, id) in unflushed where windows[slot].row.pteProtectID == id {
      if windows[slot].mm == mm {
        try end(slot, .lockDropped, ts)
      } else {
        threads[thread.slot].unflushed.append((slot, id))
      }
    }
    windows.removeEndedPasses(of: mm)
  }
}
