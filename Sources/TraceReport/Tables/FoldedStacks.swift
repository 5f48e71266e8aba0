import TraceQuery
import TraceStore

/// Lines `outer;inner 12`, which flamegraph.pl, inferno and speedscope read.
struct FoldedStacks {
  /// The column with the functions, the outermost first, parted by semicolons.
  static let stackColumn = "stack"

  private let stack: Int
  private let weight: Int

  /// Finds the stack in an answer, and its first number.
  ///
  /// - Throws: `QueryError` when there is no stack in it.
  init(_ query: String?, _ columns: [QueryResult.Column]) throws(QueryError) {
    guard let stack = columns.firstIndex(where: { $0.name == Self.stackColumn }),
      let weight = columns.firstIndex(where: { $0.unit == "count" || $0.unit == "ns" })
        ?? columns.indices.first(where: { $0 != stack })
    else {
      throw QueryError(
        .badParameter, query ?? "answer", "has no column \(Self.stackColumn): --format folded is for stacks",
        hints: ["mmtrace query DB trace.stacks --format folded"])
    }
    (self.stack, self.weight) = (stack, weight)
  }

  /// A row's line; empty for one without a stack or a number.
  func line(_ row: [SQLValue]) -> String {
    guard case .text(let frames) = row[stack], case .integer(let count) = row[weight] else { return "" }
    return "\(Printable.line(frames)) \(count)\n"
  }
}
