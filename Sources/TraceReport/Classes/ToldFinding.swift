import TraceQuery

/// A finding with what its sentences need: names, labels and times.
struct ToldFinding {
  let finding: Finding
  let labels: Labels
  let times: Times
  /// Time of the diagram's first event.
  let start: Int64

  private var text: any ClassText.Type { KnownClasses.text(finding.raceClass.name) }

  /// Kind of race and the two functions that met, in lexical order: the same for the same bug.
  var title: String {
    let call = finding.window?.call.function ?? "flush_tlb_mm_range"
    return "\(text.kind) in \([call, text.counterpart].sorted().joined(separator: " / "))"
  }

  /// The paragraphs.
  var prose: [String] {
    ["\(text.kind): \(text.meaning).", text.prose(self), labels.legend(isPage: finding.fault != nil)]
      .compactMap(\.self).filter { !$0.isEmpty }
  }

  /// The class and how strong it is.
  var strength: String {
    let name = finding.raceClass.name
    if let doubt = finding.doubt { return "\(name), not to be trusted: \(doubt)." }
    return "\(name)\(text.strength(self))"
  }

  /// What the recording cannot show.
  var notShown: [String] {
    guard let window = finding.window else { return text.notShown(self) }
    let others = finding.runners.first.map { "What CPU \($0.cpu) stored." } ?? "What other CPUs stored."
    var items = ["\(others) User stores and TLB contents leave no event."]
    let call = window.call
    if let returned = call.returned, call.entered.ts < returned.ts {
      items.append("When each PTE changed; it was between \(at(call.entered.ts)) and \(at(returned.ts)).")
    } else if call.returned == nil {
      items.append("When each PTE changed; it was after \(at(call.entered.ts)).")
    }
    return items + text.notShown(self)
  }

  /// Which other explanations are excluded.
  var ruledOut: [String] { text.ruledOut(self) }

  /// A thread with its CPU.
  static func name(_ thread: ThreadName, cpu: Int64? = nil) -> String {
    let comm = thread.tid == 0 ? "<idle>" : thread.comm.map(Printable.name) ?? "<...>"
    return "\(comm)-\(thread.tid)" + (cpu.map { " on CPU \($0)" } ?? "")
  }

  /// The page of the fault.
  var page: String { finding.fault.map { labels.address($0.address & ~4095) } ?? "A" }

  /// A time in the diagram.
  func at(_ ts: Int64) -> String { times.bare(ts - start) }

  /// A distance between two times.
  func since(_ ts: Int64?, _ from: Int64?) -> String {
    guard let ts, let from else { return "an unknown time" }
    return times.length(ts - from)
  }

  /// What the window's owner did.
  var owner: String {
    guard let call = finding.window?.call else { return "" }
    return "\(call.function)() (path \(call.path), \(Self.name(call.thread, cpu: call.entered.cpu)))"
  }

  /// How the window's owner held mmap_lock when it changed the entries.
  var lockMode: String {
    switch finding.window?.call.lockMode {
    case "write": "held for writing"
    case "read": finding.window?.call.downgradedHold == nil ? "held for reading" : "downgraded to reading"
    case "none": "not held"
    default: "in a mode that is not known"
    }
  }

  /// That the fault was served before the flush, as a sentence that rules the opposite out.
  func beforeFlush(_ event: String, _ ts: Int64) -> String? {
    finding.window?.closed.map {
      "Fault served after the flush: \(event) at \(at(ts)) is before the end of the first flush of the page, at \(at($0))."
    }
  }
}
