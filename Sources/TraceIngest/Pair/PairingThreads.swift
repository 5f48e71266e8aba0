/// Threads and address spaces: whose slots they have, every tracker has to know.
extension Pairing {
  /// The thread `tid`, or the idle thread of `cpu`.
  @inline(__always)
  mutating func thread(_ tid: Int32, cpu: Int32, _ ts: Int64) throws(IngestError) -> Thread {
    if let known = threads.known(tid, cpu: cpu, ts) { return known }
    return try newThread(tid, cpu: cpu, ts)
  }

  @inline(never)
  private mutating func newThread(_ tid: Int32, cpu: Int32, _ ts: Int64) throws(IngestError) -> Thread {
    if threads.isCrowded {
      for thread in threads.all where isIdle(thread) { try retire(thread) }
      try threads.lookedForIdle(in: path)
    }
    let thread = threads.add(tid, cpu: cpu, ts)
    runs.begin(thread)
    locks.begin(thread)
    faults.begin(thread)
    calls.begin(thread)
    gathers.begin(thread)
    windows.begin(thread)
    flushes.begin(thread)
    return thread
  }

  /// The mm whose address is an argument of the event.
  ///
  /// `begins` says that the event can be the first of a new mm.
  @inline(__always)
  mutating func mm(
    _ event: borrowing Event, _ argument: Int, begins: Bool = false
  ) throws(IngestError) -> Mm {
    let address = event.arguments[argument]
    if let known = spaces.known(address, event.ts, begins: begins) { return known }
    return try newMm(address, event.ts)
  }

  @inline(never)
  private mutating func newMm(_ address: UInt64, _ ts: Int64) throws(IngestError) -> Mm {
    let mm = try spaces.add(address, ts)
    runs.begin(mm)
    locks.begin(mm)
    windows.begin(mm)
    return mm
  }

  /// The mm goes through exit_mmap: its windows end, whoever flushed.
  mutating func mmEnded(_ mm: Mm, _ ts: Int64) throws(IngestError) {
    if spaces.end(mm, ts) { try windows.endAll(of: mm, ts) }
  }

  // MARK: scheduling

  mutating func switched(
    on cpu: Int32, _ event: borrowing Event, _ text: RawSpan
  ) throws(IngestError) {
    try runs.switchedAway(on: cpu, event, threads)
    let next = try thread(
      Int32(truncatingIfNeeded: event.signed(SchedSwitchArgument.nextPid)), cpu: event.cpu, event.ts)
    threads.name(next, text)
    runs.switched(to: next, on: cpu, event)
    let previous = try thread(event.tid, cpu: event.cpu, event.ts)
    if threads.hasExited(previous) { try retire(previous) }
  }

  mutating func mmSwitched(
    _ thread: Thread, on cpu: Int32, _ event: borrowing Event
  ) throws(IngestError) {
    let mm = try mm(event, SwitchMmIrqsOffArgument.next, begins: true)
    cpus.load(mm, on: cpu)
    guard let run = try runs.loaded(mm, on: cpu, event, threads) else { return }
    if run.isSwitching {
      threads.runs(run.thread, in: mm)
    } else if event.tid != 0, cpus.receipt(cpu) == nil {
      threads.runs(thread, in: mm)
    }
  }

  mutating func forked(_ event: borrowing Event, _ text: RawSpan) throws(IngestError) {
    let tid = Int32(truncatingIfNeeded: event.signed(SchedProcessForkArgument.childPid))
    try threads.add(.fork, event, other: Int64(tid))
    guard tid != 0 else { return }
    if let stale = threads.thread(tid), !runs.isCurrent(stale) { try retire(stale) }
    threads.forked(try thread(tid, cpu: event.cpu, event.ts), by: event, text)
  }

  // MARK: ends

  /// Whether the thread has nothing under way.
  private func isIdle(_ thread: Thread) -> Bool {
    !runs.isCurrent(thread) && !faults.isUnderWay(thread) && locks.isIdle(thread) && gathers.isIdle(thread)
      && calls.isIdle(thread) && flushes.isIdle(thread) && windows.isIdle(thread)
  }

  /// Writes, as halves, what the thread has under way.
  mutating func abandonEverything(of thread: Thread) throws(IngestError) {
    try abandonFault(thread)
    try locks.abandonEverything(of: thread)
    try gathers.abandonEverything(of: thread)
    try calls.abandonEverything(of: thread)
    try flushes.abandonEverything(of: thread)
    windows.abandonEverything(of: thread, eventNumber)
  }

  /// Writes a thread that is gone and forgets it.
  private mutating func retire(_ thread: Thread) throws(IngestError) {
    try abandonEverything(of: thread)
    try writeTask(thread)
    threads.retire(thread)
  }

  mutating func writeTask(_ thread: Thread) throws(IngestError) {
    let counts = TaskCounts(
      runs: runs.rows(of: thread), faults: faults.rows(of: thread), locks: locks.counts(of: thread),
      flushes: flushes.rows(of: thread))
    try threads.write(thread, counts, recordedTasks)
  }
}
