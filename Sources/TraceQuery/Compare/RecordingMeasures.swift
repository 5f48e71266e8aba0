public import TraceStore

/// What one recording answers to every measure, whole and by blocks of time.
public struct RecordingMeasures: Sendable {
  /// Numbers that sum lengths of time up.
  public struct Statistics: Sendable, Equatable {
    /// How many there are.
    public var count: Int
    /// Per second.
    public var rate: Double
    /// Half of them are at most that long, in ns; nil without any.
    public var p50: Double?
    /// 99 of a hundred are.
    public var p99: Double?
    /// The longest.
    public var longest: Double?

    /// Sums up lengths that occurred in `seconds`.
    init(_ lengths: [Int64], seconds: Double) {
      let sorted = lengths.sorted()
      count = sorted.count
      rate = Double(sorted.count) / seconds
      p50 = Self.rank(sorted, (sorted.count + 1) / 2)
      p99 = Self.rank(sorted, (sorted.count * 99 + 99) / 100)
      longest = sorted.last.map(Double.init)
    }

    private static func rank(_ sorted: [Int64], _ rank: Int) -> Double? {
      sorted.indices.contains(rank - 1) ? Double(sorted[rank - 1]) : nil
    }
  }

  /// Blocks of time that one recording is cut into, to see how much its numbers vary by themselves.
  public static let blocks = 10

  /// The recording as the user named it.
  public let name: String
  /// `trace.kernel`.
  public let kernel: String?
  /// Length of the recording.
  public let seconds: Double
  /// Events in it.
  public let events: Int64
  /// What the judge says.
  public let verdict: Verdict.Answer
  /// Findings that can be trusted, by class; nil for a class that could not be judged.
  public let findings: [(name: String, count: Int64?)]
  /// By measure: the whole recording; nil where its events were not recorded.
  public let whole: [Statistics?]
  /// By measure: each block of time.
  public let byBlock: [[Statistics]]

  /// Asks a database that has been judged.
  ///
  /// - Throws: `QueryError`; kind `wrongFile` for a recording whose clock counts no time.
  public init(_ connection: Connection, name: String) throws(QueryError) {
    let trace = try connection.rows("SELECT * FROM trace").first
    guard trace?.text("clock_unit") ?? "ns" == "ns" else {
      throw QueryError(.wrongFile, name, "its clock counts no time: there is nothing to compare")
    }
    guard let first = trace?.integer("first_ts"), let last = trace?.integer("last_ts"), first < last else {
      throw QueryError(.wrongFile, name, "has no events to compare")
    }
    self.name = name
    kernel = trace?.text("kernel").map { KernelName.withoutHost($0, host: trace?.text("host")) }
    seconds = Double(last - first) / 1e9
    events = trace?.integer("events") ?? 0
    verdict = try Verdict(connection).answer
    findings = try connection.rows(
      """
      SELECT class, CASE WHEN missing IS NULL OR trusted > 0 THEN trusted END AS trusted
      FROM race_class JOIN judged_class USING (class) WHERE is_race ORDER BY severity
      """
    ).map { ($0.text("class") ?? "", $0.integer("trusted")) }
    let roles = try connection.recordedRoles()
    var answers: [(whole: Statistics, blocks: [Statistics])?] = []
    for measure in Measure.all {
      answers.append(
        roles.isSuperset(of: measure.roles) ? try Self.answer(measure, connection, first, last) : nil)
    }
    whole = answers.map { $0?.whole }
    byBlock = answers.map { $0?.blocks ?? [] }
  }

  /// The lengths that a measure finds between two moments, summed up whole and by blocks.
  private static func answer(
    _ measure: Measure, _ connection: Connection, _ first: Int64, _ last: Int64
  ) throws(QueryError) -> (whole: Statistics, blocks: [Statistics]) {
    try storing { () throws(StoreError) in
      let span = (last - first) / Int64(blocks) + 1
      var lengths: [Int64] = []
      var parts = Array(repeating: [Int64](), count: blocks)
      var statement = try connection.prepare(measure.sql)
      while try statement.step() {
        guard case .integer(let ts) = statement[0], case .integer(let length) = statement[1], length >= 0
        else { continue }
        lengths.append(length)
        parts[Int((max(first, min(last, ts)) - first) / span)].append(length)
      }
      let seconds = Double(last - first) / 1e9
      return (
        Statistics(lengths, seconds: seconds),
        parts.map { Statistics($0, seconds: seconds / Double(blocks)) }
      )
    }
  }
}
