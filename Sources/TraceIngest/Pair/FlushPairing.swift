internal import TraceStore

/// flush_tlb_mm_range under way.
struct FlushInProgress {
  var id: Int64
  var mm: Int32
  var thread: Int32
  var tid: Int32
  var cpu: Int32
  var start: UInt64
  var end: UInt64
  var from: Int64
  /// Event number of its entry.
  var begun: UInt64
  var stride: Int64
  var freedTables: Int64
  var call: Int64
  /// End, once it has returned.
  var to: Int64 = none
  /// Whether it was sent to other CPUs: tlb_flush reason 4 (TLB_REMOTE_SEND_IPI).
  var isSent = false
  /// CPUs that carried it out.
  var receivers: [Int32] = []
}

/// A row of load_during_flush before its flush has ended.
struct LoadDuringFlush {
  var request: Int64
  var load: Int64
  var cpu: Int32
  var stint: Int64
  var switchFrom: Int64
  var lastFlush: Int64
}

/// Flush requests, the CPUs that carry them out, and the tlb_flush events of both.
extension Pairing {
  mutating func flushRequested(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    if threads[slot].flush != noSlot { try endRequest(threads[slot].flush, to: none) }
    let mm = try mmSlot(event.arguments[0], event.ts)
    let request = FlushInProgress(
      id: writers.tlbFlushRequest.newID(), mm: mm, thread: thread, tid: threads[slot].tid, cpu: event.cpu,
      start: event.arguments[1], end: event.arguments[2], from: event.ts, begun: eventNumber,
      stride: event.optional(3) == nil ? none : event.signed(3),
      freedTables: event.optional(4) == nil ? none : event.signed(4) & 0xff,
      call: threads[slot].calls.last?.id ?? none)
    let requestSlot: Int32
    if let free = freeRequests.popLast() {
      requestSlot = free
      requests[Int(free)] = request
    } else {
      requestSlot = Int32(requests.count)
      requests.append(request)
    }
    threads[slot].flush = requestSlot
    openRequests.append(requestSlot)
    // do_wp_page() flushing before it copies is what makes userfaultfd's late flush harmless
    // (mm/memory.c, userfaultfd_wp() && mm_tlb_flush_pending()).
    if let fault = threads[slot].fault, fault.isInWpPage, fault.clearFlushFrom == none, fault.mm == mm,
      request.start <= fault.address, fault.address < request.end || request.end == UInt64.max
    {
      threads[slot].fault?.mitigation = request.id
    }
  }

  mutating func flushReturned(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = threads[Int(thread)].flush
    guard slot != noSlot else {
      let half: InlineArray<11, Int64> = [
        writers.tlbFlushRequest.newID(), none, Int64(threads[Int(thread)].tid), Int64(event.cpu), none, none,
        none,
        event.ts, none, none, none,
      ]
      threads[Int(thread)].rows.flushes += 1
      return try writers.tlbFlushRequest.append(half.span)
    }
    var request = requests[Int(slot)]
    request.to = event.ts
    endedRequests.append(request)
    noteKernel(event.cpu, event.tid, request.from, event.ts)
    try writeLoads(during: request)
    flushedInsideItsFunction(thread, request.mm, request.start, request.end, flush: request.id, event.ts)
    try flushed(
      request.mm, request.start, request.end, begun: request.begun, flush: request.id, event.ts)
    try endRequest(slot, to: event.ts)
  }

  mutating func endRequest(_ slot: Int32, to: Int64) throws(IngestError) {
    try writeRequest(slot, to: to)
    threads[Int(requests[Int(slot)].thread)].flush = noSlot
    openRequests.removeAll { $0 == slot }
    freeRequests.append(slot)
  }

  mutating func writeRequest(_ slot: Int32, to: Int64) throws(IngestError) {
    let request = requests[Int(slot)]
    let row: InlineArray<11, Int64> = [
      request.id, mmID(request.mm), Int64(request.tid), Int64(request.cpu), Int64(bitPattern: request.start),
      Int64(bitPattern: request.end), request.from, to, request.stride, request.freedTables, request.call,
    ]
    try writers.tlbFlushRequest.append(row.span)
    threads[Int(request.thread)].rows.flushes += 1
  }

  // MARK: receipts

  mutating func receiptBegun(_ cpu: Int, _ event: borrowing Event) throws(IngestError) {
    if let stale = cpus[cpu].receipt { try writeReceipt(stale, cpu, to: none) }
    var mm = noSlot
    // mm is NULL in the info of arch_tlbbatch_flush().
    if let address = event.optional(1), address != 0 { mm = try mmSlot(address, event.ts) }
    let requestID = request(for: event, mm)
    if requestID == none {
      noteReceiver(cpu, mm)
    } else {
      for slot in openRequests where requests[Int(slot)].id == requestID {
        requests[Int(slot)].receivers.append(Int32(cpu))
      }
    }
    cpus[cpu].receipt = ReceiptInProgress(
      id: writers.tlbFlushReceipt.newID(), request: requestID, tid: event.tid, from: event.ts, mm: mm,
      start: event.optional(2) == nil ? none : event.signed(2),
      end: event.optional(3) == nil ? none : event.signed(3),
      generation: event.optional(4) == nil ? none : event.signed(4))
  }

  /// The request that a flush_tlb_func carries out: the one under way on the initiating CPU; where that
  /// is not recorded, the only one of the mm.
  private func request(for event: borrowing Event, _ mm: Int32) -> Int64 {
    guard mm != noSlot else { return none }
    let initiator = event.optional(5)
    var found = none
    for slot in openRequests where requests[Int(slot)].mm == mm {
      let request = requests[Int(slot)]
      if let initiator {
        if UInt64(UInt32(bitPattern: request.cpu)) == initiator { return request.id }
      } else if found == none {
        found = request.id
      } else {
        return none
      }
    }
    return found
  }

  mutating func receiptEnded(_ cpu: Int, _ event: borrowing Event) throws(IngestError) {
    guard let receipt = cpus[cpu].receipt else {
      let half = ReceiptInProgress(
        id: writers.tlbFlushReceipt.newID(), request: none, tid: event.tid, from: none, mm: noSlot,
        start: none,
        end: none, generation: none)
      return try writeReceipt(half, cpu, to: event.ts)
    }
    cpus[cpu].receipt = nil
    noteKernel(event.cpu, receipt.tid, receipt.from, event.ts)
    try writeReceipt(receipt, cpu, to: event.ts)
    if receipt.mm != noSlot { cpus[cpu].flushes.append(receipt.carried) }
  }

  /// A CPU has flushed what it had of `mm`, for which request is not known: it has carried out all of them.
  ///
  /// flush_tlb_func() compares TLB generations and flushes up to the newest one.
  private mutating func noteReceiver(_ cpu: Int, _ mm: Int32) {
    for slot in openRequests where mm == noSlot || requests[Int(slot)].mm == mm {
      requests[Int(slot)].receivers.append(Int32(cpu))
    }
  }

  mutating func writeReceipt(_ receipt: ReceiptInProgress, _ cpu: Int, to: Int64) throws(IngestError) {
    let row: InlineArray<10, Int64> = [
      receipt.id, receipt.request, Int64(cpu), Int64(receipt.tid), receipt.from, to, mmID(receipt.mm),
      receipt.start, receipt.end, receipt.generation,
    ]
    try writers.tlbFlushReceipt.append(row.span)
  }

  // MARK: tlb:tlb_flush

  mutating func flushHappened(
    _ cpu: Int, _ thread: Int32, _ event: borrowing Event
  ) throws(IngestError) {
    let reason = event.signed(0)
    let pages = event.signed(1)
    var mm = noSlot
    var request = none
    if reason == 0 {
      // TLB_FLUSH_ON_TASK_SWITCH comes after the CR3 write of switch_mm_irqs_off (arch/x86/mm/tlb.c).
      mm = cpus[cpu].loadedMm
      if pages == -1, mm != noSlot {
        // A thread that is being switched to runs no user code before the event.
        let loaded = cpus[cpu].current?.loaded ?? none
        let begun = loaded == none ? event.ts : loaded
        cpus[cpu].flushes.append(CarriedFlush(ts: begun, latest: begun, mm: mm, start: 0, end: UInt64.max))
      }
    } else if let receipt = cpus[cpu].receipt {
      request = receipt.request
      mm = receipt.mm
      if pages == -1 { cpus[cpu].receipt?.flushedAll = true }
    } else if threads[Int(thread)].flush != noSlot {
      let own = requests[Int(threads[Int(thread)].flush)]
      request = own.id
      mm = own.mm
      if reason == 3 {
        // The initiator's own flush, where no probe brackets it (5.10 probes flush_tlb_func_remote only).
        let isAll = pages == -1
        cpus[cpu].flushes.append(
          CarriedFlush(
            ts: own.from, latest: own.from, mm: mm, start: isAll ? 0 : own.start,
            end: isAll ? UInt64.max : own.end))
      }
    } else if reason == 1 {
      (mm, request) = flushedForOthers(cpu, pages, event)
    }
    // Not every flush_tlb_func has its events: kretprobes run out of instances, kprobes miss.
    if reason == 1 || reason == 3, cpus[cpu].receipt == nil {
      noteReceiver(cpu, mm == noSlot ? cpus[cpu].loadedMm : mm)
    }
    let id = writers.tlbFlush.newID()
    if reason == 0, pages == 0, mm != noSlot { try noteLoad(id, cpu, mm, event) }
    if reason == 4, threads[Int(thread)].flush != noSlot {
      requests[Int(threads[Int(thread)].flush)].isSent = true
    }
    let row: InlineArray<8, Int64> = [
      id, event.ts, Int64(event.cpu), Int64(event.tid), reason, pages, mmID(mm), request,
    ]
    try writers.tlbFlush.append(row.span)
  }

  /// A CPU flushed for others (TLB_REMOTE_SHOOTDOWN), and no flush_tlb_func says for whom: that is certain only
  /// when one other CPU is flushing.
  private mutating func flushedForOthers(
    _ cpu: Int, _ pages: Int64, _ event: borrowing Event
  ) -> (mm: Int32, request: Int64) {
    let here = event.cpu
    var found = noSlot
    for slot in openRequests where requests[Int(slot)].cpu != here {
      guard found == noSlot else { return (noSlot, none) }
      found = slot
    }
    guard found != noSlot else { return (noSlot, none) }
    let request = requests[Int(found)]
    let isAll = pages == -1
    // The event comes after the flush, which came after its request.
    cpus[cpu].flushes.append(
      CarriedFlush(
        ts: request.from, latest: event.ts, mm: request.mm, start: isAll ? 0 : request.start,
        end: isAll ? UInt64.max : request.end))
    return (request.mm, request.id)
  }

  // MARK: loads that keep TLB entries

  /// A CPU has loaded `mm` and kept its entries (tlb_flush reason 0, pages 0): pairs it with the flushes of
  /// that mm that overlap the load.
  ///
  /// On a correct kernel the CPU either reads the new TLB generation and flushes, or is sent the flush
  /// (arch/x86/mm/tlb.c, switch_mm_irqs_off()).
  private mutating func noteLoad(
    _ flush: Int64, _ cpu: Int, _ mm: Int32, _ event: borrowing Event
  ) throws(IngestError) {
    guard let stint = cpus[cpu].current, stint.loaded != none else { return }
    let lastFlush = cpus[cpu].lastFlush(ofAnyPageOf: mm, before: event.ts)
    let here = event.cpu
    for slot in openRequests where requests[Int(slot)].mm == mm && requests[Int(slot)].cpu != here {
      loadsDuringFlush.append(
        LoadDuringFlush(
          request: requests[Int(slot)].id, load: flush, cpu: event.cpu, stint: stint.id,
          switchFrom: stint.loaded, lastFlush: lastFlush))
    }
    for request in endedRequests.elements
    where request.mm == mm && request.cpu != here && request.to >= stint.loaded {
      try writeLoad(
        LoadDuringFlush(
          request: request.id, load: flush, cpu: event.cpu, stint: stint.id,
          switchFrom: stint.loaded, lastFlush: lastFlush),
        request)
    }
  }

  private mutating func writeLoads(during request: FlushInProgress) throws(IngestError) {
    guard !loadsDuringFlush.isEmpty else { return }
    for load in loadsDuringFlush where load.request == request.id { try writeLoad(load, request) }
    loadsDuringFlush.removeAll { $0.request == request.id }
  }

  private mutating func writeLoad(_ load: LoadDuringFlush, _ request: FlushInProgress) throws(IngestError) {
    let stayed = cpus[cpuSlot(load.cpu)].current?.id == load.stint
    let row: InlineArray<9, Int64> = [
      writers.loadDuringFlush.newID(), load.request, load.load, Int64(load.cpu), load.switchFrom,
      request.receivers.contains(load.cpu) ? 1 : 0, request.isSent ? 1 : 0, stayed ? 1 : 0, load.lastFlush,
    ]
    try writers.loadDuringFlush.append(row.span)
  }
}
