internal import TraceStore

/// Calls that change PTEs, the mmu_gathers they collect flushes in, and the calls around them.
extension Pairing {
  mutating func changeProtectionEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    try protectEntered(
      path(event.kind, flags: event.optional(4), thread), thread, event, tlb: event.optional(5))
  }

  /// The path of a call: by its flags, else by the call around it; the judge doubts what is left.
  private func path(_ entry: EventKind, flags: UInt64?, _ thread: Int32) -> ProtectPath {
    let around = threads[Int(thread)].calls.last
    return ProtectPath.path(entry, flags: flags, within: around?.function, argument: around?.argument ?? none)
  }

  mutating func copyPageRangeEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    if let child = event.optional(4) { _ = try mmSlot(child, event.ts, begins: true) }
    try protectEntered(.fork, thread, event)
  }

  mutating func protectEntered(
    _ path: ProtectPath, _ thread: Int32, _ event: borrowing Event, tlb: UInt64? = nil
  ) throws(IngestError) {
    let slot = Int(thread)
    if threads[slot].protect != noSlot, windows[Int(threads[slot].protect)].id == threads[slot].protectID {
      // Its return was never recorded: it is over, but nothing says since when.
      windows[Int(threads[slot].protect)].returnedAt = eventNumber
    }
    // No fault calls this: the locks that are held were not taken for one.
    if threads[slot].fault?.isInHandler == false { try decideLocks(thread, fault: none) }
    let mm = try mmSlot(event.arguments[0], event.ts, begins: true)
    let lock = lockMode(thread, mm, count: event.optional(3))
    var window = Window(
      id: writers.pteProtect.newID(), path: path, mm: mm, tid: threads[slot].tid, cpu: Int64(event.cpu),
      start: event.arguments[1], end: event.arguments[2], from: event.ts)
    window.lockCode = lock.code
    window.lock = lock.id
    if let hold = threads[slot].holds.lastIndex(where: { $0.id == lock.id }),
      threads[slot].holds[hold].path == none
    {
      threads[slot].holds[hold].path = path.rawValue
    }
    window.lockSince = lock.since
    if path != .clearRefs, path != .fork, event.optional(4) != nil { window.cpFlags = event.signed(4) }
    window.call = threads[slot].calls.last?.id ?? none
    if let tlb { window.gather = gatherID(tlb, thread, mm) }
    threads[slot].protect = try addWindow(window)
    threads[slot].protectID = window.id
  }

  mutating func protectReturned(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = threads[Int(thread)].protect
    let path: ProtectPath =
      switch event.kind {
      case .clearRefsPteRangeReturn: .clearRefs
      case .copyPageRangeReturn: .fork
      default: .mprotect
      }
    let isChange = event.kind == .changeProtectionReturn
    let pages = event.optional(0).map { Int64(bitPattern: $0) } ?? none
    guard slot != noSlot, windows[Int(slot)].id == threads[Int(thread)].protectID,
      isChange != (windows[Int(slot)].path == .clearRefs || windows[Int(slot)].path == .fork)
    else {
      let row: InlineArray<20, Int64> = [
        writers.pteProtect.newID(), path.rawValue, none, Int64(threads[Int(thread)].tid), none, none, none,
        none,
        event.ts, Int64(event.cpu), isChange ? pages : none, none, none, none, none, none,
        none, none, none, none,
      ]
      return try writers.pteProtect.append(row.span)
    }
    threads[Int(thread)].protect = noSlot
    noteKernel(event.cpu, event.tid, windows[Int(slot)].from, event.ts)
    windows[Int(slot)].to = event.ts
    windows[Int(slot)].toCPU = Int64(event.cpu)
    windows[Int(slot)].returnedAt = eventNumber
    if isChange { windows[Int(slot)].pages = pages }
    guard windows[Int(slot)].isOpen else { return }
    if windows[Int(slot)].pages == 0 {
      try endWindow(slot, .nothingToFlush, event.ts)
    } else if windows[Int(slot)].ownFlush != none {
      let flush = windows[Int(slot)].ownFlush
      try endWindow(slot, .oneFlush, windows[Int(slot)].ownFlushEnd, flush: flush)
    } else if !recordedRoles.contains(.flushTlbMmRange) {
      // Without the flush probe no window could ever end: none is followed, and the judge says why.
      try endWindow(slot, nil, none)
    }
  }

  // MARK: mmu_gather

  /// Id of the gather that a call collects its flush in; where its begin was not recorded, of one that has none.
  private mutating func gatherID(_ tlb: UInt64, _ thread: Int32, _ mm: Int32) -> Int64 {
    let slot = Int(thread)
    if let known = threads[slot].gathers.last(where: { $0.tlb == tlb && $0.finishFrom == none }) {
      return known.id
    }
    guard recordedRoles.contains(.tlbFinishMmu) else { return none }
    let gather = GatherInProgress(
      id: writers.mmuGather.newID(), mm: mm, tlb: tlb, gathered: none, gatheredCPU: none)
    threads[slot].gathers.append(gather)
    return gather.id
  }

  mutating func gatherBegun(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    let tlb = event.arguments[0]
    let gather = GatherInProgress(
      id: writers.mmuGather.newID(), mm: try mmSlot(event.arguments[1], event.ts), tlb: tlb,
      gathered: event.ts,
      gatheredCPU: Int64(event.cpu))
    // The same stack place again: the finish of the one before was not recorded.
    if let stale = threads[slot].gathers.lastIndex(where: { $0.tlb == tlb }) {
      let old = threads[slot].gathers.remove(at: stale)
      try writeGather(old, thread, to: none)
    }
    threads[slot].gathers.append(gather)
  }

  mutating func gatherFinishing(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    let tlb = event.arguments[0]
    let mm = event.optional(1) == nil ? noSlot : try mmSlot(event.arguments[1], event.ts)
    let index: Int
    if let known = threads[slot].gathers.lastIndex(where: { $0.tlb == tlb && $0.finishFrom == none }) {
      index = known
    } else {
      var gather = GatherInProgress(
        id: writers.mmuGather.newID(), mm: mm, tlb: tlb, gathered: none, gatheredCPU: none)
      // exit_mmap() gathers with tlb_gather_mmu_fullmm(), which is another function: a finish of
      // everything without a gather is the end of the mm.
      gather.endsMm = event.optional(3) == UInt64.max
      threads[slot].gathers.append(gather)
      index = threads[slot].gathers.count - 1
    }
    // On 5.10 exit_mmap() gathers with tlb_gather_mmu(tlb, mm, 0, -1) like others, but only it and
    // the clear_refs of before 5.11 finish that range.
    if event.optional(3) != nil, event.arguments[2] == 0, event.arguments[3] == UInt64.max,
      !threads[slot].calls.contains(where: { $0.function == .clearRefsWrite })
    {
      threads[slot].gathers[index].endsMm = true
    }
    threads[slot].gathers[index].finishFrom = event.ts
    threads[slot].gathers[index].finishCPU = Int64(event.cpu)
    threads[slot].gathers[index].start = event.optional(2) == nil ? none : event.signed(2)
    threads[slot].gathers[index].end = event.optional(3) == nil ? none : event.signed(3)
    if event.optional(2) != nil, let end = event.optional(3) {
      try narrowWindows(
        gatheredIn: threads[slot].gathers[index].id, of: threads[slot].gathers[index].mm,
        to: event.arguments[2], end, event.ts)
    }
    guard !recordedRoles.contains(.tlbFinishMmuReturn) else { return }
    let gather = threads[slot].gathers.remove(at: index)
    try writeGather(gather, thread, to: none)
    if gather.endsMm { try mmEnded(gather.mm, event.ts) }
  }

  mutating func gatherFinished(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    guard let index = threads[slot].gathers.lastIndex(where: { $0.finishFrom != none }) else {
      let half = GatherInProgress(
        id: writers.mmuGather.newID(), mm: noSlot, tlb: 0, gathered: none, gatheredCPU: none)
      return try writeGather(half, thread, to: event.ts, cpu: Int64(event.cpu))
    }
    let gather = threads[slot].gathers.remove(at: index)
    noteKernel(event.cpu, event.tid, gather.gathered, event.ts)
    try writeGather(gather, thread, to: event.ts, cpu: Int64(event.cpu))
    if gather.endsMm { try mmEnded(gather.mm, event.ts) }
  }

  mutating func writeGather(
    _ gather: GatherInProgress, _ thread: Int32, to: Int64, cpu: Int64 = none
  ) throws(IngestError) {
    let row: InlineArray<12, Int64> = [
      gather.id, mmID(gather.mm), Int64(threads[Int(thread)].tid),
      gather.tlb == 0 ? none : Int64(bitPattern: gather.tlb), gather.gathered, gather.gatheredCPU,
      gather.finishFrom, gather.finishCPU, to, cpu, gather.start, gather.end,
    ]
    try writers.mmuGather.append(row.span)
  }
}
