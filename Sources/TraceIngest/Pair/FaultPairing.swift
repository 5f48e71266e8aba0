internal import TraceStore

/// Page faults: exception, handle_mm_fault, do_wp_page and the copy inside it.
///
/// There is no exit event of an exception: a fault that never reaches handle_mm_fault (no VMA, no
/// permission) ends where the thread's next fault begins.
extension Pairing {
  private static let faultFlagRetry: Int64 = 0x400  // VM_FAULT_RETRY, include/linux/mm_types.h

  mutating func faultEntered(
    _ thread: Int32, _ event: borrowing Event, kernelMode: Bool
  ) throws(IngestError) {
    let slot = Int(thread)
    var fault = FaultInProgress()
    fault.address = event.arguments[0]
    fault.entered = event.ts
    fault.enteredCPU = Int64(event.cpu)
    fault.kernelMode = kernelMode ? 1 : 0
    fault.ip = event.optional(1) == nil ? none : event.signed(1)
    fault.errorCode = event.optional(2) == nil ? none : event.signed(2)
    fault.id = writers.pageFault.newID()
    if kernelMode, let current = threads[slot].fault, current.isInHandler {
      // A nested exception: the handler itself touched memory without fault handling (a probe that reads
      // an argument, say). It has no handle_mm_fault of its own and must not end the fault around it.
      return try writeFault(fault, thread, to: none, result: none)
    }
    try abandonFault(thread)
    if event.ts == endedWindowsTs {
      // In the same tick as the end of a window: which came first is not known, the judge decides.
      for window in endedWindows where window.start <= fault.address && fault.address < window.end {
        fault.note(window.id)
      }
    }
    threads[slot].fault = fault
    addInFlight(thread)
  }

  mutating func handlerEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    let address = event.arguments[1]
    let mm = try mmSlot(event.arguments[0], event.ts, begins: true)
    if let current = threads[slot].fault, current.isInHandler || current.page != address >> 12 {
      try abandonFault(thread)
    }
    if threads[slot].fault == nil {
      var fault = FaultInProgress()
      fault.id = writers.pageFault.newID()
      fault.address = address
      threads[slot].fault = fault
      addInFlight(thread)
    }
    threads[slot].fault?.mm = mm
    if let id = threads[slot].fault?.id { try decideLocks(thread, fault: id) }
    threads[slot].fault?.handledFrom = event.ts
    threads[slot].fault?.handledCPU = Int64(event.cpu)
    threads[slot].fault?.flags = event.optional(2) == nil ? none : event.signed(2)
    threads[slot].fault?.vmFlags = event.optional(5) == nil ? none : event.signed(5)
    // A fault of user mode is in the thread's own mm; get_user_pages() may be in any.
    if threads[slot].fault?.kernelMode == 0 { threads[slot].mm = mm }
  }

  mutating func handlerReturned(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    let result = event.optional(0) == nil ? none : event.signed(0)
    guard var fault = threads[slot].fault, fault.isInHandler || fault.wpFrom != none || fault.wpTo != none
    else {
      var half = FaultInProgress()
      half.id = writers.pageFault.newID()
      return try writeFault(half, thread, to: event.ts, cpu: Int64(event.cpu), result: result)
    }
    noteOpenWindows(&fault)
    noteKernel(
      event.cpu, event.tid, fault.entered != none ? fault.entered : fault.handledFrom, event.ts)
    try writeFault(fault, thread, to: event.ts, cpu: Int64(event.cpu), result: result)
    guard result != none, result & Self.faultFlagRetry != 0, fault.entered != none else {
      return clearFault(thread)
    }
    // The same exception goes through handle_mm_fault again, after waiting: a row of its own.
    var again = FaultInProgress()
    again.id = writers.pageFault.newID()
    again.address = fault.address
    again.entered = fault.entered
    again.enteredCPU = fault.enteredCPU
    again.kernelMode = fault.kernelMode
    again.ip = fault.ip
    again.errorCode = fault.errorCode
    again.windows = fault.windows
    again.isRetry = true
    threads[slot].fault = again
  }

  mutating func wpPageEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    if threads[slot].fault?.isInHandler != true {
      try abandonFault(thread)
      var fault = FaultInProgress()
      fault.id = writers.pageFault.newID()
      fault.address = event.arguments[1]
      fault.mm = try mmSlot(event.arguments[0], event.ts)
      threads[slot].fault = fault
      addInFlight(thread)
    }
    threads[slot].fault?.wpFrom = event.ts
    threads[slot].fault?.wpFromCPU = Int64(event.cpu)
    threads[slot].fault?.wpTo = none
  }

  mutating func wpPageReturned(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    if threads[slot].fault == nil {
      var fault = FaultInProgress()
      fault.id = writers.pageFault.newID()
      threads[slot].fault = fault
      addInFlight(thread)
    }
    threads[slot].fault?.wpTo = event.ts
    threads[slot].fault?.wpToCPU = Int64(event.cpu)
  }

  mutating func wpPageCopyEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    guard threads[Int(thread)].fault?.isInWpPage == true else {
      return try writeCall(.wpPageCopy, thread, event, start: event.signed(0))
    }
    threads[Int(thread)].fault?.copyFrom = event.ts
    threads[Int(thread)].fault?.copyCPU = Int64(event.cpu)
  }

  mutating func clearFlushEntered(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    if let fault = threads[slot].fault, fault.isInWpPage, fault.clearFlushFrom == none,
      fault.page == event.arguments[1] >> 12
    {
      threads[slot].fault?.clearFlushFrom = event.ts
      threads[slot].fault?.clearFlushCPU = Int64(event.cpu)
    } else {
      // KSM, migration, reclaim: not a copy by a fault.
      let mm = try mmSlot(event.arguments[0], event.ts)
      callEntered(.ptepClearFlush, thread, event, mm: mm, start: event.signed(1))
    }
  }

  mutating func clearFlushReturned(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let slot = Int(thread)
    guard var fault = threads[slot].fault, fault.clearFlushFrom != none, fault.clearFlushTo == none else {
      return try callReturned(.ptepClearFlush, thread, event)
    }
    fault.clearFlushTo = event.ts
    noteOpenWindows(&fault)
    if !fault.windows.isEmpty { fault.runners = runners(during: fault, of: thread) }
    threads[slot].fault = fault
  }

  /// Adds the windows that still await a flush of the fault's page.
  func noteOpenWindows(_ fault: inout FaultInProgress) {
    guard fault.mm != noSlot else { return }
    for pass in mms[Int(fault.mm)].passes {
      guard let slot = window(in: pass, at: fault.address), windows[Int(slot)].awaitsFlush(of: fault.address)
      else { continue }
      fault.note(windows[Int(slot)].id)
    }
  }

  /// Ends a fault of which no more is heard.
  mutating func abandonFault(_ thread: Int32) throws(IngestError) {
    guard var fault = threads[Int(thread)].fault else { return }
    try decideLocks(thread, fault: none)
    noteOpenWindows(&fault)
    // The second half of a retry that never came has nothing that its first half's row does not have.
    if !(fault.isRetry && !fault.isInHandler) { try writeFault(fault, thread, to: none, result: none) }
    clearFault(thread)
  }

  private mutating func clearFault(_ thread: Int32) {
    threads[Int(thread)].fault = nil
    removeInFlight(thread)
  }

  private mutating func writeFault(
    _ fault: FaultInProgress, _ thread: Int32, to: Int64, cpu: Int64 = none, result: Int64
  ) throws(IngestError) {
    let row: InlineArray<27, Int64> = [
      fault.id, Int64(threads[Int(thread)].tid), mmID(fault.mm), Int64(bitPattern: fault.address),
      fault.entered, fault.enteredCPU, fault.kernelMode, fault.ip, fault.errorCode, fault.handledFrom,
      fault.handledCPU, to, cpu, fault.flags, result, fault.vmFlags, fault.wpFrom, fault.wpFromCPU,
      fault.wpTo,
      fault.wpToCPU, fault.copyFrom, fault.copyCPU, fault.clearFlushFrom, fault.clearFlushTo,
      fault.clearFlushCPU, fault.mitigation, fault.isRetry ? 1 : none,
    ]
    try writers.pageFault.append(row.span)
    threads[Int(thread)].rows.faults += 1
    guard fault.isWrite, fault.isInHandler || fault.wpFrom != none else { return }
    for window in fault.windows {
      let pair: InlineArray<3, Int64> = [writers.faultWindow.newID(), fault.id, window]
      try writers.faultWindow.append(pair.span)
    }
    for runner in fault.runners {
      let row: InlineArray<12, Int64> = [
        writers.copyRunner.newID(), fault.id, Int64(runner.cpu), Int64(runner.tid), runner.from, runner.to,
        runner.lastFlush, runner.nextFlush, runner.hereSince, runner.user.from, runner.user.to,
        runner.user.length,
      ]
      try writers.copyRunner.append(row.span)
    }
  }

  private mutating func addInFlight(_ thread: Int32) {
    guard threads[Int(thread)].inFlight == noSlot else { return }
    threads[Int(thread)].inFlight = Int32(faultsInFlight.count)
    faultsInFlight.append(thread)
  }

  private mutating func removeInFlight(_ thread: Int32) {
    let index = threads[Int(thread)].inFlight
    guard index != noSlot, let last = faultsInFlight.popLast() else { return }
    threads[Int(thread)].inFlight = noSlot
    guard last != thread else { return }
    faultsInFlight[Int(index)] = last
    threads[Int(last)].inFlight = index
  }
}
