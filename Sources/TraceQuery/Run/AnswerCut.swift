/// That an answer has more rows than its parameter `limit` let through.
public struct AnswerCut: Sendable, Equatable {
  /// Name of the parameter that limits rows, in every query that has one; 0 takes them all.
  public static let parameter = "limit"
  /// Steps of SQLite's machine that counting the rows may take: a fraction of a second.
  static let mostSteps: Int32 = 5_000_000

  /// Rows in the answer.
  public var shown: Int
  /// Rows there are; nil when counting them takes too long.
  public var total: Int64?

  /// `100 of 14470 rows; -p limit=0 for all`.
  public var text: String {
    let amount = total.map { "\(shown) of \($0) rows" } ?? "the first \(shown) rows, and there may be more"
    return "\(amount); -p \(Self.parameter)=0 for all"
  }
}
