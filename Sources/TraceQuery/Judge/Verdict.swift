public import TraceStore

/// What the judge says of a whole recording.
public struct Verdict: Sendable, Equatable {
  /// The answer.
  public enum Answer: String, Sendable {
    /// A finding that can be trusted.
    case race
    /// None, and nothing that would be needed to see one is missing.
    case noRaceSeen = "no race seen"
    /// It cannot be told.
    case inconclusive
  }

  /// What the answer rests on, or what stands against one.
  public struct Reason: Sendable, Equatable {
    /// Short name: a class of race, `not_recorded`, `clock`, `lost`, ...
    public var code: String
    /// Answer that it speaks for; nil when the judge does not say.
    public var weighs: Answer?
    /// One sentence.
    public var text: String
    /// How often, nil where it is not counted.
    public var count: Int64?
    /// In how many calls, nil where that says nothing.
    public var calls: Int64?

    /// A reason.
    public init(code: String, weighs: Answer? = nil, text: String, count: Int64? = nil, calls: Int64? = nil) {
      self.code = code
      self.weighs = weighs
      self.text = text
      self.count = count
      self.calls = calls
    }
  }

  /// A line about what the answer is about.
  public struct Scope: Sendable, Equatable {
    /// What it says: `judged` a path, `classes`, `tested`, or `not_judged`.
    public var code: String
    /// The line.
    public var text: String

    /// A line.
    public init(code: String, text: String) {
      self.code = code
      self.text = text
    }
  }

  /// The answer.
  public var answer: Answer
  /// The reasons, the weightiest first.
  public var reasons: [Reason]
  /// What was judged, what was put to the test, and what was not judged.
  public var scope: [Scope]

  /// A verdict.
  public init(answer: Answer, reasons: [Reason], scope: [Scope] = []) {
    self.answer = answer
    self.reasons = reasons
    self.scope = scope
  }

  /// Reads the verdict of a database that has been judged.
  ///
  /// - Throws: `QueryError` when there is none in it.
  public init(_ connection: Connection) throws(QueryError) {
    let text = try storing { () throws(StoreError) in
      try connection.text("SELECT verdict FROM verdict")
    }
    guard let answer = text.flatMap(Answer.init(rawValue:)) else {
      throw QueryError(.wrongFile, connection.path, "there is no verdict in it")
    }
    self.answer = answer
    scope = try connection.rows("SELECT code, text FROM scope ORDER BY scope_id").compactMap { row in
      guard let code = row.text("code"), let text = row.text("text") else { return nil }
      return Scope(code: code, text: text)
    }
    self.reasons = try storing { () throws(StoreError) in
      var reasons: [Reason] = []
      var statement = try connection.prepare("SELECT * FROM verdict_reason ORDER BY rowid")
      let names = statement.columnNames
      while try statement.step() {
        let row = Dictionary(zip(names, statement.row)) { first, _ in first }
        guard case .text(let code) = row["code"], case .text(let text) = row["reason"] else { continue }
        var reason = Reason(code: code, text: text)
        if case .text(let weighs) = row["weighs"] { reason.weighs = Answer(rawValue: weighs) }
        if case .integer(let count) = row["count"] { reason.count = count }
        if case .integer(let calls) = row["calls"] { reason.calls = calls }
        reasons.append(reason)
      }
      return reasons
    }
  }

  /// The reasons that speak for the answer.
  public var decisive: [Reason] { reasons.filter { $0.weighs == answer } }
}
