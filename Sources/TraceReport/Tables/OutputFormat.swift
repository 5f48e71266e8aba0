public import TraceQuery

/// How the answer of a query is written.
public enum OutputFormat: String, Sendable, CaseIterable {
  /// Columns aligned with blanks, for reading.
  case table
  /// A line for each value, for rows that are wider than a window.
  case vertical
  /// Comma separated values after RFC 4180, with a header line.
  case csv
  /// One JSON object with the columns, their units and the rows.
  case json
  /// One JSON object per row and line.
  case jsonl
  /// A Markdown table.
  case md
  /// A stack and how often it occurred, a line each: what flame graphs are made of.
  case folded

  /// Whether programs read it: written row by row, raw numbers, never cut.
  public var isForMachines: Bool { self != .table && self != .vertical && self != .md }

  /// Writes an answer in this format; every line ends with a newline (RFC 4180: CR LF).
  ///
  /// Addresses are hexadecimal text everywhere: as JSON numbers they would lose bits above 2^53.
  public func render(_ result: QueryResult) -> String {
    var text = ""
    do {
      var writer = AnswerWriter(self) { text += $0 }
      if !result.columns.isEmpty {
        try writer.begin(query: result.query, columns: result.columns)
        for row in result.rows { try writer.add(row) }
      }
      try writer.finish()
    } catch {
      // Text takes whatever is written to it; only the limit of a held answer is left.
      return "\(error)\n"
    }
    return text
  }
}
