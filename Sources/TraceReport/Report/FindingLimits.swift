import TraceQuery

/// What the recording cannot show of a finding, and which other explanations it excludes.
struct FindingLimits {
  let finding: Finding
  let labels: Labels
  let times: Times
  /// Time of the diagram's first event.
  let start: Int64

  var notShown: [String] {
    var items: [String] = []
    if let load = finding.load {
      items.append("Which TLB entries CPU \(load.loaded.cpu) held, and whether it used one.")
      return items
    }
    guard let window = finding.window else { return items }
    let others = finding.runners.first.map { "What CPU \($0.cpu) stored." } ?? "What other CPUs stored."
    items.append("\(others) User stores and TLB contents leave no event.")
    let call = window.call
    if let returned = call.returned, call.entered.ts < returned.ts {
      items.append("When each PTE changed; it was between \(at(call.entered.ts)) and \(at(returned.ts)).")
    } else if call.returned == nil {
      items.append("When each PTE changed; it was after \(at(call.entered.ts)).")
    }
    if let fault = finding.fault, fault.clearFlush != nil, let begun = fault.copy ?? fault.writeProtect {
      items.append("The start of the copy; it was after \(at(begun.ts)).")
    }
    if let runner = finding.runners.first {
      var text = "Whether \(FindingWords.name(runner.thread)) was in user mode"
      if let last = runner.lastEvent, let next = runner.nextEvent {
        text += "; it has no event between \(at(last)) and \(at(next))"
      }
      items.append(text + ".")
    }
    if finding.mark != nil {
      items.append("Which copy lost the write that was reported: others may have come before the mark.")
    }
    if finding.raceClass == .lateFlush {
      if call.pages == nil { items.append("How many PTEs the call changed; its events do not say.") }
      items.append("Whether a write was lost here: no copy in this window is needed for the class.")
    }
    return items
  }

  var ruledOut: [String] {
    switch finding.raceClass {
    case .lostWrite, .copied: return copied
    case .exclusion, .served: return served
    case .lateFlush: return late
    case .staleTLB: return stale
    case .blocked: return []
    }
  }

  private var copied: [String] {
    guard let fault = finding.fault, let window = finding.window, let begun = fault.writeProtect,
      let cleared = fault.clearFlush
    else { return [] }
    var items: [String] = []
    if let closed = window.closed {
      items.append(
        "Fault served after the flush: do_wp_page at \(at(begun.ts)) is before the end of the first flush of "
          + "the page, at \(at(closed)).")
    } else {
      items.append("A flush of the page: none was done before the recording ended.")
    }
    items.append(
      "A flush by \(FindingWords.name(fault.thread)) itself before it copied (userfaultfd's mitigation): none "
        + "between \(at(begun.ts)) and \(at(cleared.ts)).")
    if let runner = finding.runners.first {
      items.append(
        runner.lastFlush.map {
          "A flush of the page on CPU \(runner.cpu) since its PTE changed: the last one before the copy began at "
            + "\(at($0))."
        } ?? "A flush of the page on CPU \(runner.cpu) before the copy: none was seen.")
    }
    return items
  }

  private var served: [String] {
    guard let fault = finding.fault, let window = finding.window, let handled = fault.handled else {
      return []
    }
    var items: [String] = []
    if let closed = window.closed {
      items.append(
        "Fault served after the flush: handle_mm_fault at \(at(handled.ts)) is before the end of the first flush "
          + "of the page, at \(at(closed)).")
    }
    if finding.isExclusion {
      items.append(
        window.lockEnded.map {
          "The lock given back before: it was released or downgraded at \(at($0))."
        } ?? "The lock given back before: no release or downgrade was recorded.")
    }
    return items
  }

  private var late: [String] {
    guard let window = finding.window else { return [] }
    var items: [String] = []
    if let closed = window.closed {
      let whose = window.flush.map { " (by \(FindingWords.name($0.thread)))" } ?? ""
      items.append(
        "An earlier flush by another thread: the first that covers it all ended at \(at(closed))\(whose).")
    } else {
      items.append("A flush by another thread: none covered it before the recording ended.")
    }
    if let pages = window.call.pages { items.append("Nothing to flush: the call changed \(pages) pages.") }
    return items
  }

  private var stale: [String] {
    guard let load = finding.load else { return [] }
    var items = ["A flush sent to CPU \(load.loaded.cpu): it carried none out for this request."]
    items.append(
      load.lastFlush.map { "A flush at the switch: the CPU's last flush of the mm was at \(at($0))." }
        ?? "A flush at the switch: none of the mm was seen on that CPU before.")
    return items
  }

  private func at(_ ts: Int64) -> String { times.bare(ts - start) }
}
