import TraceQuery

/// Class, Seen, Order and Lost: how strong a finding is.
struct FindingStrength {
  let told: ToldFinding
  let findings: ReportFindings

  private var finding: Finding { told.finding }
  private var times: Times { told.times }

  func facts(isShort: Bool) -> [Report.Fact] {
    let facts: [Report.Fact] = [("Class", told.strength), ("Seen", seen), ("Order", order), ("Lost", lost)]
    return isShort ? Array(facts.prefix(2)) : facts
  }

  private var seen: String {
    let seen = finding.seen
    guard seen.count > 0 else { return "never with certainty." }
    let path = finding.window.map { " on path \($0.call.path)" } ?? ""
    let mms = seen.mms == 0 ? "" : seen.mms == 1 ? ", in one mm" : ", in \(seen.mms) mms"
    guard seen.count > 1 else { return "once\(path)\(mms)." }
    return "\(amount)\(path) in \(times.length(seen.last - seen.first))\(mms). \(choice)"
  }

  /// How often: faults and the calls whose windows they met, or calls and the ranges that each changed.
  private var amount: String {
    let seen = finding.seen
    guard seen.calls > 0, seen.calls < seen.count else { return "\(seen.count) times" }
    if KnownClasses.text(finding.raceClass.name).decides.contains(.fault) {
      return "\(seen.count) times in \(seen.calls) call\(seen.calls == 1 ? "" : "s")"
    }
    return VerdictText.amount(calls: seen.calls, ranges: seen.count)
  }

  private var choice: String {
    if findings.isChosen { return "This is race_id \(finding.id)." }
    if finding.mark != nil { return "The one nearest before a LOST mark of its page is shown." }
    if !finding.runners.isEmpty { return "The one with the longest time in user mode is shown." }
    return "The one whose deciding events are farthest apart is shown."
  }

  private var order: String {
    let trace = findings.summary.trace
    let clock = trace["clock"] ?? "unknown"
    guard trace["clock_comparable"] == "1" else { return "clock \(clock): order between CPUs is not known." }
    var text = "clock \(clock), the same on every CPU"
    if let bound = finding.skewBound {
      text += "; flushes between these CPUs bound their skew to \(times.length(bound))"
    }
    if let margin = finding.margin {
      text += "; the closest pair the verdict rests on is \(times.length(margin)) apart"
    }
    return text + "."
  }

  /// Whether probes missed.
  static func missed(_ missed: [(role: String, times: Int64)]?) -> String {
    guard let missed else { return "whether a probe missed is not in it" }
    guard !missed.isEmpty else { return "no probe missed" }
    let names = missed.prefix(3).map { "\($0.role) \($0.times) times" }.joined(separator: ", ")
    return "probes missed: \(names)\(missed.count > 3 ? ", and others" : "")"
  }

  private var lost: String {
    let gaps = findings.summary.losses.reduce(0) { $0 + $1.gaps }
    if gaps == 0 { return "no event of this recording; \(Self.missed(findings.missed))." }
    let all = "\(gaps) gap\(gaps == 1 ? "" : "s") in this recording"
    guard let inside = finding.losses else { return "\(all), none of them while this happened." }
    return "\(all), and while this happened (\(inside) events counted)."
  }
}
