/// Requests to flush, and the tlb_flush events of them: the tables `tlb_flush_request` and `tlb_flush`.
struct FlushTracker: ~Copyable {
  /// flush_tlb_mm_range under way: its row, and what the row does not have.
  struct Request: ~Copyable {
    var row: TlbFlushRequestRow
    var range: FlushRange
    let thread: Thread
    /// Event number of its entry.
    let begun: UInt64
    var reach = FlushReach()

    var cpu: Int64 { row.cpu }
  }

  struct ThreadState: Blank, ~Copyable {
    /// flush_tlb_mm_range under way, or noSlot.
    var request = noSlot
    var rows: Int64 = 0
  }

  private var requests = SlotTable<Request>()
  /// Slots of requests under way, oldest first.
  private var underWay: [Int32] = []
  private var states = SlotStates<ThreadState>()
  private var loads: LoadsDuringFlush
  private let writer: FactWriter<TlbFlushRequestRow>
  private let eventWriter: FactWriter<TlbFlushRow>

  init(_ writers: FactWriters) {
    writer = writers.tlbFlushRequest
    eventWriter = writers.tlbFlush
    loads = LoadsDuringFlush(writers)
  }

  /// A new thread has this slot.
  mutating func begin(_ thread: Thread) { states.reset(thread.slot) }

  // MARK: flush_tlb_mm_range

  /// - Returns: its row's id.
  mutating func requested(
    _ thread: Thread, _ range: FlushRange, _ event: borrowing Event, _ number: UInt64, call: Int64,
    protect: Int64,
    fault: Int64
  ) throws(IngestError) -> Int64 {
    try abandonEverything(of: thread)
    var row = TlbFlushRequestRow()
    row.tlbFlushRequestID = writer.newID()
    row.mmID = range.mm.id
    row.tid = Int64(thread.tid)
    row.cpu = Int64(event.cpu)
    row.start = event.signed(FlushTlbMmRangeArgument.start)
    row.end = event.signed(FlushTlbMmRangeArgument.end)
    row.fromTs = event.ts
    row.strideShift = event.optionalSigned(FlushTlbMmRangeArgument.strideShift)
    row.freedTables = event.optional(FlushTlbMmRangeArgument.freedTables).map { Int64($0 & 0xff) } ?? none
    row.kernelCallID = call
    row.inProtectID = protect
    row.inFaultID = fault
    let slot = requests.insert(Request(row: row, range: range, thread: thread, begun: number))
    underWay.append(slot)
    states[thread.slot].request = slot
    return row.tlbFlushRequestID
  }

  /// The function returns: it has been carried out.
  ///
  /// - Returns: nil when it was not seen to begin.
  mutating func returned(
    _ thread: Thread, _ event: borrowing Event, _ runs: borrowing RunTracker
  ) throws(IngestError) -> EndedFlush? {
    let slot = states[thread.slot].request
    guard slot != noSlot else {
      var half = TlbFlushRequestRow()
      half.tlbFlushRequestID = writer.newID()
      half.tid = Int64(thread.tid)
      half.cpu = Int64(event.cpu)
      half.toTs = event.ts
      states[thread.slot].rows += 1
      try writer.add(half)
      return nil
    }
    requests[slot].row.toTs = event.ts
    let flush = EndedFlush(
      id: requests[slot].row.tlbFlushRequestID, range: requests[slot].range, begun: requests[slot].begun,
      cpu: requests[slot].row.cpu, from: requests[slot].row.fromTs, to: event.ts, reach: requests[slot].reach)
    try loads.ended(flush, runs)
    try end(slot)
    return flush
  }

  /// Writes, as a half, what the thread has under way.
  mutating func abandonEverything(of thread: Thread) throws(IngestError) {
    if states[thread.slot].request != noSlot { try end(states[thread.slot].request) }
  }

  private mutating func end(_ slot: Int32) throws(IngestError) {
    try writer.add(requests[slot].row)
    let thread = requests[slot].thread.slot
    states[thread].rows += 1
    states[thread].request = noSlot
    underWay.removeAll { $0 == slot }
    requests.remove(slot)
  }

  // MARK: questions

  func isIdle(_ thread: Thread) -> Bool { states[thread.slot].request == noSlot }

  func rows(of thread: Thread) -> Int64 { states[thread.slot].rows }

  /// Since when the thread has been flushing, NULL when it is not.
  func kernelSince(_ thread: Thread) -> Int64 {
    let slot = states[thread.slot].request
    return slot == noSlot ? none : requests[slot].row.fromTs
  }

  // MARK: flush_tlb_func

  /// A CPU begins to carry out a request for `mm`; notes that it receives it.
  ///
  /// - Returns: the request: the one under way on the initiating CPU; where that is not recorded, the only one of
  ///   the mm; NULL when that is not certain.
  mutating func received(by cpu: Int32, _ event: borrowing Event, _ mm: Mm) -> Int64 {
    let slot = request(for: event, mm)
    guard slot != noSlot else {
      noteReceiver(cpu, mm)
      return none
    }
    requests[slot].reach.receivers.append(cpu)
    return requests[slot].row.tlbFlushRequestID
  }

  private func request(for event: borrowing Event, _ mm: Mm) -> Int32 {
    guard mm.isKnown else { return noSlot }
    let initiator = event.optional(FlushTlbFuncArgument.initiatingCPU)
    var found = noSlot
    for slot in underWay where requests[slot].range.mm == mm {
      if let initiator {
        if UInt64(UInt32(truncatingIfNeeded: requests[slot].cpu)) == initiator { return slot }
      } else if found == noSlot {
        found = slot
      } else {
        return noSlot
      }
    }
    return found
  }

  /// A CPU has flushed what it had of `mm`, for which request is not known: it has carried out all of them.
  ///
  /// flush_tlb_func() compares TLB generations and flushes up to the newest one.
  private mutating func noteReceiver(_ cpu: Int32, _ mm: Mm) {
    for slot in underWay where !mm.isKnown || requests[slot].range.mm == mm {
      requests[slot].reach.receivers.append(cpu)
    }
  }

  // MARK: tlb:tlb_flush

  /// What a tlb_flush event is about.
  private struct Subject {
    var mm = Mm.unknown
    var request: Int64 = none
  }

  /// Reasons of tlb_flush, include/trace/events/tlb.h.
  enum Reason {
    static let taskSwitch: Int64 = 0
    static let remoteShootdown: Int64 = 1
    static let localMmShootdown: Int64 = 3
    static let remoteSendIPI: Int64 = 4
  }

  mutating func happened(
    _ cpu: Int32, _ thread: Thread, _ event: borrowing Event, _ cpus: inout CPUTracker,
    _ runs: borrowing RunTracker
  ) throws(IngestError) {
    let reason = event.signed(TlbFlushArgument.reason)
    let pages = event.signed(TlbFlushArgument.pages)
    let isInReceipt = cpus.receipt(cpu) != nil
    let subject = note(cpu, thread, event, &cpus, runs)
    // Not every flush_tlb_func has its events: kretprobes run out of instances, kprobes miss.
    if reason == Reason.remoteShootdown || reason == Reason.localMmShootdown, !isInReceipt {
      noteReceiver(cpu, subject.mm.isKnown ? subject.mm : cpus.loaded(on: cpu))
    }
    var row = TlbFlushRow()
    row.tlbFlushID = eventWriter.newID()
    row.ts = event.ts
    row.cpu = Int64(event.cpu)
    row.tid = Int64(event.tid)
    row.reason = reason
    row.pages = pages
    row.mmID = subject.mm.id
    row.tlbFlushRequestID = subject.request
    if reason == Reason.taskSwitch, pages == 0, subject.mm.isKnown {
      try noteLoad(row.tlbFlushID, cpu, subject.mm, event, cpus, runs)
    }
    if reason == Reason.remoteSendIPI, !isIdle(thread) {
      requests[states[thread.slot].request].reach.isSent = true
    }
    try eventWriter.add(row)
  }

  /// Finds out what the event is about, and notes what the CPU has flushed.
  private func note(
    _ cpu: Int32, _ thread: Thread, _ event: borrowing Event, _ cpus: inout CPUTracker,
    _ runs: borrowing RunTracker
  ) -> Subject {
    let reason = event.signed(TlbFlushArgument.reason)
    let isAll = event.signed(TlbFlushArgument.pages) == -1
    if reason == Reason.taskSwitch {
      // It comes after the CR3 write of switch_mm_irqs_off (arch/x86/mm/tlb.c).
      let mm = cpus.loaded(on: cpu)
      if isAll, mm.isKnown {
        // A thread that is being switched to runs no user code before the event.
        let loaded = runs.loaded(on: cpu)
        let begun = loaded == none ? event.ts : loaded
        cpus.note(CarriedFlush(range: FlushRange(allOf: mm), earliest: begun, latest: begun), on: cpu)
      }
      return Subject(mm: mm)
    }
    if let receipt = cpus.receipt(cpu) {
      if isAll { cpus.receiptFlushesAll(cpu) }
      return Subject(mm: receipt.mm, request: receipt.request)
    }
    let own = states[thread.slot].request
    if own != noSlot {
      // The initiator's own flush, where no probe brackets it (5.10 probes flush_tlb_func_remote only).
      if reason == Reason.localMmShootdown {
        let from = requests[own].row.fromTs
        note(requests[own].range, isAll, from, latest: from, on: cpu, &cpus)
      }
      return Subject(mm: requests[own].range.mm, request: requests[own].row.tlbFlushRequestID)
    }
    // A CPU flushed for others, and no flush_tlb_func says for whom: that is certain only when one other CPU is
    // flushing.
    guard reason == Reason.remoteShootdown else { return Subject() }
    let other = onlyRequest(notOf: Int64(event.cpu))
    guard other != noSlot else { return Subject() }
    // The event comes after the flush, which came after its request.
    note(requests[other].range, isAll, requests[other].row.fromTs, latest: event.ts, on: cpu, &cpus)
    return Subject(mm: requests[other].range.mm, request: requests[other].row.tlbFlushRequestID)
  }

  private func note(
    _ range: FlushRange, _ isAll: Bool, _ earliest: Int64, latest: Int64, on cpu: Int32,
    _ cpus: inout CPUTracker
  ) {
    let covered = isAll ? FlushRange(allOf: range.mm) : range
    cpus.note(CarriedFlush(range: covered, earliest: earliest, latest: latest), on: cpu)
  }

  /// The request of another CPU than this, if there is just one.
  private func onlyRequest(notOf cpu: Int64) -> Int32 {
    var found = noSlot
    for slot in underWay where requests[slot].cpu != cpu {
      guard found == noSlot else { return noSlot }
      found = slot
    }
    return found
  }

  /// A CPU has loaded `mm` and kept its entries (tlb_flush reason 0, pages 0): pairs it with the flushes of
  /// that mm that overlap the load.
  private mutating func noteLoad(
    _ flush: Int64, _ cpu: Int32, _ mm: Mm, _ event: borrowing Event, _ cpus: borrowing CPUTracker,
    _ runs: borrowing RunTracker
  ) throws(IngestError) {
    let loaded = runs.loaded(on: cpu)
    guard loaded != none else { return }
    let load = MmLoad(
      event: flush, mm: mm, cpu: event.cpu, run: runs.current(on: cpu), from: loaded,
      lastFlush: cpus.lastFlush(ofAnyPageOf: mm, on: cpu, before: event.ts))
    let here = Int64(event.cpu)
    for slot in underWay where requests[slot].range.mm == mm && requests[slot].cpu != here {
      loads.note(load, during: requests[slot].row.tlbFlushRequestID)
    }
    try loads.meetEnded(load, runs)
  }
}

/// Which CPUs a flush reached.
struct FlushReach {
  /// Whether it was sent to other CPUs: tlb_flush reason 4 (TLB_REMOTE_SEND_IPI).
  var isSent = false
  /// CPUs that carried it out.
  var receivers: [Int32] = []
}

/// A flush_tlb_mm_range that has returned.
struct EndedFlush {
  var id: Int64
  var range: FlushRange
  /// Event number of its entry.
  var begun: UInt64
  var cpu: Int64
  var from: Int64
  var to: Int64
  var reach: FlushReach
}
