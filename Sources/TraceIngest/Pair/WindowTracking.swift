internal import TraceStore

/// Windows: which PTE stretches await a flush, which flush ends them, which faults were under way then.
///
/// A window ends, for a page, at the end of the first flush that covers the page and began after the
/// window's function returned, whoever issued it; or at the end of a flush of all of it that its own
/// thread issued inside its function.
extension Pairing {
  /// Windows held in memory at most.
  ///
  /// A trace in which more are open at once lost its flushes; the oldest pass is then given up, and its
  /// windows are stored as still open.
  static let maximumOpenWindows = 200_000

  mutating func addWindow(_ window: Window) throws(IngestError) -> Int32 {
    let slot: Int32
    if let free = freeWindows.popLast() {
      slot = free
      windows[Int(slot)] = window
    } else {
      slot = Int32(windows.count)
      windows.append(window)
    }
    openWindows += 1
    let mm = Int(window.mm)
    let last = mms[mm].passes.count - 1
    if last >= 0, mms[mm].passes[last].tid == window.tid, mms[mm].passes[last].path == window.path,
      mms[mm].passes[last].lastEnd <= window.start
    {
      mms[mm].passes[last].windows.append(slot)
      mms[mm].passes[last].open += 1
      mms[mm].passes[last].lastEnd = window.end
    } else {
      mms[mm].passes.append(
        Pass(tid: window.tid, path: window.path, windows: [slot], open: 1, lastEnd: window.end))
    }
    if openWindows > Self.maximumOpenWindows { try giveUpOldestPass(of: window.mm) }
    return slot
  }

  /// The window of `pass` whose range has `address`, open or not.
  func window(in pass: Pass, at address: UInt64) -> Int32? {
    let index = firstWindow(in: pass, endingAfter: address)
    guard index < pass.windows.count, windows[Int(pass.windows[index])].start <= address else { return nil }
    return pass.windows[index]
  }

  /// Index of the first window of `pass` that ends above `address`.
  private func firstWindow(in pass: Pass, endingAfter address: UInt64) -> Int {
    var low = 0
    var high = pass.windows.count
    while low < high {
      let middle = (low + high) / 2
      if windows[Int(pass.windows[middle])].end <= address { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Ends what a flush of `[start, end)` that began at event `begun` covers.
  mutating func flushed(
    _ mm: Int32, _ start: UInt64, _ end: UInt64, begun: UInt64, flush: Int64, _ ts: Int64
  ) throws(IngestError) {
    guard mm != noSlot, !mms[Int(mm)].passes.isEmpty else { return }
    for thread in faultsInFlight { noteEnding(thread, mm, start, end, begun) }
    var isAnyDone = false
    for pass in mms[Int(mm)].passes.indices {
      let slots = mms[Int(mm)].passes[pass].windows
      var index = firstWindow(in: mms[Int(mm)].passes[pass], endingAfter: start)
      while index < slots.count, windows[Int(slots[index])].start < end {
        let window = Int(slots[index])
        if windows[window].isOpen, windows[window].returnedAt < begun {
          try cover(slots[index], start, end, flush, ts)
        }
        index += 1
      }
      if mms[Int(mm)].passes[pass].open == 0 { isAnyDone = true }
    }
    if isAnyDone { removeEndedPasses(of: mm) }
  }

  /// A fault under way meets a window that a flush is about to end.
  private mutating func noteEnding(
    _ thread: Int32, _ mm: Int32, _ start: UInt64, _ end: UInt64, _ begun: UInt64
  ) {
    guard let fault = threads[Int(thread)].fault, fault.mm == mm || fault.mm == noSlot,
      start <= fault.address,
      fault.address < end || end == UInt64.max
    else { return }
    // Before handle_mm_fault the mm is not known; a thread's own mm is, once it was seen.
    if fault.mm == noSlot, threads[Int(thread)].mm != noSlot, threads[Int(thread)].mm != mm { return }
    for pass in mms[Int(mm)].passes {
      guard let slot = window(in: pass, at: fault.address) else { continue }
      let window = windows[Int(slot)]
      guard window.awaitsFlush(of: fault.address), window.returnedAt < begun else { continue }
      threads[Int(thread)].fault?.note(window.id)
    }
  }

  /// A flush covered a part of the window, or all of it.
  private mutating func cover(
    _ slot: Int32, _ start: UInt64, _ end: UInt64, _ flush: Int64, _ ts: Int64
  ) throws(IngestError) {
    let index = Int(slot)
    if !windows[index].isPartlyFlushed {
      if windows[index].isWithin(start, end) { return try endWindow(slot, .oneFlush, ts, flush: flush) }
      windows[index].isPartlyFlushed = true
      windows[index].stretches = [.init(start: windows[index].start, end: windows[index].end)]
    }
    var left: [Window.Stretch] = []
    for stretch in windows[index].stretches {
      let from = max(stretch.start, start)
      let to = min(stretch.end, end)
      guard from < to else {
        left.append(stretch)
        continue
      }
      try writePart(windows[index].id, from, to, ts, flush)
      if stretch.start < from { left.append(.init(start: stretch.start, end: from)) }
      if to < stretch.end { left.append(.init(start: to, end: stretch.end)) }
    }
    windows[index].stretches = left
    if left.isEmpty { try endWindow(slot, .severalFlushes, ts) }
  }

  /// Its own thread flushed inside its function: all of the window ends with that flush.
  mutating func flushedInsideItsFunction(
    _ thread: Int32, _ mm: Int32, _ start: UInt64, _ end: UInt64, flush: Int64, _ ts: Int64
  ) {
    let slot = threads[Int(thread)].protect
    guard slot != noSlot, windows[Int(slot)].id == threads[Int(thread)].protectID, windows[Int(slot)].isOpen,
      windows[Int(slot)].mm == mm, windows[Int(slot)].isWithin(start, end)
    else { return }
    windows[Int(slot)].ownFlush = flush
    windows[Int(slot)].ownFlushEnd = ts
    let id = windows[Int(slot)].id
    for other in faultsInFlight {
      guard let fault = threads[Int(other)].fault, fault.mm == mm || fault.mm == noSlot,
        windows[Int(slot)].awaitsFlush(of: fault.address)
      else { continue }
      threads[Int(other)].fault?.note(id)
    }
  }

  /// An mmu_gather is about to flush `[start, end)`: pages of its calls outside of that lost no permission
  /// that a TLB may still have (pte_needs_flush(), arch/x86/include/asm/tlbflush.h).
  ///
  /// An empty gather has start above end: its calls only added permission.
  mutating func narrowWindows(
    gatheredIn gather: Int64, of mm: Int32, to start: UInt64, _ end: UInt64, _ ts: Int64
  ) throws(IngestError) {
    guard mm != noSlot else { return }
    for pass in mms[Int(mm)].passes {
      for slot in pass.windows where windows[Int(slot)].isOpen && windows[Int(slot)].gather == gather {
        let window = windows[Int(slot)]
        if window.isWithin(start, end) { continue }
        let from = max(window.start, start)
        let to = min(window.end, end)
        guard from < to, !window.isPartlyFlushed else {
          if from >= to { try endWindow(slot, .nothingToFlush, ts) }
          continue
        }
        windows[Int(slot)].isPartlyFlushed = true
        windows[Int(slot)].stretches = [.init(start: from, end: to)]
      }
    }
    removeEndedPasses(of: mm)
  }

  mutating func endAllWindows(of mm: Int32, _ ts: Int64) throws(IngestError) {
    for pass in mms[Int(mm)].passes {
      for slot in pass.windows where windows[Int(slot)].isOpen { try endWindow(slot, .mmEnded, ts) }
    }
    removeEndedPasses(of: mm)
  }

  /// Ends a window and writes its row.
  ///
  /// Its slot is freed with its pass.
  mutating func endWindow(
    _ slot: Int32, _ how: WindowEnd?, _ ts: Int64, flush: Int64 = none
  ) throws(IngestError) {
    let window = windows[Int(slot)]
    guard window.isOpen else { return }
    windows[Int(slot)].isOpen = false
    openWindows -= 1
    if ts != none {
      if ts != endedWindowsTs { endedWindows.removeAll(keepingCapacity: true) }
      endedWindowsTs = ts
      endedWindows.append(EndedWindow(id: window.id, start: window.start, end: window.end))
    }
    let row: InlineArray<20, Int64> = [
      window.id, window.path.rawValue, mmID(window.mm), Int64(window.tid), window.cpu,
      Int64(bitPattern: window.start), Int64(bitPattern: window.end), window.from, window.to, window.toCPU,
      window.pages,
      window.cpFlags, window.lockCode, window.lock, window.lockSince, window.call, window.gather, ts,
      how?.rawValue ?? none,
      flush,
    ]
    try writers.pteProtect.append(row.span)
    for pass in mms[Int(window.mm)].passes.indices
    where mms[Int(window.mm)].passes[pass].tid == window.tid
      && self.window(in: mms[Int(window.mm)].passes[pass], at: window.start) == slot
    {
      mms[Int(window.mm)].passes[pass].open -= 1
    }
  }

  private mutating func removeEndedPasses(of mm: Int32) {
    for pass in mms[Int(mm)].passes where pass.open == 0 {
      for slot in pass.windows {
        // A thread may still be inside the function of a window that its own flush has ended.
        freeWindows.append(slot)
      }
    }
    mms[Int(mm)].passes.removeAll { $0.open == 0 }
  }

  private mutating func giveUpOldestPass(of mm: Int32) throws(IngestError) {
    guard mms[Int(mm)].passes.count > 1, let oldest = mms[Int(mm)].passes.first else { return }
    for slot in oldest.windows where windows[Int(slot)].isOpen { try endWindow(slot, nil, none) }
    removeEndedPasses(of: mm)
  }

  private mutating func writePart(
    _ window: Int64, _ start: UInt64, _ end: UInt64, _ ts: Int64, _ flush: Int64
  ) throws(IngestError) {
    let row: InlineArray<6, Int64> = [
      writers.pteFlushPart.newID(), window, Int64(bitPattern: start), Int64(bitPattern: end), ts, flush,
    ]
    try writers.pteFlushPart.append(row.span)
  }

  /// At the end of the recording: windows that are still open keep what no flush has covered.
  mutating func writeOpenWindows() throws(IngestError) {
    for mm in mms.indices {
      for pass in mms[mm].passes {
        for slot in pass.windows where windows[Int(slot)].isOpen {
          for stretch in windows[Int(slot)].stretches {
            try writePart(windows[Int(slot)].id, stretch.start, stretch.end, none, none)
          }
          try endWindow(slot, nil, none)
        }
      }
    }
  }
}
