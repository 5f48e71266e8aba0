import TraceQuery

/// A page was copied, and a thread elsewhere could still write to the old one.
enum LostWriteText: ClassText {
  static let name = "lost_write"
  static let kind = "cow-in-window"
  static let meaning = "a page is copied between write-protect and TLB flush"
  static let counterpart = "do_wp_page"
  static let decides: DecidingEvents = [.fault, .copy, .race]

  static func prose(_ told: ToldFinding) -> String {
    guard let fault = told.finding.fault, let runner = told.finding.runners.first else {
      return CopyText.prose(told)
    }
    let until =
      runner.receipt.map { "that CPU's flush at \(told.since($0.entered.ts, told.start))" }
      ?? "the end of the copy at \(told.since(fault.clearFlushTo?.ts, told.start))"
    var text = """
      \(CopyText.prose(told)) \(ToldFinding.name(runner.thread)), a thread of the same mm, ran on CPU \(runner.cpu) \
      meanwhile, possibly with a stale writable TLB entry: for up to \(told.times.length(runner.userTime)) it may have \
      been in user mode there. A store it made between \(begin(runner, fault)) at \
      \(told.since(runner.userFrom, told.start)) and \(until) may have been lost.
      """
    if let mark = told.finding.mark, let copy = fault.clearFlush {
      text += """
         \(ToldFinding.name(mark.thread)) then wrote to trace_marker that a write to this page was lost, \
        \(told.since(mark.at.ts, copy.ts)) after the copy.
        """
    }
    return text
  }

  private static func begin(_ runner: Runner, _ fault: Fault) -> String {
    switch runner.userFrom {
    case fault.copy?.ts: "wp_page_copy()"
    case fault.writeProtect?.ts: "do_wp_page()"
    case runner.ranFrom: "the begin of its run"
    default: "its return to user mode"
    }
  }

  static func strength(_ told: ToldFinding) -> String {
    told.finding.mark == nil
      ? ", possible, not proven. Of 543 such copies that an emulator watched store by store, 26 lost one."
      : ", possible. The workload reported a loss; that this copy caused it is not proven."
  }

  static func notShown(_ told: ToldFinding) -> [String] {
    var items = CopyText.notShown(told)
    if let runner = told.finding.runners.first {
      var text = "Whether \(ToldFinding.name(runner.thread)) was in user mode"
      if let last = runner.lastEvent, let next = runner.nextEvent {
        text += "; it has no event between \(told.at(last)) and \(told.at(next))"
      }
      items.append(text + ".")
    }
    if told.finding.mark != nil {
      items.append("Which copy lost the write that was reported: others may have come before the mark.")
    }
    return items
  }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    guard let runner = told.finding.runners.first else { return CopyText.ruledOut(told) }
    let flush =
      runner.lastFlush.map {
        "A flush of the page on CPU \(runner.cpu) since its PTE changed: the last one before the copy began at "
          + "\(told.at($0))."
      } ?? "A flush of the page on CPU \(runner.cpu) before the copy: none was seen."
    return CopyText.ruledOut(told) + [flush]
  }
}
