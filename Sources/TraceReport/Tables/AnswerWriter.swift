public import TraceQuery
public import TraceStore

/// Writes an answer in a format, row by row where the format allows it.
public struct AnswerWriter: AnswerSink {
  private let format: OutputFormat
  private let write: (String) throws -> Void
  private var held: HeldAnswer
  private var columns: [QueryResult.Column] = []
  private var hasBegun = false
  private var hasRows = false

  /// A writer of an answer.
  ///
  /// - Parameters:
  ///   - format: how to write it.
  ///   - write: takes the text, piece by piece.
  public init(_ format: OutputFormat, write: @escaping (String) throws -> Void) {
    self.format = format
    self.write = write
    held = HeldAnswer(format: format.rawValue)
  }

  /// Writes what comes before the first row.
  public mutating func begin(query: String?, columns: [QueryResult.Column]) throws {
    self.columns = columns
    hasBegun = true
    switch format {
    case .csv: try write(CSV.header(columns))
    case .json: try write(JSON.head(query: query, columns))
    case .jsonl: break
    case .table, .md: held.begin(query: query, columns: columns)
    }
  }

  /// Writes a row, or holds it.
  public mutating func add(_ row: [SQLValue]) throws {
    switch format {
    case .csv: try write(CSV.line(row, columns))
    case .json: try write((hasRows ? ",\n" : "") + JSON.object(row, columns))
    case .jsonl: try write(JSON.object(row, columns) + "\n")
    case .table, .md: try held.add(row)
    }
    hasRows = true
  }

  /// Writes what is left.
  public mutating func finish() throws {
    switch format {
    case .csv, .jsonl: break
    case .json:
      if !hasBegun { try write(JSON.head(query: nil, [])) }
      try write(JSON.tail)
    case .table: try write(TextTable(held.result).text)
    case .md: try write(Markdown.render(held.result))
    }
  }
}
