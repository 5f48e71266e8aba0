/// Windows, the tables `pte_protect` and `pte_flush_part`: which PTE stretches await a flush, and which flush ends them.
///
/// A window ends, for a page, at the end of the first flush that covers the page and began after the
/// window's function returned, whoever issued it; or at the end of a flush of all of it that its own
/// thread issued inside its function. Those of paths that flush under page table locks: FlushedInside.swift.
struct WindowTracker: ~Copyable {
  struct ThreadState: Blank, ~Copyable {
    /// Slots and ids of the windows whose functions the thread is in, the innermost last; a slot may have been given
    /// to another one if the return came too late.
    var inside: [(slot: Int32, id: Int64)] = []
    /// Those of windows whose calls flushed under page table locks, or nothing: none may await a flush.
    var unflushed: [(slot: Int32, id: Int64)] = []
  }

  /// Windows held in memory at most.
  ///
  /// A trace in which more are open at once lost its flushes; the oldest pass is then given up, and its
  /// windows are stored as still open.
  private static let openLimit = 200_000

  var windows = WindowTable()
  var threads = SlotStates<ThreadState>()
  private var ended = JustEndedWindows()
  private let recorded: RecordedRoles
  private let writer: FactWriter<PteProtectRow>
  private let partWriter: FactWriter<PteFlushPartRow>
  private let changeWriter: FactWriter<PteChangeRow>

  init(_ writers: FactWriters, _ recorded: RecordedRoles) {
    self.recorded = recorded
    writer = writers.pteProtect
    partWriter = writers.pteFlushPart
    changeWriter = writers.pteChange
  }

  /// A new thread has this slot.
  mutating func begin(_ thread: Thread) { threads.reset(thread.slot) }

  /// A new mm has this slot.
  mutating func begin(_ mm: Mm) { windows.begin(mm) }

  // MARK: calls

  /// A protecting function is entered.
  mutating func entered(
    _ path: ProtectPath, _ thread: Thread, _ mm: Mm, _ event: borrowing Event,
    _ arguments: ProtectArguments, in context: ProtectContext
  ) throws(IngestError) {
    var row = PteProtectRow()
    row.pteProtectID = writer.newID()
    row.pathCode = path.rawValue
    row.mmID = mm.id
    row.tid = Int64(thread.tid)
    row.cpu = Int64(event.cpu)
    row.start = event.signed(arguments.start)
    row.end = row.start &+ arguments.size
    if let end = arguments.end { row.end = event.signed(end) }
    if let length = arguments.len, event.optional(length) != nil {
      row.end = row.start &+ event.signed(length)
    }
    row.fromTs = event.ts
    if let flags = arguments.cpFlags { row.cpFlags = event.optionalSigned(flags) }
    row.lockCode = context.lock.code
    row.mmapLockID = context.lock.lock
    row.lockSince = context.lock.since
    row.kernelCallID = context.call
    row.mmuGatherID = context.gather
    threads[thread.slot].inside.append((windows.insert(Window(row, mm, path)), row.pteProtectID))
    if windows.open > Self.openLimit { try giveUpOldestPass(of: mm) }
  }

  /// The thread is in no protecting function, but those around one of `path` if that is nested: where the return was
  /// not recorded nothing says since when.
  mutating func leave(_ thread: Thread, for path: ProtectPath? = nil, _ number: UInt64) {
    var kept = 0
    if let path, path.sign.isNested {
      let same = threads[thread.slot].inside.firstIndex {
        isCurrent($0) && windows[$0.slot].path.sign.entry == path.sign.entry
      }
      kept = same ?? threads[thread.slot].inside.count
    }
    while threads[thread.slot].inside.count > kept {
      let last = threads[thread.slot].inside.removeLast()
      if isCurrent(last) { windows[last.slot].returnedAt = number }
    }
  }

  /// Since when the thread is in the function that returns by this event, NULL when it was not seen to enter.
  func entry(_ thread: Thread, _ event: borrowing Event) -> Int64 {
    place(thread, returningBy: event.kind).map { windows[threads[thread.slot].inside[$0].slot].row.fromTs }
      ?? none
  }

  /// A protecting function returns, whose path is `own` where its entry was not seen; `number` is the event's.
  mutating func returned(
    _ own: ProtectPath, _ thread: Thread, _ event: borrowing Event, pages: Int64, _ number: UInt64
  ) throws(IngestError) {
    guard let place = self.place(thread, returningBy: event.kind) else {
      var half = PteProtectRow()
      half.pteProtectID = writer.newID()
      half.pathCode = own.rawValue
      half.tid = Int64(thread.tid)
      half.toTs = event.ts
      half.toCPU = Int64(event.cpu)
      half.pages = pages
      return try writer.add(half)
    }
    let slot = threads[thread.slot].inside[place].slot
    while threads[thread.slot].inside.count > place {
      let last = threads[thread.slot].inside.removeLast()
      if isCurrent(last) { windows[last.slot].returnedAt = number }
    }
    windows[slot].row.toTs = event.ts
    windows[slot].row.toCPU = Int64(event.cpu)
    windows[slot].row.pages = pages
    try writeChange(of: slot)
    guard windows[slot].isOpen else { return }
    if pages == 0 {
      try end(slot, .nothingToFlush, event.ts)
    } else if windows[slot].ownFlush != none {
      try end(slot, .oneFlush, windows[slot].ownFlushEnd, flush: windows[slot].ownFlush)
    } else if !recorded.contains(.flushTlbMmRange) {
      // Without the flush probe no window could ever end: none is followed, and the judge says why.
      try end(slot, nil, none)
    } else if windows[slot].path.sign.isUnderPTL, !narrowedToChange(slot) {
      try returnedUnderPTL(slot, thread, event.ts)
    }
  }

  /// Forgets that the thread is in a protecting function.
  mutating func abandonEverything(of thread: Thread, _ number: UInt64) {
    guard !threads[thread.slot].inside.isEmpty else { return }
    leave(thread, number)
  }

  // MARK: questions

  var isAnyOpen: Bool { windows.open > 0 }

  func isIdle(_ thread: Thread) -> Bool { threads[thread.slot].inside.isEmpty }

  /// Row of the innermost protecting function that the thread is in, NULL when in none.
  func innermost(_ thread: Thread) -> Int64 { threads[thread.slot].inside.last?.id ?? none }

  func isAnyOpen(of mm: Mm) -> Bool { !windows.passes(of: mm).isEmpty }

  /// Since when the thread has been in a protecting function, NULL when in none.
  func kernelSince(_ thread: Thread) -> Int64 {
    for each in threads[thread.slot].inside
    where isCurrent(each) && recorded.contains(windows[each.slot].path.sign.exit) {
      return windows[each.slot].row.fromTs
    }
    return none
  }

  /// Windows with `address` that ended at `ts`, if none has ended since.
  func ended(at ts: Int64, around address: UInt64) -> [Int64] { ended.windows(at: ts, around: address) }

  /// Calls `body` with the id of each window of `mm` that awaits a flush of `address`; of those only
  /// whose functions returned before event `begun`, where a flush that began then is about to end.
  @inline(__always)
  func forEachAwaitingFlush(
    of address: UInt64, in mm: Mm, before begun: UInt64? = nil, _ body: (Int64) -> Void
  ) {
    windows.forEachAwaitingFlush(of: address, in: mm) {
      if let begun, windows[$0].returnedAt >= begun { return }
      body(windows[$0].row.pteProtectID)
    }
  }

  /// Whether the slot is still that window's.
  func isCurrent(_ window: (slot: Int32, id: Int64)) -> Bool {
    windows[window.slot].row.pteProtectID == window.id
  }

  /// Place among the functions that the thread is in of the one that returns by an event of `kind`.
  private func place(_ thread: Thread, returningBy kind: EventKind) -> Int? {
    threads[thread.slot].inside.lastIndex { isCurrent($0) && windows[$0.slot].path.sign.exit == kind }
  }

  // MARK: flushes

  /// A flush of `range` that began at event `begun` has ended: so has what it covers.
  mutating func flushed(
    _ range: FlushRange, begun: UInt64, flush: Int64, _ ts: Int64
  ) throws(IngestError) {
    for pass in windows.passes(of: range.mm) {
      let slots = windows.slots(in: pass)
      var index = windows.firstIndex(in: pass, above: range.start)
      while index < slots.count, windows[slots[index]].start < range.end {
        let slot = slots[index]
        if windows[slot].isOpen, windows[slot].returnedAt < begun { try cover(slot, range, flush, ts) }
        index += 1
      }
    }
    windows.removeEndedPasses(of: range.mm)
  }

  /// A flush covered a part of the window, or all of it; inside its function it stays open until that returns.
  mutating func cover(
    _ slot: Int32, _ range: FlushRange, _ flush: Int64, _ ts: Int64, isInside: Bool = false
  ) throws(IngestError) {
    if !windows[slot].isPartlyFlushed {
      let (start, end) = (windows[slot].start, windows[slot].end)
      if windows[slot].isWithin(range.start, range.end) {
        return try self.end(slot, .oneFlush, ts, flush: flush)
      }
      windows[slot].narrow(to: start, end)
    }
    var left: [Window.Stretch] = []
    for stretch in windows[slot].stretches {
      let from = max(stretch.start, range.start)
      let to = min(stretch.end, range.end)
      guard from < to else {
        left.append(stretch)
        continue
      }
      try addPart(windows[slot].row.pteProtectID, .init(start: from, end: to), ts, flush)
      if stretch.start < from { left.append(.init(start: stretch.start, end: from)) }
      if to < stretch.end { left.append(.init(start: to, end: stretch.end)) }
    }
    windows[slot].stretches = left
    if left.isEmpty, !isInside { try end(slot, .severalFlushes, ts) }
  }

  /// An mmu_gather is about to flush `[start, end)`: pages of its calls outside of that lost no permission
  /// that a TLB may still have (pte_needs_flush(), arch/x86/include/asm/tlbflush.h).
  ///
  /// An empty gather has start above end: its calls only added permission.
  mutating func narrow(
    gatheredIn gather: Int64, of mm: Mm, to start: UInt64, _ end: UInt64, _ ts: Int64
  ) throws(IngestError) {
    for pass in windows.passes(of: mm) {
      for slot in windows.slots(in: pass)
      where windows[slot].isOpen && windows[slot].row.mmuGatherID == gather
        && !windows[slot].isWithin(start, end)
      {
        let from = max(windows[slot].start, start)
        let to = min(windows[slot].end, end)
        if from >= to {
          try self.end(slot, .nothingToFlush, ts)
        } else if !windows[slot].isPartlyFlushed {
          windows[slot].narrow(to: from, to)
        }
      }
    }
    windows.removeEndedPasses(of: mm)
  }

  // MARK: ends

  /// The mm went through exit_mmap: its windows have ended, whoever flushed.
  mutating func endAll(of mm: Mm, _ ts: Int64) throws(IngestError) {
    for pass in windows.passes(of: mm) { try endAll(in: pass, .mmEnded, ts) }
    windows.removeEndedPasses(of: mm)
  }

  /// At the end of the recording: windows that are still open keep what no flush has covered.
  mutating func finish() throws(IngestError) {
    for pass in windows.allPasses() {
      for slot in windows.slots(in: pass) where windows[slot].isOpen {
        for stretch in windows[slot].stretches {
          try addPart(windows[slot].row.pteProtectID, stretch, none, none)
        }
        try end(slot, nil, none)
      }
    }
  }

  private mutating func endAll(in pass: Int32, _ how: WindowEnd?, _ ts: Int64) throws(IngestError) {
    for slot in windows.slots(in: pass) where windows[slot].isOpen { try end(slot, how, ts) }
  }

  private mutating func giveUpOldestPass(of mm: Mm) throws(IngestError) {
    let passes = windows.passes(of: mm)
    guard passes.count > 1 else { return }
    try endAll(in: passes[0], nil, none)
    windows.removeEndedPasses(of: mm)
  }

  /// Ends a window and writes its row.
  ///
  /// Its slot is freed with its pass.
  mutating func end(
    _ slot: Int32, _ how: WindowEnd?, _ ts: Int64, flush: Int64 = none
  ) throws(IngestError) {
    guard windows[slot].isOpen else { return }
    windows.close(slot)
    if ts != none {
      let (id, start, end) = (windows[slot].row.pteProtectID, windows[slot].start, windows[slot].end)
      ended.note(id, start, end, ts)
    }
    windows[slot].row.endedTs = ts
    windows[slot].row.endedCode = how?.rawValue ?? none
    windows[slot].row.tlbFlushRequestID = flush
    try writer.add(windows[slot].row)
  }

  private func writeChange(of slot: Int32) throws(IngestError) {
    guard windows[slot].changed.count > 0 else { return }
    var row = PteChangeRow()
    row.pteChangeID = changeWriter.newID()
    row.pteProtectID = windows[slot].row.pteProtectID
    row.entries = windows[slot].changed.count
    row.start = Int64(bitPattern: windows[slot].changed.start)
    row.end = Int64(bitPattern: windows[slot].changed.end)
    row.lastTs = windows[slot].changed.lastTs
    try changeWriter.add(row)
  }

  private func addPart(
    _ window: Int64, _ stretch: Window.Stretch, _ ts: Int64, _ flush: Int64
  ) throws(IngestError) {
    var row = PteFlushPartRow()
    row.pteFlushPartID = partWriter.newID()
    row.pteProtectID = window
    row.start = Int64(bitPattern: stretch.start)
    row.end = Int64(bitPattern: stretch.end)
    row.endedTs = ts
    row.tlbFlushRequestID = flush
    try partWriter.add(row)
  }
}
