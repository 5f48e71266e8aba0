public import TraceStore

/// Takes an answer as it comes.
public protocol AnswerSink {
  /// Takes the columns, once, before any row.
  mutating func begin(query: String?, columns: [QueryResult.Column]) throws
  /// Takes a row: as many values as there are columns.
  mutating func add(_ row: [SQLValue]) throws
}

/// An answer that is held as a whole, up to a limit.
public struct HeldAnswer: AnswerSink {
  /// The answer so far.
  public private(set) var result = QueryResult(columns: [], rows: [])
  private var size = 0
  private let format: String

  /// Memory that an answer may take: half a million rows of four numbers.
  public static let limit = 64 << 20

  /// Holds an answer for `format`, which errors name.
  public init(format: String) { self.format = format }

  /// Forgets what it held before.
  public mutating func begin(query: String?, columns: [QueryResult.Column]) {
    result = QueryResult(query: query, columns: columns, rows: [])
    size = 0
  }

  /// Holds a row; throws when that would be too much.
  public mutating func add(_ row: [SQLValue]) throws(QueryError) {
    size += row.reduce(32) { $0 + $1.size }
    guard size <= Self.limit else {
      throw QueryError(
        .tooLarge, "answer",
        "format \(format) has to hold all of it, and holds at most \(Self.limit >> 20) MiB",
        notes: ["\(result.rows.count) rows are that many"],
        hints: ["--format csv, json and jsonl write each row as it comes", "LIMIT in the SQL asks for less"])
    }
    result.rows.append(row)
  }
}

extension SQLValue {
  /// Bytes that it takes in memory, about.
  fileprivate var size: Int {
    switch self {
    case .null, .integer, .real: 24
    case .text(let text): 24 + (text.utf8.count > 15 ? text.utf8.count + 32 : 0)
    case .blob(let bytes): 24 + bytes.count + 32
    }
  }
}
