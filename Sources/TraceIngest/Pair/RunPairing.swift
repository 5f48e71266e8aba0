internal import TraceStore

/// Who ran where, with which mm loaded.
extension Pairing {
  /// Notes from any event that its thread is on its CPU.
  ///
  /// sched_switch fires before the switch: until the next thread's first own event, events of the switch
  /// itself (switch_mm_irqs_off, tlb_flush) still carry the tid that was switched from.
  mutating func noteRunning(_ cpu: Int, _ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    defer { cpus[cpu].lastTs = event.ts }
    guard let current = cpus[cpu].current else {
      cpus[cpu].current = newStint(event.tid, thread, event.ts, isKnown: false)
      return
    }
    if current.tid == event.tid {
      cpus[cpu].switchedFrom = -1
      return
    }
    guard event.tid != cpus[cpu].switchedFrom else { return }
    // No sched_switch said so: it is not recorded, or was lost.
    try endStint(cpu, at: cpus[cpu].lastTs, isKnown: false, prevState: none)
    cpus[cpu].current = newStint(event.tid, thread, event.ts, isKnown: false)
  }

  private mutating func newStint(_ tid: Int32, _ thread: Int32, _ ts: Int64, isKnown: Bool) -> Stint {
    threads[Int(thread)].isCurrent = true
    return Stint(
      id: isKnown ? writers.onCPU.newID() : none, tid: tid, thread: thread, from: ts, beginIsKnown: isKnown)
  }

  mutating func switched(_ cpu: Int, _ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    try endStint(
      cpu, at: event.ts, isKnown: true, prevState: event.optional(2) == nil ? none : event.signed(2))
    let tid = Int32(truncatingIfNeeded: event.signed(1))
    let thread = try threadSlot(tid, cpu: event.cpu, ts: event.ts)
    if text.byteCount > 0 { threads[Int(thread)].comm = CommBytes(text) }
    cpus[cpu].current = newStint(tid, thread, event.ts, isKnown: true)
    cpus[cpu].switchedFrom = event.tid
    let previous = try threadSlot(event.tid, cpu: event.cpu, ts: event.ts)
    if threads[Int(previous)].exitedTs != none { try retireThread(previous) }
  }

  mutating func mmSwitched(_ cpu: Int, _ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let mm = try mmSlot(event.arguments[0], event.ts, begins: true)
    cpus[cpu].loadedMm = mm
    mms[Int(mm)].note(cpu: event.cpu, since: event.ts)
    guard var stint = cpus[cpu].current else { return }
    let isSwitching = cpus[cpu].switchedFrom != -1 && stint.loaded == none && stint.beginIsKnown
    if isSwitching {
      stint.mm = mm
      stint.loaded = event.ts
      cpus[cpu].current = stint
      threads[Int(stint.thread)].mm = mm
      return
    }
    // exec, kthread_use_mm, or a lazy CPU that lets go of an mm: the same thread, another mm.
    try endStint(cpu, at: event.ts, isKnown: true, prevState: none)
    var next = newStint(stint.tid, stint.thread, event.ts, isKnown: true)
    next.mm = mm
    next.loaded = event.ts
    cpus[cpu].current = next
    if event.tid != 0, cpus[cpu].receipt == nil { threads[Int(thread)].mm = mm }
  }

  private mutating func endStint(
    _ cpu: Int, at ts: Int64, isKnown: Bool, prevState: Int64
  ) throws(IngestError) {
    guard let stint = cpus[cpu].current else { return }
    cpus[cpu].current = nil
    threads[Int(stint.thread)].isCurrent = false
    let mm = ownMm(of: stint)
    if mm != noSlot { mms[Int(mm)].note(cpu: Int32(cpu), since: stint.beginIsKnown ? stint.from : none) }
    cpus[cpu].pastStints.append(PastStint(tid: stint.tid, mm: mm, from: stint.from, to: ts))
    guard stint.beginIsKnown || isKnown else { return }
    let row: InlineArray<8, Int64> = [
      stint.id == none ? writers.onCPU.newID() : stint.id, Int64(cpu), Int64(stint.tid), mmID(mm),
      stint.beginIsKnown ? stint.from : none, isKnown ? ts : none, stint.loaded, prevState,
    ]
    try writers.onCPU.append(row.span)
    threads[Int(stint.thread)].rows.runs += 1
  }

  /// The address space the thread of a stint runs in.
  ///
  /// A kernel thread keeps the mm of the thread before it loaded but runs none of its code: it has none.
  private func ownMm(of stint: Stint) -> Int32 {
    if stint.mm != noSlot { return stint.mm }
    // Every switch to a thread with an mm calls switch_mm_irqs_off (kernel/sched/core.c).
    if stint.tid == 0 || (stint.beginIsKnown && recordedRoles.contains(.switchMmIrqsOff)) { return noSlot }
    return threads[Int(stint.thread)].mm
  }

  mutating func endRun(_ cpu: Int) throws(IngestError) {
    guard let stint = cpus[cpu].current, stint.beginIsKnown else { return }
    try endStint(cpu, at: none, isKnown: false, prevState: none)
  }

  /// Threads of the fault's mm that ran on some CPU between the begin of its copy and the end of its
  /// ptep_clear_flush.
  func runners(during fault: FaultInProgress, of thread: Int32) -> [CopyRunner] {
    var runners: [CopyRunner] = []
    let (begin, end) = (fault.copyBegin, fault.clearFlushTo)
    for cpu in cpus.indices {
      let lastFlush = cpus[cpu].lastFlush(of: fault.address, mm: fault.mm, before: begin)
      let nextFlush = cpus[cpu].firstFlush(of: fault.address, mm: fault.mm, from: begin)
      let last = nextFlush == none ? end : min(end, nextFlush)
      func note(_ tid: Int32, _ mm: Int32, _ from: Int64, _ to: Int64, isKnown: Bool) {
        guard mm == fault.mm, tid != threads[Int(thread)].tid, tid != 0, from <= end, to >= begin else {
          return
        }
        let user = userTime(of: tid, on: cpu, from: max(from, begin), to: min(to, last))
        let seen = mms[Int(mm)].firstSeen(on: Int32(cpu)) ?? (isKnown ? from : none)
        runners.append(
          CopyRunner(
            cpu: Int32(cpu), tid: tid, from: max(from, begin), to: min(to, end), lastFlush: lastFlush,
            nextFlush: nextFlush, hereSince: seen, user: user))
      }
      for stint in cpus[cpu].pastStints.elements {
        note(stint.tid, stint.mm, stint.from, stint.to, isKnown: true)
      }
      if let stint = cpus[cpu].current {
        note(stint.tid, ownMm(of: stint), stint.from, end, isKnown: stint.beginIsKnown)
      }
    }
    return runners
  }
}
