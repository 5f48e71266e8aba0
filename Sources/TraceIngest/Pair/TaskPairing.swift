internal import TraceStore

/// Threads: their states, births and deaths, and the table `task`.
extension Pairing {
  /// Threads held in memory before those are forgotten that have nothing under way, where no exit is recorded.
  static let maximumThreads = 65_536
  /// Threads that can have something under way at once; no machine has so many that wait or fault.
  static let threadLimit = 262_144

  /// Slot of a thread.
  ///
  /// Each CPU has an idle thread of its own, all with tid 0.
  mutating func threadSlot(_ tid: Int32, cpu: Int32, ts: Int64) throws(IngestError) -> Int32 {
    let key = tid == 0 ? -1 - cpu : tid
    if let slot = threadSlots[key] {
      threads[Int(slot)].lastTs = ts
      return slot
    }
    if threadSlots.count >= threadsBeforeRetiring {
      try retireIdleThreads()
      guard threadSlots.count < Self.threadLimit else {
        throw IngestError(
          path, "more than \(Self.threadLimit) threads have something under way at once",
          hint: "mmtrace keeps no more; a recording of so many is damaged, or not one of a kernel")
      }
      // Each look at all of them is paid for by half as many new ones.
      threadsBeforeRetiring = max(Self.maximumThreads, min(Self.threadLimit, threadSlots.count * 3 / 2))
    }
    let slot: Int32
    if let free = freeThreads.popLast() {
      slot = free
      threads[Int(slot)] = ThreadState(tid: tid, ts: ts)
    } else {
      slot = Int32(threads.count)
      threads.append(ThreadState(tid: tid, ts: ts))
    }
    threads[Int(slot)].key = key
    threadSlots[key] = slot
    return slot
  }

  mutating func forked(_ thread: Int32, _ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    let child = Int32(truncatingIfNeeded: event.signed(1))
    try writeTaskEvent(1, event, subject(of: event), Int64(child))
    guard child != 0 else { return }
    if let stale = threadSlots[child], !threads[Int(stale)].isCurrent { try retireThread(stale) }
    let slot = try threadSlot(child, cpu: event.cpu, ts: event.ts)
    threads[Int(slot)].parent = Int64(event.tid)
    threads[Int(slot)].forkedTs = event.ts
    if text.byteCount > 0 { threads[Int(slot)].comm = CommBytes(text) }
  }

  mutating func executed(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let tid = subject(of: event)
    try writeTaskEvent(2, event, tid, event.optional(1) == nil ? none : event.signed(1))
    threads[Int(thread)].execTs = event.ts
  }

  mutating func exited(_ thread: Int32, _ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    try writeTaskEvent(3, event, subject(of: event), none)
    threads[Int(thread)].exitedTs = event.ts
    if threads[Int(thread)].comm.isEmpty, text.byteCount > 0 { threads[Int(thread)].comm = CommBytes(text) }
  }

  /// The thread a sched_process event is about: its field, or the thread it happened in.
  private func subject(of event: borrowing Event) -> Int64 {
    event.optional(0) == nil ? Int64(event.tid) : event.signed(0)
  }

  private mutating func writeTaskEvent(
    _ what: Int64, _ event: borrowing Event, _ tid: Int64, _ other: Int64
  ) throws(IngestError) {
    let row: InlineArray<6, Int64> = [
      writers.taskEvent.newID(), event.ts, Int64(event.cpu), tid, what, other,
    ]
    try writers.taskEvent.append(row.span)
  }

  mutating func marked(_ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    var bytes: [UInt8] = []
    for index in 0..<text.byteCount {
      bytes.append(text.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    while bytes.last == 10 || bytes.last == 0 { bytes.removeLast() }
    let line = String(decoding: bytes, as: UTF8.self)
    try noteRecorder(line, event.ts)
    try writers.mark.insert([
      .integer(writers.mark.newID()), .integer(event.ts), .integer(Int64(event.cpu)),
      .integer(Int64(event.tid)),
      .text(line),
    ])
  }

  /// Writes, as halves, what the thread has under way.
  mutating func abandonEverything(of thread: Int32) throws(IngestError) {
    let slot = Int(thread)
    try abandonFault(thread)
    if let request = threads[slot].request {
      forgetWaiter(request)
      try writeLock(request, thread, success: none)
    }
    for hold in threads[slot].holds { try writeLock(hold, thread, success: 1) }
    for gather in threads[slot].gathers { try writeGather(gather, thread, to: none) }
    for call in threads[slot].calls { try writeCall(call, thread, to: none, result: none) }
    if threads[slot].flush != noSlot { try endRequest(threads[slot].flush, to: none) }
    if threads[slot].protect != noSlot, windows[Int(threads[slot].protect)].id == threads[slot].protectID {
      windows[Int(threads[slot].protect)].returnedAt = eventNumber
    }
    threads[slot].request = nil
    threads[slot].holds = []
    threads[slot].gathers = []
    threads[slot].calls = []
    threads[slot].protect = noSlot
  }

  /// Writes a thread that is gone and forgets it.
  mutating func retireThread(_ thread: Int32) throws(IngestError) {
    let slot = Int(thread)
    try abandonEverything(of: thread)
    try writeTask(thread)
    threadSlots[threads[slot].key] = nil
    threads[slot].isRetired = true
    freeThreads.append(thread)
  }

  private mutating func retireIdleThreads() throws(IngestError) {
    for slot in threadSlots.values.sorted() {
      let thread = threads[Int(slot)]
      guard !thread.isCurrent, thread.fault == nil, thread.request == nil, thread.holds.isEmpty,
        thread.gathers.isEmpty, thread.calls.isEmpty, thread.flush == noSlot, thread.protect == noSlot
      else { continue }
      try retireThread(slot)
    }
  }

  mutating func writeTask(_ thread: Int32) throws(IngestError) {
    let state = threads[Int(thread)]
    let recorded = recordedTasks[state.tid]
    let name = state.comm.isEmpty ? savedComms[state.tid] ?? recorded?.comm : state.comm.text
    let parent = state.parent == none ? recorded?.parent.map { Int64($0) } ?? none : state.parent
    func integer(_ value: Int64) -> SQLValue { value == none ? .null : .integer(value) }
    try writers.task.insert([
      .integer(writers.task.newID()), .integer(Int64(state.tid)),
      recorded?.tgid.map { .integer(Int64($0)) } ?? .null, name.map { .text($0) } ?? .null,
      integer(parent), integer(mmID(state.mm)), .integer(state.firstTs), .integer(state.lastTs),
      integer(state.forkedTs), integer(state.execTs), integer(state.exitedTs),
      .integer(state.rows.runs), .integer(state.rows.faults), .integer(state.rows.locks),
      .integer(state.rows.writeLocks), .integer(state.rows.flushes),
    ])
  }
}
