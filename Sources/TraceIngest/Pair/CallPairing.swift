/// Calls kept in `kernel_call`: those that other rows happen inside of.
extension Pairing {
  mutating func callEntered(
    _ function: KernelFunction, _ thread: Int32, _ event: borrowing Event, mm: Int32 = noSlot,
    start: Int64 = none, end: Int64 = none, argument: Int64 = none
  ) {
    threads[Int(thread)].calls.append(
      KernelCallInProgress(
        id: writers.kernelCall.newID(), function: function, cpu: Int64(event.cpu), from: event.ts, mm: mm,
        start: start,
        end: end, argument: argument))
  }

  mutating func callReturned(
    _ function: KernelFunction, _ thread: Int32, _ event: borrowing Event
  ) throws(IngestError) {
    let slot = Int(thread)
    let result = event.optional(0) == nil ? none : event.signed(0)
    guard let index = threads[slot].calls.lastIndex(where: { $0.function == function }) else {
      let half = KernelCallInProgress(
        id: writers.kernelCall.newID(), function: function, cpu: none, from: none)
      return try writeCall(half, thread, to: event.ts, cpu: Int64(event.cpu), result: result)
    }
    // What was called inside of it and has no return recorded ended before it.
    while threads[slot].calls.count > index + 1 {
      let inner = threads[slot].calls.removeLast()
      try writeCall(inner, thread, to: none, result: none)
    }
    let call = threads[slot].calls.removeLast()
    noteKernel(event.cpu, event.tid, call.from, event.ts)
    try writeCall(call, thread, to: event.ts, cpu: Int64(event.cpu), result: result)
  }

  mutating func clearRefsWriteEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    // It does not nest: the return of the one before was not recorded.
    while let index = threads[Int(thread)].calls.lastIndex(where: { $0.function == .clearRefsWrite }) {
      let stale = threads[Int(thread)].calls.remove(at: index)
      try writeCall(stale, thread, to: none, result: none)
    }
    callEntered(
      .clearRefsWrite, thread, event, argument: event.optional(0) == nil ? none : event.signed(0))
  }

  mutating func uffdWpRangeEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let mm = try mmSlot(event.arguments[0], event.ts)
    try endCallsWithoutReturn(thread)
    callEntered(
      .uffdWpRange, thread, event, mm: mm, start: event.signed(1), end: event.signed(1) &+ event.signed(2),
      argument: event.optional(3) == nil ? none : event.signed(3))
  }

  mutating func changeProtNumaEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let mm = try mmSlot(event.arguments[0], event.ts)
    try endCallsWithoutReturn(thread)
    callEntered(.changeProtNuma, thread, event, mm: mm, start: event.signed(1), end: event.signed(2))
  }

  /// A function may be probed at its entry only: the release of the lock it runs under ends the call.
  mutating func endCallsWithoutReturn(_ thread: Int32) throws(IngestError) {
    while let last = threads[Int(thread)].calls.last, !endIsRecorded(last.function) {
      threads[Int(thread)].calls.removeLast()
      try writeCall(last, thread, to: none, result: none)
    }
  }

  /// A call that is known by one event only.
  mutating func writeCall(
    _ function: KernelFunction, _ thread: Int32, _ event: borrowing Event, mm: Int32 = noSlot,
    start: Int64 = none
  ) throws(IngestError) {
    let call = KernelCallInProgress(
      id: writers.kernelCall.newID(), function: function, cpu: Int64(event.cpu), from: event.ts, mm: mm,
      start: start)
    try writeCall(call, thread, to: none, result: none)
  }

  mutating func writeCall(
    _ call: KernelCallInProgress, _ thread: Int32, to: Int64, cpu: Int64 = none, result: Int64
  ) throws(IngestError) {
    let row: InlineArray<12, Int64> = [
      call.id, call.function.rawValue, Int64(threads[Int(thread)].tid), call.cpu, call.from, to, cpu,
      mmID(call.mm),
      call.start, call.end, call.argument, result,
    ]
    try writers.kernelCall.append(row.span)
  }
}
