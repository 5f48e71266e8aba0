import TraceQuery

/// An event of the recording that a finding is made of.
struct ObservedEvent {
  /// A value that the event carries.
  enum Value {
    /// An address of the process.
    case address(Int64)
    /// The mm.
    case mm
    /// Anything that is no address.
    case text(String)
  }

  /// When and where.
  var at: Moment
  /// Who.
  var thread: ThreadName
  /// What it is read as, `event_kind.role`.
  var role: String
  /// Its values, as in the recording.
  var fields: [(name: String, value: Value)] = []
  /// What the diagram says below it.
  var details: [String] = []
  /// 0 decides the finding; evidence leaves out the greatest first.
  var weight: Int
  /// Weight of an event that is no evidence.
  static let diagramOnly = 100

  /// Name of the function or event, without what marks a return.
  var function: String { isReturn ? String(role.dropLast(4)) : role }
  /// Whether it is the return of a function.
  var isReturn: Bool { role.hasSuffix("_ret") }
}

extension Finding {
  /// What decides it.
  private var decides: DecidingEvents { KnownClasses.text(raceClass.name).decides }

  /// The events it is made of, in the order of time.
  func events(_ labels: Labels) -> [ObservedEvent] {
    var events: [ObservedEvent] = []
    if let window { events += window.call.events(window, of: self, labels) }
    if let fault { events += fault.events(labels, decides: decides.contains(.fault)) }
    if let flush = window?.flush {
      events += flush.events(labels, weight: decides.contains(.flush) ? 0 : 1)
    }
    if let own = window?.call.ownFlush, own.id != window?.flush?.id, decides.contains(.race) {
      events += own.events(labels, weight: 2)
    }
    if let runner = runners.first, let receipt = runner.receipt {
      events.append(
        ObservedEvent(
          at: receipt.entered, thread: receipt.thread, role: "flush_tlb_func", fields: [("mm", .mm)],
          weight: 0))
    }
    if let runner = runners.first, let from = runner.ranFrom, from > fault?.writeProtect?.ts ?? .max {
      // The event is of the thread that it took over from, which the report does not need.
      events.append(
        ObservedEvent(
          at: Moment(ts: from, cpu: runner.cpu), thread: runner.thread, role: "sched_switch",
          details: ["to \(ToldFinding.name(runner.thread))"], weight: ObservedEvent.diagramOnly))
    }
    if let load { events += load.events(labels) }
    if let mark {
      events.append(
        ObservedEvent(
          at: mark.at, thread: mark.thread, role: "print",
          fields: [("", .text(labels.scrubbed(mark.text)))],
          details: ["the workload's mark:"]
            + labels.scrubbed(mark.text).split(separator: " ").map(String.init), weight: 0))
    }
    // A sort that keeps the order of equal times: they are as the pairing saw them.
    return events.enumerated().sorted { ($0.element.at.ts, $0.offset) < ($1.element.at.ts, $1.offset) }
      .map(\.element)
  }
}

extension ProtectCall {
  fileprivate func events(_ window: FlushWindow, of finding: Finding, _ labels: Labels) -> [ObservedEvent] {
    var events = [
      ObservedEvent(
        at: entered, thread: thread, role: function,
        fields: [("start", .address(window.start)), ("end", .address(window.end)), ("mm", .mm)],
        details: [labels.range(window.start, window.end)], weight: 0)
    ]
    if let returned {
      let pages = pages.map { ["\($0) pages changed"] } ?? []
      events.append(
        ObservedEvent(
          at: returned, thread: thread, role: function + "_ret",
          fields: self.pages.map { [("pages", .text(String($0)))] } ?? [], details: pages, weight: 1))
    }
    guard finding.raceClass.restsOnLock else {
      // A write lock that was given back before the flush is why the fault was let in.
      if let hold, hold.isWrite, let released = hold.released, released.ts < window.closed ?? .max {
        events.append(release(hold, at: released))
      }
      return events
    }
    for hold in [downgradedHold, hold].compactMap(\.self) {
      let mode = hold.isDowngraded ? "downgraded to read" : hold.isWrite ? "for writing" : "for reading"
      if let acquired = hold.acquired {
        events.append(
          ObservedEvent(
            at: acquired, thread: thread, role: "mmap_lock_acquire_returned",
            fields: [
              ("mm", .mm), ("write", .text(hold.isWrite ? "true" : "false")),
            ], details: [mode], weight: 0))
      }
      if let released = hold.released {
        events.append(release(hold, at: released))
      }
    }
    return events
  }

  private func release(_ hold: LockHold, at released: Moment) -> ObservedEvent {
    ObservedEvent(
      at: released, thread: thread, role: "mmap_lock_released",
      fields: [("mm", .mm), ("write", .text(hold.isWrite ? "true" : "false"))], weight: 0)
  }
}

extension Fault {
  fileprivate func events(_ labels: Labels, decides: Bool) -> [ObservedEvent] {
    var events: [ObservedEvent] = []
    func add(
      _ moment: Moment?, _ role: String, _ fields: [(name: String, value: ObservedEvent.Value)] = [],
      _ details: [String] = [], weight: Int
    ) {
      guard let moment else { return }
      events.append(
        ObservedEvent(
          at: moment, thread: thread, role: role, fields: fields, details: details,
          weight: decides ? weight : weight + 2))
    }
    let exact = ("address", ObservedEvent.Value.address(address))
    let page = ("address", ObservedEvent.Value.address(address & ~4095))
    let access = isWrite.map { $0 ? ", write" : ", read" } ?? ""
    add(
      entered, isKernelMode == true ? "page_fault_kernel" : "page_fault_user",
      [exact] + (errorCode.map { [("error_code", .text(hexadecimal($0)))] } ?? []),
      ["\(labels.address(address))\(access)"], weight: 0)
    add(
      handled, "handle_mm_fault", [exact] + (flags.map { [("flags", .text(hexadecimal($0)))] } ?? []),
      entered == nil ? ["\(labels.address(address))\(access)"] : [], weight: 0)
    add(writeProtect, "do_wp_page", [page], weight: 0)
    add(copy, "wp_page_copy", [page], weight: 1)
    add(clearFlush, "ptep_clear_flush", [page], weight: 0)
    add(clearFlushTo, "ptep_clear_flush_ret", weight: 3)
    add(
      handledTo, "handle_mm_fault_ret", result.map { [("ret", .text(hexadecimal($0)))] } ?? [], weight: 2)
    return events
  }

  /// Whether it writes; nil when not recorded.
  var isWrite: Bool? { flags.map { $0 & 1 != 0 } ?? errorCode.map { $0 & 2 != 0 } }

  private func hexadecimal(_ bits: Int64) -> String { Cell.hexadecimal(bits) }
}

extension FlushRequest {
  fileprivate func events(_ labels: Labels, weight: Int) -> [ObservedEvent] {
    let fields: [(name: String, value: ObservedEvent.Value)] =
      end == -1
      ? [("start", .text("0x0")), ("end", .text("all")), ("mm", .mm)]
      : [("start", .address(start)), ("end", .address(end)), ("mm", .mm)]
    var events = [
      ObservedEvent(
        at: entered, thread: thread, role: "flush_tlb_mm_range", fields: fields,
        details: [labels.range(start, end)], weight: weight)
    ]
    if let returned {
      events.append(
        ObservedEvent(at: returned, thread: thread, role: "flush_tlb_mm_range_ret", weight: weight + 1))
    }
    return events
  }
}

extension LoadDuringFlush {
  fileprivate func events(_ labels: Labels) -> [ObservedEvent] {
    flush.events(labels, weight: 0) + [
      ObservedEvent(
        at: switched, thread: thread, role: "switch_mm_irqs_off", fields: [("next", .mm)], weight: 0),
      ObservedEvent(
        at: loaded, thread: thread, role: "tlb_flush",
        fields: [("pages", .text("0")), ("reason", .text("flush on task switch (0)"))],
        details: ["task switch, 0 pages"], weight: 0),
    ]
  }
}
