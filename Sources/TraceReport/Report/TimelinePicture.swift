import TraceQuery

/// What happened when, on which CPU, as bars: for the pictures of a finding.
struct TimelinePicture {
  /// What a bar is.
  enum Kind: String, CaseIterable {
    case run, hold, window, fault, copy, flush, receipt

    /// In a word or two, for a row.
    var name: String {
      switch self {
      case .run: "runs"
      case .hold: "mmap_lock"
      case .window: "window"
      case .fault: "fault"
      case .copy: "copy"
      case .flush: "flush"
      case .receipt: "CPU flushes"
      }
    }

    /// In words, for a legend.
    var label: String {
      switch self {
      case .run: "a thread of the mm runs"
      case .hold: "mmap_lock held"
      case .window: "window: PTEs changed, not flushed"
      case .fault: "fault handled"
      case .copy: "page copied"
      case .flush: "flush asked for, until done"
      case .receipt: "CPU flushes"
      }
    }
  }

  /// A stretch of time on a CPU.
  struct Bar {
    var kind: Kind
    var cpu: Int64
    /// Times of its events; they may lie outside of the picture.
    var from: Int64
    var to: Int64
    /// What it says when pointed at.
    var title: String
  }

  /// Time at the left edge and at the right edge.
  let start: Int64
  let end: Int64
  /// Bars by CPU and kind, in the order in which they are drawn.
  let bars: [Bar]
  /// CPUs from top to bottom, with who is of interest there.
  let lanes: [(cpu: Int64, name: String)]
  let times: Times

  init?(_ finding: Finding, _ times: Times) {
    self.times = times
    let moments = finding.moments.map(\.ts)
    guard let first = moments.min(), let last = moments.max(), first < last else { return nil }
    // A little room after the last event, so that its bar has an end that can be seen.
    start = first
    end = last + max(1, (last - first) / 50)
    var bars: [Bar] = []
    var lanes: [(cpu: Int64, name: String)] = []
    func add(_ kind: Kind, _ from: Moment?, _ to: Int64?, _ thread: ThreadName, _ what: String) {
      guard let from, from.ts <= last else { return }
      let until = to ?? last
      if until < first { return }
      let length = to.map { times.length($0 - from.ts) } ?? "to the end of the recording"
      let title =
        "\(what), \(ToldFinding.name(thread, cpu: from.cpu)): "
        + "\(times.bare(from.ts - first)) to \(to.map { times.bare($0 - first) } ?? "the end") \(times.unit) (\(length))"
      bars.append(Bar(kind: kind, cpu: from.cpu, from: from.ts, to: until, title: title))
      if !lanes.contains(where: { $0.cpu == from.cpu }) {
        lanes.append((from.cpu, ToldFinding.name(thread)))
      }
    }
    if let window = finding.window {
      let call = window.call
      for hold in [call.downgradedHold, call.hold].compactMap(\.self) {
        add(
          .hold, hold.acquired, hold.downgraded ?? hold.released?.ts, call.thread,
          "mmap_lock for \(hold.isWrite ? "writing" : "reading")")
      }
      add(.window, call.entered, window.closed, call.thread, "window of \(call.function)")
    }
    if let fault = finding.fault {
      if let hold = fault.hold {
        add(
          .hold, hold.acquired, hold.released?.ts, fault.thread,
          "mmap_lock for \(hold.isWrite ? "writing" : "reading")")
      }
      add(.fault, fault.handled, fault.handledTo?.ts, fault.thread, "handle_mm_fault")
      if fault.clearFlush != nil {
        add(
          .copy, fault.copy ?? fault.writeProtect, fault.clearFlush?.ts, fault.thread,
          "copy, until ptep_clear_flush")
      }
    }
    let own = finding.window?.call.ownFlush
    let flushes = [
      finding.window?.flush, own?.id == finding.window?.flush?.id ? nil : own, finding.load?.flush,
    ]
    if let runner = finding.runners.first {
      add(.run, Moment(ts: runner.ranFrom ?? first, cpu: runner.cpu), runner.ranTo, runner.thread, "runs")
    }
    for flush in flushes.compactMap(\.self) {
      add(.flush, flush.entered, flush.returned?.ts, flush.thread, "flush_tlb_mm_range")
      for receipt in flush.receipts where finding.cpus.contains(receipt.entered.cpu) {
        add(.receipt, receipt.entered, receipt.returned, receipt.thread, "flush_tlb_func")
      }
    }
    if let load = finding.load { add(.run, load.switched, load.loaded.ts, load.thread, "switch to the mm") }
    self.bars = bars.enumerated().sorted {
      (Self.order($0.element.kind), $0.offset) < (Self.order($1.element.kind), $1.offset)
    }.map(\.element)
    self.lanes = lanes
  }

  private static func order(_ kind: Kind) -> Int { Kind.allCases.firstIndex(of: kind) ?? 0 }
}
