/// Entries that a call was seen to take write permission from, where a TLB may have them: table `pte_change`.
struct ChangedEntries {
  var count: Int64 = 0
  /// From the first to behind the last, the addresses that they map.
  var start = UInt64.max
  var end: UInt64 = 0
  /// When the last was changed.
  var lastTs: Int64 = none

  /// What a CPU can have been writing through: an entry that is present (_PAGE_PRESENT), writable (_PAGE_RW) and dirty
  /// (_PAGE_DIRTY, which a CPU sets before it stores); arch/x86/include/asm/pgtable_types.h.
  private static let writtenThrough: UInt64 = 0x43

  /// - Returns: whether TLBs may have the entry.
  mutating func note(_ entry: UInt64, at address: UInt64, _ ts: Int64) -> Bool {
    guard entry & Self.writtenThrough == Self.writtenThrough else { return false }
    let page = address & ~0xfff
    count += 1
    start = min(start, page)
    end = max(end, page + 0x1000)
    lastTs = ts
    return true
  }
}

extension WindowTracker {
  /// The thread takes write permission from an entry, which was `entry`, in the protecting function that it is in.
  mutating func changed(_ entry: UInt64, at address: UInt64, by thread: Thread, _ ts: Int64) {
    guard let window = threads[thread.slot].inside.last, isCurrent(window),
      windows[window.slot].start <= address, address < windows[window.slot].end
    else { return }
    guard windows[window.slot].changed.note(entry, at: address, ts) else { return }
    windows[window.slot].forgetFlushes()
  }

  /// A call that flushes under page table locks has returned, was seen to change entries, and flushed nothing: a flush of them is
  /// awaited whoever makes it.
  mutating func narrowedToChange(_ slot: Int32) -> Bool {
    guard windows[slot].changed.count > 0, !windows[slot].isPartlyFlushed else { return false }
    windows[slot].narrow(to: windows[slot].changed.start, windows[slot].changed.end)
    return true
  }
}
