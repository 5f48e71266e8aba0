/// What differs between two sides, each of one recording or several.
public struct Comparison: Sendable {
  /// A number of both sides.
  public struct Line: Sendable, Equatable {
    /// Which number it is.
    public enum Statistic: String, Sendable, CaseIterable {
      case rate, p50, p99, longest
    }

    /// Which number.
    public var statistic: Statistic
    /// It on side A: the mean of its recordings; nil where there is none.
    public var before: Double?
    /// It on side B.
    public var after: Double?
    /// Change from A to B, a fraction of A; nil where A is 0 or a side has none.
    public var change: Double?
    /// How large a change chance alone makes; nil where nothing tells.
    public var spread: Double?

    /// Whether it differs by more than chance explains.
    public var isChanged: Bool {
      guard let change, let spread else { return false }
      return abs(change) > spread
    }
  }

  /// A measure and its numbers; no lines where a side has not recorded what it needs.
  public struct Section: Sendable, Equatable {
    /// What is measured.
    public var name: String
    /// Its numbers.
    public var lines: [Line]
  }

  /// Recordings of side A.
  public let before: [RecordingMeasures]
  /// Recordings of side B.
  public let after: [RecordingMeasures]
  /// Every measure.
  public let sections: [Section]
  /// Whether the spread is that of blocks of time, since a side has a single recording.
  public let isByBlocks: Bool

  /// Compares; each side has a recording at least.
  public init(_ before: [RecordingMeasures], _ after: [RecordingMeasures]) {
    (self.before, self.after) = (before, after)
    let isByBlocks = before.count < 2 || after.count < 2
    self.isByBlocks = isByBlocks
    sections = Measure.all.indices.map { place in
      let isRecorded = (before + after).allSatisfy { $0.whole[place] != nil }
      let lines = Line.Statistic.allCases.map { statistic in
        Self.line(statistic, place, before, after, isByBlocks: isByBlocks)
      }
      return Section(name: Measure.all[place].name, lines: isRecorded ? lines : [])
    }
  }

  private static func line(
    _ statistic: Line.Statistic, _ place: Int, _ before: [RecordingMeasures], _ after: [RecordingMeasures],
    isByBlocks: Bool
  ) -> Line {
    func values(_ side: [RecordingMeasures]) -> [Double] {
      side.compactMap { $0.whole[place].flatMap { value(statistic, of: $0) } }
    }
    func samples(_ side: [RecordingMeasures]) -> Sample {
      isByBlocks
        ? Sample(side.flatMap { $0.byBlock[place].compactMap { value(statistic, of: $0) } })
        : Sample(values(side))
    }
    let (a, b) = (Sample(values(before)), Sample(values(after)))
    var line = Line(statistic: statistic, before: a.mean, after: b.mean)
    guard let from = a.mean, let to = b.mean, from > 0 else { return line }
    line.change = (to - from) / from
    // The longest of a whole recording is no mean of its blocks: nothing tells how it varies.
    guard !(isByBlocks && statistic == .longest) else { return line }
    let (varied, variedAfter) = (samples(before), samples(after))
    guard let errorA = varied.relativeError, let errorB = variedAfter.relativeError else { return line }
    // Few events come and go by chance, however even they are where there are any.
    let (fewA, fewB) = statistic == .rate ? (few(before, place), few(after, place)) : (0, 0)
    let (left, right) = (max(errorA, fewA), max(errorB, fewB))
    let relative = to > 0 ? to / from * (left * left + right * right).squareRoot() : left
    line.spread = Sample.factor(varied.count + variedAfter.count - 2) * relative
    return line
  }

  /// By what share of itself a number of independent events varies.
  private static func few(_ side: [RecordingMeasures], _ place: Int) -> Double {
    let count = side.reduce(0) { $0 + ($1.whole[place]?.count ?? 0) }
    return count > 0 ? 1 / Double(count).squareRoot() : 0
  }

  private static func value(_ statistic: Line.Statistic, of statistics: RecordingMeasures.Statistics)
    -> Double?
  {
    switch statistic {
    case .rate: statistics.rate
    case .p50: statistics.p50
    case .p99: statistics.p99
    case .longest: statistics.longest
    }
  }

  /// Whether anything differs by more than chance explains.
  public var isChanged: Bool { sections.contains { $0.lines.contains { $0.isChanged } } }
}
