public import TraceQuery

/// How the answer of a query is written.
public enum OutputFormat: String, Sendable, CaseIterable {
  /// Columns aligned with blanks, for reading.
  case table
  /// Comma separated values after RFC 4180, with a header line.
  case csv
  /// One JSON object with the columns, their units and the rows.
  case json
  /// One JSON object per row and line.
  case jsonl
  /// A Markdown table.
  case md

  /// Writes an answer in this format; every line ends with a newline (RFC 4180: CR LF).
  ///
  /// Addresses are hexadecimal text everywhere: as JSON numbers they would lose bits above 2^53.
  public func render(_ result: QueryResult) -> String {
    switch self {
    case .table: TextTable(result).text
    case .csv: CSV.render(result)
    case .json: JSON.render(result)
    case .jsonl: JSON.renderLines(result)
    case .md: Markdown.render(result)
    }
  }
}
