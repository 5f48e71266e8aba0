import TraceQuery

/// Who did what when: observed events, and between them states that were worked out from them.
struct Interleaving {
  /// A CPU and who is of interest there.
  struct Lane {
    var cpu: Int64
    var threads: [ThreadName]
    /// What held there from the first event on.
    var initial: [String] = []
  }

  /// An event in its lane, and the states that begin with it.
  struct Step {
    var event: ObservedEvent
    var lane: Int
    var states: [String] = []
  }

  /// CPUs in the order of the columns: the window's owner, the fault, another CPU of the mm.
  var lanes: [Lane]
  /// Events in the order of time.
  var steps: [Step]
  /// Time of the first event.
  let start: Int64
  let times: Times
  let labels: Labels

  init?(_ finding: Finding, _ events: [ObservedEvent], _ labels: Labels, _ times: Times) {
    guard let first = events.first else { return nil }
    start = first.at.ts
    self.times = times
    self.labels = labels
    lanes = []
    steps = []
    let roles = [
      (finding.window?.call.entered.cpu, finding.window?.call.thread),
      (finding.load?.flush.entered.cpu, finding.load?.flush.thread),
      (finding.fault?.handled?.cpu, finding.fault?.thread),
      (finding.load?.loaded.cpu, finding.load?.thread),
      (finding.runners.first?.cpu, finding.runners.first?.thread),
    ]
    for (cpu, thread) in roles {
      if let cpu, let thread { _ = lane(cpu, thread) }
    }
    for event in events {
      let lane = lane(event.at.cpu, event.thread)
      steps.append(Step(event: event, lane: lane, states: Self.states(after: event, of: finding)))
    }
    if let runner = finding.runners.first, let place = lanes.firstIndex(where: { $0.cpu == runner.cpu }) {
      lanes[place].initial = initial(runner)
    }
    if let window = finding.window, window.call.lockMode == "write", !finding.raceClass.restsOnLock,
      let place = lanes.firstIndex(where: { $0.cpu == window.call.entered.cpu })
    {
      lanes[place].initial.append("mmap_lock: write")
    }
  }

  /// The column of a CPU; a thread that is new there is added to its head.
  private mutating func lane(_ cpu: Int64, _ thread: ThreadName) -> Int {
    if let place = lanes.firstIndex(where: { $0.cpu == cpu }) {
      if !lanes[place].threads.contains(thread), lanes[place].threads.count < 2 {
        lanes[place].threads.append(thread)
      }
      return place
    }
    lanes.append(Lane(cpu: cpu, threads: [thread]))
    return lanes.count - 1
  }

  private func initial(_ runner: Runner) -> [String] {
    var states: [String] = []
    if steps.contains(where: { $0.event.role == "sched_switch" }) {
      states.append("does not run yet")
    } else {
      states.append("runs this mm")
      if let from = runner.ranFrom { states.append("since \(times.bare(from - start))") }
    }
    if let last = runner.lastEvent, runner.nextEvent != nil {
      states += ["no event of it", "since \(times.bare(last - start))"]
    }
    states +=
      runner.lastFlush.map { ["its last flush of", "the page: \(times.bare($0 - start))"] } ?? [
        "no flush of", "the page seen",
      ]
    return states
  }

  private static func states(after event: ObservedEvent, of finding: Finding) -> [String] {
    if let call = finding.window?.call, event.at == call.entered, event.role == call.function,
      !finding.raceClass.restsOnLock, call.lockMode != "write"
    {
      return ["mmap_lock: \(call.lockMode ?? "unknown")"]
        + (call.downgradedHold == nil ? [] : ["since a downgrade"])
    }
    guard let fault = finding.fault else { return [] }
    if event.role == "handle_mm_fault" {
      if fault.isUnderVMALock == true { return ["per-VMA lock"] }
      return fault.hold.map { ["mmap_lock: \($0.isWrite ? "write" : "read")"] } ?? []
    }
    return event.role == "ptep_clear_flush" ? ["=> page copied"] : []
  }
}
