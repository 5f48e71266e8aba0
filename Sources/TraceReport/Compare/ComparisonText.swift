public import TraceQuery

/// A comparison as a patch thread quotes it: ASCII, at most 72 columns.
public enum ComparisonText {
  /// Width of the name of a number, and of each number.
  private static let (nameWidth, width) = (24, 12)

  /// Writes it; the same recordings give the same bytes.
  public static func render(_ comparison: Comparison) -> String {
    var lines = side("A", comparison.before) + side("B", comparison.after)
    lines += ["", row("", "A", "B", "change", "spread")]
    let mark = comparison.isByBlocks ? " ?" : " *"
    for section in comparison.sections { lines += self.section(section, mark) }
    lines += findings(comparison) + [""] + Layout.wrap(conclusion(comparison))
    return Layout.document(lines)
  }

  /// A side: its name, or how many recordings it has.
  private static func side(_ letter: String, _ recordings: [RecordingMeasures]) -> [String] {
    let kernels = Set(recordings.compactMap(\.kernel)).sorted().map(Printable.brief).joined(separator: "; ")
    let seconds = number(recordings.reduce(0) { $0 + $1.seconds })
    let events = recordings.reduce(0) { $0 + $1.events }
    let verdicts = Dictionary(grouping: recordings, by: \.verdict).map { verdict, group in
      recordings.count == 1 ? verdict.rawValue : "\(group.count) \(verdict.rawValue)"
    }
    let name =
      recordings.count == 1
      ? Printable.brief(recordings[0].name)
      : "\(recordings.count) recordings, \(Printable.brief(recordings.map(\.name).joined(separator: ", ")))"
    return Layout.wrap(name, first: "\(letter): ", indent: 3)
      + Layout.wrap(
        "\(kernels.isEmpty ? "" : kernels + ", ")\(seconds) s, \(events) events: \(verdicts.sorted().joined(separator: ", "))",
        first: "   ", indent: 3)
  }

  private static func section(_ section: Comparison.Section, _ mark: String) -> [String] {
    guard !section.lines.isEmpty else { return ["\(section.name): not recorded on both sides"] }
    guard section.lines.contains(where: { ($0.before ?? 0) > 0 || ($0.after ?? 0) > 0 }) else {
      return ["\(section.name): none on either side"]
    }
    return [section.name] + section.lines.map { line($0, mark) }
  }

  private static func line(_ line: Comparison.Line, _ mark: String) -> String {
    let (name, text): (String, (Double) -> String) =
      switch line.statistic {
      case .rate: ("  per second", number)
      case .p50: ("  half take up to", length)
      case .p99: ("  99 % take up to", length)
      case .longest: ("  the longest", length)
      }
    let change = line.change.map { percent($0, sign: true) } ?? ((line.after ?? 0) > 0 ? "new" : "-")
    let spread = line.spread.map { $0.isFinite && $0 < 10 ? "+-\(percent($0))" : "unknown" } ?? "-"
    return row(
      name, line.before.map(text) ?? "-", line.after.map(text) ?? "-", change, spread,
      mark: line.isChanged ? mark : "")
  }

  private static func findings(_ comparison: Comparison) -> [String] {
    let names = comparison.before[0].findings.map(\.name)
    func total(_ side: [RecordingMeasures], _ name: String) -> Int64? {
      let counts = side.compactMap { $0.findings.first { $0.name == name }?.count }
      return counts.isEmpty ? nil : counts.reduce(0, +)
    }
    let rows = names.compactMap { name -> String? in
      let (a, b) = (total(comparison.before, name), total(comparison.after, name))
      guard a ?? 0 > 0 || b ?? 0 > 0 else { return nil }
      return row("  \(name)", a.map(String.init) ?? "-", b.map(String.init) ?? "-", "", "")
    }
    return rows.isEmpty ? ["races: none on either side"] : ["races that can be trusted"] + rows
  }

  private static func conclusion(_ comparison: Comparison) -> String {
    let spread = "its spread: what chance alone makes of it once in 1000 times"
    guard comparison.isByBlocks else {
      return (comparison.isChanged ? "* changed by more than" : "Nothing changed by more than")
        + " \(spread), by how much the recordings of a side differ."
    }
    return (comparison.isChanged ? "? differs by more than" : "Nothing differs by more than") + """
       \(spread), by how much \(RecordingMeasures.blocks) blocks of time within a recording differ. How much one run \
      differs from the next is not in it: with one recording on a side nothing tells whether a difference is the \
      kernel's. Folders with several recordings do.
      """
  }

  private static func row(
    _ name: String, _ a: String, _ b: String, _ change: String, _ spread: String, mark: String = ""
  ) -> String {
    let cells = [(a, width), (b, width), (change, width - 2), (spread, width - 2)]
    return Layout.trimmed(
      Layout.padded(name, nameWidth) + cells.map { Layout.right($0.0, $0.1) }.joined() + mark)
  }

  private static func length(_ ns: Double) -> String { Unit.reading(ns, "ns") ?? "-" }

  /// A number with about four digits.
  private static func number(_ value: Double) -> String {
    let tenths = Int64((value * 10).rounded())
    return value >= 1000 ? "\(Int64(value.rounded()))" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func percent(_ share: Double, sign: Bool = false) -> String {
    guard share.magnitude < 1e6 else { return "huge" }
    let tenths = Int64((share.magnitude * 1000).rounded())
    let digits = tenths >= 10_000 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    return "\(sign && tenths > 0 ? (share < 0 ? "-" : "+") : "")\(digits) %"
  }
}
