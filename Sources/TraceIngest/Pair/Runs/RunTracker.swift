/// Who ran where, with which mm loaded: the table `on_cpu`.
struct RunTracker: ~Copyable {
  /// A thread on a CPU.
  struct Run {
    var id: Int64 = none
    /// Its slot is valid as long as it runs.
    var thread: Thread
    /// The mm switch_mm_irqs_off loaded for it.
    var mm = Mm.unknown
    var from: Int64
    /// Whether `from` is the time of a sched_switch or switch_mm, not just of a first sight.
    var beginIsKnown: Bool
    var loaded: Int64 = none
    /// Whether its thread has let go of the mm, which stays loaded for nobody: the CPU may be left out of a flush.
    var isLazy = false
  }

  /// A run that is over, for the question who ran during a copy.
  struct PastRun {
    var tid: Int32
    var mm: Mm
    var from: Int64
    var to: Int64
  }

  struct CPUState: Blank, ~Copyable {
    var run: Run?
    /// Thread that sched_switch switched from: it still is `common_pid` of the events of the switch itself.
    var switchedFrom: Int32 = -1
    var lastTs: Int64 = none
    var past = RecentRing<PastRun>(capacity: historyLength)
  }

  struct ThreadState: Blank, ~Copyable {
    /// Whether it is the current thread of a CPU.
    var isCurrent = false
    var rows: Int64 = 0
  }

  struct MmState: Blank, ~Copyable {
    /// CPUs it was loaded on, and since when at the latest: NULL where that was before the recording.
    var places: [(cpu: Int32, since: Int64)] = []

    mutating func note(cpu: Int32, since ts: Int64) {
      if !places.contains(where: { $0.cpu == cpu }) { places.append((cpu, ts)) }
    }
  }

  /// History is bounded: only a copy's few microseconds are ever asked for.
  private static let historyLength = 64

  private var states = SlotStates<CPUState>()
  private var threads = SlotStates<ThreadState>()
  private var mms = SlotStates<MmState>()
  private let knowsLoads: Bool
  private let writer: FactWriter<OnCPURow>

  init(_ writers: FactWriters, _ recorded: RecordedRoles) {
    writer = writers.onCPU
    knowsLoads = recorded.contains(.switchMmIrqsOff)
  }

  /// A new thread has this slot.
  mutating func begin(_ thread: Thread) { threads.reset(thread.slot) }

  /// A new mm has this slot.
  mutating func begin(_ mm: Mm) { mms.reset(mm.slot) }

  // MARK: events

  /// Notes from any event that its thread is on its CPU.
  ///
  /// sched_switch fires before the switch: until the next thread's first own event, events of the switch
  /// itself (switch_mm_irqs_off, tlb_flush) still carry the tid that was switched from.
  @inline(__always)
  mutating func note(
    _ thread: Thread, on cpu: Int32, at ts: Int64, _ all: borrowing ThreadTracker
  ) throws(IngestError) {
    let state = states.place(cpu)
    if state.pointee.run?.thread.tid == thread.tid {
      state.pointee.switchedFrom = -1
    } else if state.pointee.run == nil || thread.tid != state.pointee.switchedFrom {
      // No sched_switch said so: it is not recorded, or was lost.
      try end(cpu, at: state.pointee.lastTs, isKnown: false, prevState: none, all)
      start(thread, on: cpu, at: ts, isKnown: false)
    }
    state.pointee.lastTs = ts
  }

  /// sched_switch to `next`.
  mutating func switched(to next: Thread, on cpu: Int32, _ event: borrowing Event) {
    start(next, on: cpu, at: event.ts, isKnown: true)
    states[cpu].switchedFrom = event.tid
  }

  /// sched_switch from the thread that runs.
  mutating func switchedAway(
    on cpu: Int32, _ event: borrowing Event, _ all: borrowing ThreadTracker
  ) throws(IngestError) {
    try end(
      cpu, at: event.ts, isKnown: true, prevState: event.optionalSigned(SchedSwitchArgument.prevState), all)
  }

  /// switch_mm_irqs_off loads `mm`.
  ///
  /// - Returns: the thread it is loaded for, nil when there is none, and whether a sched_switch is under way.
  mutating func loaded(
    _ mm: Mm, on cpu: Int32, _ event: borrowing Event, _ all: borrowing ThreadTracker
  ) throws(IngestError) -> (thread: Thread, isSwitching: Bool)? {
    mms[mm.slot].note(cpu: event.cpu, since: event.ts)
    guard let run = states[cpu].run else { return nil }
    let isSwitching = states[cpu].switchedFrom != -1 && run.loaded == none && run.beginIsKnown
    if !isSwitching {
      // exec, kthread_use_mm, or a lazy CPU that lets go of an mm: the same thread, another mm.
      try end(cpu, at: event.ts, isKnown: true, prevState: none, all)
      start(run.thread, on: cpu, at: event.ts, isKnown: true)
    }
    states[cpu].run?.mm = mm
    states[cpu].run?.loaded = event.ts
    return (run.thread, isSwitching)
  }

  /// The thread that runs lets go of its mm: kthread_unuse_mm() or exit_mm(), by enter_lazy_tlb().
  mutating func becameLazy(on cpu: Int32) { states[cpu].run?.isLazy = true }

  // MARK: questions

  /// CPUs that were seen have slots below.
  var cpus: Int32 { states.count }

  func isCurrent(_ thread: Thread) -> Bool { threads[thread.slot].isCurrent }

  func rows(of thread: Thread) -> Int64 { threads[thread.slot].rows }

  /// When the mm of the thread that runs on the CPU was loaded, NULL when that is not known.
  func loaded(on cpu: Int32) -> Int64 { states[cpu].run?.loaded ?? none }

  /// The run on the CPU, NULL when there is none, or it has no id yet.
  func current(on cpu: Int32) -> Int64 { states[cpu].run?.id ?? none }

  /// Whether the run goes on, and its thread uses the mm that was loaded for it.
  func isUsing(_ run: Int64, on cpu: Int32) -> Bool {
    states[cpu].run.map { $0.id == run && !$0.isLazy } ?? false
  }

  /// When `mm` was first loaded on the CPU; nil when it was not seen there, NULL when before the recording.
  func firstSeen(_ mm: Mm, on cpu: Int32) -> Int64? {
    mms[mm.slot].places.first { $0.cpu == cpu }?.since
  }

  /// Calls `body` with the runs of `mm` on the CPU that overlap `[begin, end]`: threads but the idle one, in no order
  /// that matters, and whether the begin is known.
  func forEachRun(
    of mm: Mm, on cpu: Int32, from begin: Int64, to end: Int64, _ all: borrowing ThreadTracker,
    _ body: (PastRun, _ beginIsKnown: Bool) -> Void
  ) {
    for index in 0..<states[cpu].past.count {
      let past = states[cpu].past[index]
      if past.mm == mm, past.tid != 0, past.from <= end, past.to >= begin { body(past, true) }
    }
    guard let run = states[cpu].run, run.thread.tid != 0, run.from <= end, ownMm(of: run, all) == mm else {
      return
    }
    body(PastRun(tid: run.thread.tid, mm: mm, from: run.from, to: end), run.beginIsKnown)
  }

  // MARK: rows

  private mutating func start(_ thread: Thread, on cpu: Int32, at ts: Int64, isKnown: Bool) {
    threads[thread.slot].isCurrent = true
    states[cpu].run = Run(
      id: isKnown ? writer.newID() : none, thread: thread, from: ts, beginIsKnown: isKnown)
  }

  private mutating func end(
    _ cpu: Int32, at ts: Int64, isKnown: Bool, prevState: Int64, _ all: borrowing ThreadTracker
  ) throws(IngestError) {
    guard let run = states[cpu].run.take() else { return }
    threads[run.thread.slot].isCurrent = false
    let mm = ownMm(of: run, all)
    if mm.isKnown { mms[mm.slot].note(cpu: cpu, since: run.beginIsKnown ? run.from : none) }
    states[cpu].past.append(PastRun(tid: run.thread.tid, mm: mm, from: run.from, to: ts))
    guard run.beginIsKnown || isKnown else { return }
    var row = OnCPURow()
    row.onCPUID = run.id == none ? writer.newID() : run.id
    row.cpu = Int64(cpu)
    row.tid = Int64(run.thread.tid)
    row.mmID = mm.id
    row.fromTs = run.beginIsKnown ? run.from : none
    row.toTs = isKnown ? ts : none
    row.loadedTs = run.loaded
    row.prevState = prevState
    try writer.add(row)
    threads[run.thread.slot].rows += 1
  }

  /// The address space the thread of a run is in.
  ///
  /// A kernel thread keeps the mm of the thread before it loaded but runs none of its code: it has none.
  private func ownMm(of run: Run, _ all: borrowing ThreadTracker) -> Mm {
    if run.mm.isKnown { return run.mm }
    // Every switch to a thread with an mm calls switch_mm_irqs_off (kernel/sched/core.c).
    if run.thread.tid == 0 || (run.beginIsKnown && knowsLoads) { return .unknown }
    return all.mm(of: run.thread)
  }

  /// Writes the run on the CPU at the end of the recording.
  mutating func finish(_ cpu: Int32, _ all: borrowing ThreadTracker) throws(IngestError) {
    guard states[cpu].run?.beginIsKnown == true else { return }
    try end(cpu, at: none, isKnown: false, prevState: none, all)
  }
}
