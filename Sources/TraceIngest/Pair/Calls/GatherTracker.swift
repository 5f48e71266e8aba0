/// What calls collect their flushes in, the table `mmu_gather`.
struct GatherTracker: ~Copyable {
  /// An mmu_gather under way: its row, and what the row does not have.
  struct Gather {
    var row = MmuGatherRow()
    var mm: Mm
    /// The mm ends with it.
    var endsMm = false

    init(_ id: Int64, _ thread: Thread, _ mm: Mm, tlb: UInt64) {
      self.mm = mm
      row.mmuGatherID = id
      row.mmID = mm.id
      row.tid = Int64(thread.tid)
      row.tlb = tlb == 0 ? none : Int64(bitPattern: tlb)
    }

    var isFinishing: Bool { row.finishFrom != none }
    /// Nothing to flush: __tlb_reset_range() leaves start above end.
    var isEmpty: Bool { row.start != none && UInt64(bitPattern: row.start) > UInt64(bitPattern: row.end) }
  }

  struct ThreadState: Blank, ~Copyable {
    /// The innermost last.
    var gathers: [Gather] = []
  }

  private var states = SlotStates<ThreadState>()
  /// Those that were seen to begin and not to end, where ends are recorded: a thread has mostly one.
  ///
  /// `since`, NULL before, is when its thread was first seen to go on: tlb_gather_mmu() is entered some time before it says
  /// that a flush is pending.
  private var underWay: [(id: Int64, mm: Mm, since: Int64)] = []
  private let writer: FactWriter<MmuGatherRow>
  private let isFinishRecorded: Bool
  private let isEndRecorded: Bool

  init(_ writers: FactWriters, _ recorded: RecordedRoles) {
    writer = writers.mmuGather
    isFinishRecorded = recorded.contains(.tlbFinishMmu)
    isEndRecorded = recorded.contains(.tlbFinishMmuReturn)
  }

  /// A new thread has this slot.
  mutating func begin(_ thread: Thread) { states.reset(thread.slot) }

  // MARK: events

  mutating func begun(_ thread: Thread, _ mm: Mm, _ event: borrowing Event) throws(IngestError) {
    let (slot, tlb) = (thread.slot, event.arguments[TlbFinishMmuArgument.tlb])
    var gather = Gather(writer.newID(), thread, mm, tlb: tlb)
    gather.row.gathered = event.ts
    gather.row.gatheredCPU = Int64(event.cpu)
    // The same stack place again: the finish of the one before was not recorded.
    if let stale = lastIndex(slot, tlb, isFinishing: nil) {
      try write(states[slot].gathers.remove(at: stale))
    }
    if isFinishRecorded, isEndRecorded { underWay.append((gather.row.mmuGatherID, mm, none)) }
    states[slot].gathers.append(gather)
  }

  /// Row of the gather at `tlb` that a call collects its flush in; where its begin was not recorded, of one that has
  /// none.
  mutating func id(_ tlb: UInt64, _ thread: Thread, _ mm: Mm, _ ts: Int64) -> Int64 {
    if let known = lastIndex(thread.slot, tlb, isFinishing: false) {
      let id = states[thread.slot].gathers[known].row.mmuGatherID
      goesOn(id, ts)
      return id
    }
    guard isFinishRecorded else { return none }
    let gather = Gather(writer.newID(), thread, mm, tlb: tlb)
    states[thread.slot].gathers.append(gather)
    return gather.row.mmuGatherID
  }

  /// tlb_finish_mmu; `isInClearRefs` says that the thread is in clear_refs_write.
  ///
  /// - Returns: the gather, which is about to flush.
  mutating func finishing(
    _ thread: Thread, _ mm: Mm, _ event: borrowing Event, isInClearRefs: Bool
  ) -> Gather {
    let (slot, tlb) = (thread.slot, event.arguments[TlbFinishMmuArgument.tlb])
    let index: Int
    if let known = lastIndex(slot, tlb, isFinishing: false) {
      index = known
    } else {
      var gather = Gather(writer.newID(), thread, mm, tlb: tlb)
      // exit_mmap() gathers with tlb_gather_mmu_fullmm(), which is another function: a finish of
      // everything without a gather is the end of the mm.
      gather.endsMm = event.optional(TlbFinishMmuArgument.end) == UInt64.max
      states[slot].gathers.append(gather)
      index = states[slot].gathers.count - 1
    }
    // On 5.10 exit_mmap() gathers with tlb_gather_mmu(tlb, mm, 0, -1) like others, but only it and
    // the clear_refs of before 5.11 finish that range.
    if event.optional(TlbFinishMmuArgument.end) == UInt64.max,
      event.arguments[TlbFinishMmuArgument.start] == 0, !isInClearRefs
    {
      states[slot].gathers[index].endsMm = true
    }
    goesOn(states[slot].gathers[index].row.mmuGatherID, event.ts)
    states[slot].gathers[index].row.finishFrom = event.ts
    states[slot].gathers[index].row.finishCPU = Int64(event.cpu)
    states[slot].gathers[index].row.start = event.optionalSigned(TlbFinishMmuArgument.start)
    states[slot].gathers[index].row.end = event.optionalSigned(TlbFinishMmuArgument.end)
    return states[slot].gathers[index]
  }

  /// The thread has flushed `range`: what it is finishing to gather, if that is within.
  mutating func flushed(_ thread: Thread, _ range: FlushRange, flush: Int64) {
    guard !isIdle(thread), let index = states[thread.slot].gathers.lastIndex(where: { $0.isFinishing })
    else { return }
    let row = states[thread.slot].gathers[index].row
    guard row.start != none, row.tlbFlushRequestID == none, states[thread.slot].gathers[index].mm == range.mm,
      range.start <= UInt64(bitPattern: row.start), UInt64(bitPattern: row.end) <= range.end
    else { return }
    states[thread.slot].gathers[index].row.tlbFlushRequestID = flush
  }

  /// Where no return of tlb_finish_mmu is recorded, its entry is all of it.
  ///
  /// - Returns: whether `gather` has ended so.
  mutating func endWithoutReturn(_ thread: Thread, _ gather: borrowing Gather) throws(IngestError) -> Bool {
    let id = gather.row.mmuGatherID
    guard !isEndRecorded,
      let index = states[thread.slot].gathers.lastIndex(where: { $0.row.mmuGatherID == id })
    else { return false }
    try write(states[thread.slot].gathers.remove(at: index))
    return true
  }

  /// tlb_finish_mmu returns.
  ///
  /// - Returns: the gather that has ended, nil when none was seen to finish.
  mutating func finished(_ thread: Thread, _ event: borrowing Event) throws(IngestError) -> Gather? {
    let index = states[thread.slot].gathers.lastIndex { $0.isFinishing }
    var gather =
      if let index {
        states[thread.slot].gathers.remove(at: index)
      } else {
        Gather(writer.newID(), thread, .unknown, tlb: 0)
      }
    gather.row.finishTo = event.ts
    gather.row.finishToCPU = Int64(event.cpu)
    if gather.isEmpty { gather.row.nestedIn = around(gather) }
    try write(gather)
    return index == nil ? nil : gather
  }

  private mutating func goesOn(_ id: Int64, _ ts: Int64) {
    guard let index = underWay.lastIndex(where: { $0.id == id }), underWay[index].since == none else {
      return
    }
    underWay[index].since = ts
  }

  /// Another of the same mm that went on before it came to its end and is under way still.
  private func around(_ gather: borrowing Gather) -> Int64 {
    let (id, mm, finishing) = (gather.row.mmuGatherID, gather.mm, gather.row.finishFrom)
    guard mm != .unknown else { return none }
    return underWay.first { $0.mm == mm && $0.id != id && $0.since != none && $0.since < finishing }?.id
      ?? none
  }

  /// It is not under way any more.
  private mutating func write(_ gather: borrowing Gather) throws(IngestError) {
    let id = gather.row.mmuGatherID
    // The last to begin is mostly the first to end.
    if let index = underWay.lastIndex(where: { $0.id == id }) { underWay.remove(at: index) }
    try writer.add(gather.row)
  }

  /// Writes, as halves, what the thread has under way.
  mutating func abandonEverything(of thread: Thread) throws(IngestError) {
    guard !isIdle(thread) else { return }
    let abandoned = states[thread.slot].gathers
    for gather in abandoned { try write(gather) }
    states[thread.slot].gathers = []
  }

  // MARK: questions

  func isIdle(_ thread: Thread) -> Bool { states[thread.slot].gathers.isEmpty }

  /// Since when the thread has gathered, NULL when it does not, or when nothing would tell its end.
  func kernelSince(_ thread: Thread) -> Int64 {
    var since = none
    guard isEndRecorded else { return since }
    for gather in states[thread.slot].gathers { since = earlier(since, gather.row.gathered) }
    return since
  }

  /// The innermost gather at `tlb`; of those only that are, or are not, in tlb_finish_mmu.
  private func lastIndex(_ slot: Int32, _ tlb: UInt64, isFinishing: Bool?) -> Int? {
    let place = tlb == 0 ? none : Int64(bitPattern: tlb)
    return states[slot].gathers.lastIndex {
      $0.row.tlb == place && (isFinishing == nil || $0.isFinishing == isFinishing)
    }
  }
}
