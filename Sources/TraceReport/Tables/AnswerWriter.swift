public import TraceQuery
public import TraceStore

/// Writes an answer in a format, row by row where the format allows it.
public struct AnswerWriter: AnswerSink {
  private let format: OutputFormat
  private let write: (String) throws -> Void
  private let width: Int?
  private let recording: String?
  private var held: HeldAnswer
  private var columns: [QueryResult.Column] = []
  private var folded: FoldedStacks?
  private var hasBegun = false
  /// Rows so far.
  public private(set) var rows = 0

  /// A writer of an answer.
  ///
  /// - Parameters:
  ///   - format: how to write it.
  ///   - width: of the reader's window; a table that is wider is written as `vertical`. Nil: as wide as it is.
  ///   - recording: SHA-256 of the recording, for a first column `sha256`; nil for none.
  ///   - write: takes the text, piece by piece.
  public init(
    _ format: OutputFormat, width: Int? = nil, recording: String? = nil,
    write: @escaping (String) throws -> Void
  ) {
    self.format = format
    self.width = width
    // A stack stands alone in its line.
    self.recording = format == .folded ? nil : recording
    self.write = write
    held = HeldAnswer(format: format.rawValue)
  }

  /// Writes what comes before the first row.
  public mutating func begin(query: String?, columns: [QueryResult.Column]) throws {
    let columns = (recording == nil ? [] : [QueryResult.Column("sha256")]) + columns
    self.columns = columns
    hasBegun = true
    switch format {
    case .csv: try write(CSV.header(columns, isCanned: query != nil))
    case .json: try write(JSON.head(query: query, columns))
    case .jsonl: break
    case .folded: folded = try FoldedStacks(query, columns)
    case .table, .vertical, .md: held.begin(query: query, columns: columns)
    }
  }

  /// Writes a row, or holds it.
  public mutating func add(_ row: [SQLValue]) throws {
    let row = (recording.map { [SQLValue.text($0)] } ?? []) + row
    switch format {
    case .csv: try write(CSV.line(row, columns))
    case .json: try write((rows > 0 ? ",\n" : "") + JSON.object(row, columns))
    case .jsonl: try write(JSON.object(row, columns) + "\n")
    case .folded: try write(folded?.line(row) ?? "")
    case .table, .vertical, .md: try held.add(row)
    }
    rows += 1
  }

  /// Writes what is left.
  public mutating func finish() throws {
    switch format {
    case .csv, .jsonl, .folded: break
    case .json:
      if !hasBegun { try write(JSON.head(query: nil, [])) }
      try write(JSON.tail)
    case .table:
      let table = TextTable(held.result)
      try write(table.width > width ?? .max && !table.rows.isEmpty ? table.vertical : table.text)
    case .vertical: try write(TextTable(held.result).vertical)
    case .md: try write(Markdown.render(held.result))
    }
  }
}
