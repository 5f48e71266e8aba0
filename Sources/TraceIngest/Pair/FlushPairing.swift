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
}

/// Flush requests, the CPUs that carry them out, and the tlb_flush events of both.
extension Pairing {
  mutating func flushRequested(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    if threads[slot].flush != noSlot { try endRequest(threads[slot].flush, to: none) }
    let mm = try mmSlot(event.arguments[0], event.ts)
    let request = FlushInProgress(
      id: next(&ids.tlbFlushRequest), mm: mm, thread: thread, tid: threads[slot].tid, cpu: event.cpu,
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
        next(&ids.tlbFlushRequest), none, Int64(threads[Int(thread)].tid), Int64(event.cpu), none, none, none,
        event.ts, none, none, none,
      ]
      return try writers.tlbFlushRequest.add(half.span)
    }
    let request = requests[Int(slot)]
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
    try writers.tlbFlushRequest.add(row.span)
  }

  // MARK: receipts

  mutating func receiptBegun(_ cpu: Int, _ event: borrowing Event) throws(IngestError) {
    if let stale = cpus[cpu].receipt { try writeReceipt(stale, cpu, to: none) }
    let mm = event.optional(1) == nil || event.arguments[1] == 0 ? noSlot : try mmSlot(event.arguments[1], event.ts)
    cpus[cpu].receipt = ReceiptInProgress(
      id: next(&ids.tlbFlushReceipt), request: request(for: event, mm), tid: event.tid, from: event.ts, mm: mm,
      start: event.optional(2) == nil ? none : event.signed(2),
      end: event.optional(3) == nil ? none : event.signed(3),
      generation: event.optional(4) == nil ? none : event.signed(4))
  }

  /// The request that a flush_tlb_func carries out: the one under way on the initiating CPU; where that
  /// is not recorded, the only one of the mm.
  private func request(for event: borrowing Event, _ mm: Int32) -> Int64 {
    guard mm != noSlot else { return none }
    var found = none
    for slot in openRequests where requests[Int(slot)].mm == mm {
      let request = requests[Int(slot)]
      if let initiator = event.optional(5) {
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
        id: next(&ids.tlbFlushReceipt), request: none, tid: event.tid, from: none, mm: noSlot, start: none,
        end: none, generation: none)
      return try writeReceipt(half, cpu, to: event.ts)
    }
    cpus[cpu].receipt = nil
    try writeReceipt(receipt, cpu, to: event.ts)
    guard receipt.mm != noSlot else { return }
    let isAll = receipt.flushedAll || receipt.start == none || receipt.end == none
    cpus[cpu].remember(
      CarriedFlush(
        ts: event.ts, mm: receipt.mm, start: isAll ? 0 : UInt64(bitPattern: receipt.start),
        end: isAll ? UInt64.max : UInt64(bitPattern: receipt.end)))
  }

  mutating func writeReceipt(_ receipt: ReceiptInProgress, _ cpu: Int, to: Int64) throws(IngestError) {
    let row: InlineArray<10, Int64> = [
      receipt.id, receipt.request, Int64(cpu), Int64(receipt.tid), receipt.from, to, mmID(receipt.mm),
      receipt.start, receipt.end, receipt.generation,
    ]
    try writers.tlbFlushReceipt.add(row.span)
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
        cpus[cpu].remember(CarriedFlush(ts: event.ts, mm: mm, start: 0, end: UInt64.max))
      }
    } else if let receipt = cpus[cpu].receipt {
      request = receipt.request
      mm = receipt.mm
      if pages == -1 { cpus[cpu].receipt?.flushedAll = true }
    } else if threads[Int(thread)].flush != noSlot {
      let own = requests[Int(threads[Int(thread)].flush)]
      request = own.id
      mm = own.mm
    } else if reason == 1 {
      // Without the flush_tlb_func probe: certain only when one other CPU is flushing.
      var others = 0
      for slot in openRequests where requests[Int(slot)].cpu != event.cpu {
        others += 1
        request = requests[Int(slot)].id
        mm = requests[Int(slot)].mm
      }
      if others != 1 {
        request = none
        mm = noSlot
      }
      if mm != noSlot, !recordedRoles.contains(.flushTlbFunc), pages == -1 {
        cpus[cpu].remember(CarriedFlush(ts: event.ts, mm: mm, start: 0, end: UInt64.max))
      }
    }
    let row: InlineArray<8, Int64> = [
      next(&ids.tlbFlush), event.ts, Int64(event.cpu), Int64(event.tid), reason, pages, mmID(mm), request,
    ]
    try writers.tlbFlush.add(row.span)
  }
}
