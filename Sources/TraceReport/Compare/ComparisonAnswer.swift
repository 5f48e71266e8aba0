public import TraceQuery
import TraceStore

/// A comparison as an answer with a row for each number, for the formats of Tables.
public enum ComparisonAnswer {
  /// The rows: lengths in ns, rates per second, change and spread in percent.
  public static func result(_ comparison: Comparison) -> QueryResult {
    let columns: [QueryResult.Column] = [
      .init("measure"), .init("statistic"), .init("unit"), .init("before"), .init("after"),
      .init("change", unit: "percent"), .init("spread", unit: "percent"), .init("changed", unit: "boolean"),
    ]
    let rows = comparison.sections.flatMap { section in
      section.lines.map { line -> [SQLValue] in
        [
          .text(section.name), .text(line.statistic.rawValue),
          .text(line.statistic == .rate ? "per_s" : "ns"),
          real(line.before), real(line.after), real(line.change.map { $0 * 100 }),
          real(line.spread.map { $0 * 100 }), changed(line, comparison),
        ]
      }
    }
    return QueryResult(query: "compare", columns: columns, rows: rows)
  }

  /// 1 or 0; NULL for a difference that may be the run's.
  private static func changed(_ line: Comparison.Line, _ comparison: Comparison) -> SQLValue {
    line.isChanged ? comparison.isByBlocks ? .null : .integer(1) : .integer(0)
  }

  private static func real(_ value: Double?) -> SQLValue {
    value.map { $0.isFinite ? .real($0) : .null } ?? .null
  }
}
