import TraceQuery

/// What happened when, on which CPU, as bars: for the pictures of a finding.
struct TimelinePicture {
  /// A stretch of time on a CPU.
  struct Bar {
    var kind: TimelineKind
    var cpu: Int64
    /// Times of its events; they may lie outside of the picture.
    var from: Int64
    var to: Int64
    /// What it says when pointed at.
    var title: String
  }

  /// A moment on a CPU.
  struct Mark {
    var cpu: Int64
    var ts: Int64
    var title: String
  }

  /// Time at the left edge and at the right edge.
  private(set) var start: Int64
  private(set) var end: Int64
  /// Time from which the axis counts.
  let origin: Int64
  /// Bars by CPU and kind, in the order in which they are drawn.
  private(set) var bars: [Bar]
  /// Lines that the workload wrote.
  private(set) var marks: [Mark]
  /// CPUs from top to bottom, with who is of interest there.
  private(set) var lanes: [(cpu: Int64, name: String)]
  /// What belongs to the finding and lies outside of the picture, a line each.
  private(set) var beyond: [String]
  let times: Times

  init?(_ finding: Finding, _ times: Times) {
    let moments = finding.moments.map(\.ts)
    guard let first = moments.min(), let last = moments.max(), first < last else { return nil }
    self.times = times
    start = first
    origin = first
    // A little room after the last event, so that its bar has an end that can be seen.
    end = last + max(1, (last - first) / 50)
    (bars, marks, lanes, beyond) = ([], [], [], [])
    addOwner(finding)
    addFault(finding)
    addRunners(finding)
    addFlushes(finding)
    if let load = finding.load { add(.run, load.switched, load.loaded.ts, load.thread, "switch to the mm") }
    addMark(finding)
    bars = bars.enumerated().sorted {
      (Self.order($0.element.kind), $0.offset) < (Self.order($1.element.kind), $1.offset)
    }.map(\.element)
  }

  /// The stretch in which a store can be lost.
  var danger: Bar? { bars.first { $0.kind == .store } }

  /// What surrounds the stretch in which a store can be lost, where that is hard to see in the whole.
  var closeUp: TimelinePicture? {
    guard let danger, (danger.to - danger.from) < (end - start) / 8 else { return nil }
    let room = max(1, danger.to - danger.from)
    var picture = self
    picture.start = max(start, danger.from - room)
    picture.end = min(end, danger.to + room)
    picture.bars = bars.filter { $0.from <= picture.end && $0.to >= picture.start }
    picture.marks = marks.filter { $0.ts <= picture.end && $0.ts >= picture.start }
    picture.lanes = lanes.filter { lane in picture.bars.contains { $0.cpu == lane.cpu } }
    picture.beyond = []
    return picture
  }

  private static func order(_ kind: TimelineKind) -> Int { TimelineKind.allCases.firstIndex(of: kind) ?? 0 }

  private mutating func add(
    _ kind: TimelineKind, _ from: Moment?, _ to: Int64?, _ thread: ThreadName, _ what: String
  ) {
    guard let from else { return }
    let name = "\(what), \(ToldFinding.name(thread, cpu: from.cpu))"
    if from.ts > end {
      beyond.append("Right of the picture: \(name), \(times.length(from.ts - end)) after its edge.")
      return
    }
    let until = to ?? end
    if until < start { return }
    let length = to.map { times.length($0 - from.ts) } ?? "to the end of the recording"
    let title =
      "\(name): "
      + "\(times.bare(from.ts - origin)) to \(to.map { times.bare($0 - origin) } ?? "the end") \(times.unit) (\(length))"
    bars.append(Bar(kind: kind, cpu: from.cpu, from: from.ts, to: until, title: title))
    if !lanes.contains(where: { $0.cpu == from.cpu }) { lanes.append((from.cpu, ToldFinding.name(thread))) }
  }

  private mutating func add(_ hold: LockHold, _ thread: ThreadName) {
    add(
      hold.isWrite ? .writeHold : .readHold, hold.acquired, hold.downgraded ?? hold.released?.ts, thread,
      "mmap_lock held for \(hold.isWrite ? "writing" : "reading")")
  }

  private mutating func addOwner(_ finding: Finding) {
    guard let window = finding.window else { return }
    let call = window.call
    for hold in [call.downgradedHold, call.hold].compactMap(\.self) { add(hold, call.thread) }
    add(.window, call.entered, window.closed, call.thread, "window of \(call.function)")
  }

  private mutating func addFault(_ finding: Finding) {
    guard let fault = finding.fault else { return }
    if let hold = fault.hold { add(hold, fault.thread) }
    add(.fault, fault.handled, fault.handledTo?.ts, fault.thread, "handle_mm_fault")
    if fault.clearFlush != nil {
      add(
        .copy, fault.copy ?? fault.writeProtect, fault.clearFlush?.ts, fault.thread,
        "copy, until ptep_clear_flush")
    }
  }

  private mutating func addRunners(_ finding: Finding) {
    for runner in finding.runners.prefix(2) {
      let from = Moment(ts: runner.ranFrom ?? start, cpu: runner.cpu)
      add(.run, from, runner.ranTo, runner.thread, "runs")
      add(
        .store, Moment(ts: runner.userFrom, cpu: runner.cpu),
        runner.receipt?.entered.ts ?? finding.fault?.clearFlushTo?.ts, runner.thread, "a store may be lost")
    }
    if finding.runners.count > 2 {
      beyond.append("Not drawn: \(finding.runners.count - 2) more threads whose stores may be lost.")
    }
  }

  private mutating func addFlushes(_ finding: Finding) {
    let own = finding.window?.call.ownFlush
    let flushes = [
      finding.window?.flush, own?.id == finding.window?.flush?.id ? nil : own, finding.load?.flush,
    ]
    for flush in flushes.compactMap(\.self) {
      let isOwn = flush.id == own?.id
      add(
        .flush, flush.entered, flush.returned?.ts, flush.thread,
        isOwn ? "the owner's flush_tlb_mm_range" : "flush_tlb_mm_range")
      for receipt in flush.receipts
      where receipt.entered.ts <= end && finding.cpus.contains(receipt.entered.cpu) {
        add(.receipt, receipt.entered, receipt.returned, receipt.thread, "flush_tlb_func")
      }
    }
    if finding.window != nil, own == nil {
      beyond.append("No flush of the window by its owner was recorded.")
    }
  }

  private mutating func addMark(_ finding: Finding) {
    guard let mark = finding.mark else { return }
    let title = "\(ToldFinding.name(mark.thread, cpu: mark.at.cpu)) wrote to trace_marker: \(mark.text)"
    if mark.at.ts > end {
      beyond.append("Right of the picture: \(title), \(times.length(mark.at.ts - end)) after its edge.")
    } else {
      marks.append(Mark(cpu: mark.at.cpu, ts: mark.at.ts, title: title))
      if !lanes.contains(where: { $0.cpu == mark.at.cpu }) {
        lanes.append((mark.at.cpu, ToldFinding.name(mark.thread)))
      }
    }
  }
}
