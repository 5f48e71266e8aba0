public import TraceQuery

/// `mmtrace info` as text: what was recorded and lost, and which questions the recording can answer.
public enum InfoText {
  /// Writes it.
  ///
  /// - Parameters:
  ///   - summary: what the database says about its recording.
  ///   - verdict: what the judge says.
  ///   - queries: the questions.
  /// - Returns: facts, events, questions: three blocks with an empty line between.
  public static func render(_ summary: TraceSummary, verdict: Verdict, queries: [CannedQuery]) -> String {
    let facts = facts(summary) + [("verdict", verdict.answer.rawValue)]
    let width = facts.map(\.0.count).max() ?? 0
    var text = ""
    for (name, value) in facts {
      text += name + String(repeating: " ", count: width - name.count + 2) + Printable.brief(value) + "\n"
    }
    text += "\n" + events(summary).text
    let silent = summary.events.count(where: isSilent)
    if silent > 0 { text += "and \(silent) more without a table, of which none occurred\n" }
    return text + "\n" + questions(summary, queries).text
  }

  private static func facts(_ summary: TraceSummary) -> [(String, String)] {
    let trace = summary.trace
    var facts: [(String, String)] = [("file", file(trace))]
    for (name, column) in [
      ("sha256", "sha256"), ("container", "container"), ("kernel", "kernel"), ("recorder", "recorder"),
      ("command", "command"),
    ] {
      if let value = trace[column] { facts.append((name, value)) }
    }
    facts.append(("clock", clock(trace)))
    facts.append(("CPUs", trace["cpus"] ?? "unknown"))
    facts.append((unit(trace) == "ns" ? "duration" : "span", duration(summary)))
    facts.append(("events", trace["events"] ?? "unknown"))
    facts.append(("lost", lost(summary.losses)))
    if let damage = trace["damage"] { facts.append(("damage", damage)) }
    return facts
  }

  private static func file(_ trace: [String: String]) -> String {
    "\(trace["file"] ?? "unknown")\(trace["size"].map { ", \($0) bytes" } ?? "")"
  }

  private static func unit(_ trace: [String: String]) -> String { trace["clock_unit"] ?? "ns" }

  private static func clock(_ trace: [String: String]) -> String {
    let comparable =
      trace["clock_comparable"] == "1"
      ? "the same on every CPU" : "kept per CPU: order between CPUs is not known"
    return "\(trace["clock"] ?? "unknown"), unit \(unit(trace)), \(comparable)"
  }

  private static func duration(_ summary: TraceSummary) -> String {
    guard let span = summary.span else { return "none" }
    let length = UInt64(bitPattern: span.upperBound &- span.lowerBound)
    guard unit(summary.trace) == "ns" else { return "\(length) \(unit(summary.trace))" }
    let micro = String(length % 1_000_000_000 / 1000)
    return "\(length / 1_000_000_000).\(String(repeating: "0", count: 6 - micro.count))\(micro) s"
  }

  private static func lost(_ losses: [TraceSummary.Loss]) -> String {
    guard !losses.isEmpty else { return "nothing" }
    let events = losses.reduce(Int64(0)) { sum, loss in
      let (more, overflow) = sum.addingReportingOverflow(loss.events)
      return overflow ? .max : more
    }
    let gaps = losses.reduce(0) { $0 + $1.gaps }
    let uncounted = losses.reduce(0) { $0 + $1.uncounted }
    let cpus = losses.map { $0.cpu.map { "CPU \($0)" } ?? "unknown CPU" }.joined(separator: ", ")
    let more = uncounted == 0 ? "" : " and an unknown number in \(uncounted) more"
    return "\(events) events in \(gaps - uncounted) gap\(gaps - uncounted == 1 ? "" : "s")\(more) (\(cpus))"
  }

  private static func events(_ summary: TraceSummary) -> TextTable {
    TextTable(
      header: ["event", "hits", "kept", "read as"],
      rows: summary.events.filter { !isSilent($0) }.map { event in
        [
          Printable.brief(event.name), String(event.hits), String(event.kept),
          event.role.isEmpty ? "-" : Printable.brief(event.role),
        ]
      },
      right: [1, 2])
  }

  /// The recording describes every event that ftrace itself may write; those say nothing.
  private static func isSilent(_ event: TraceSummary.Event) -> Bool {
    event.hits == 0 && (event.role.isEmpty || event.name.hasPrefix("ftrace:"))
  }

  private static func questions(_ summary: TraceSummary, _ queries: [CannedQuery]) -> TextTable {
    TextTable(
      header: ["question", "can be answered"],
      rows: queries.map { query in
        let missing = query.header.missing(from: summary.roles).map { $0.joined(separator: " or ") }
        return [
          query.id, missing.isEmpty ? "yes" : "no, not recorded: \(missing.joined(separator: ", "))",
        ]
      })
  }
}
