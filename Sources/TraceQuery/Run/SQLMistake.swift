import TraceStore

/// Says where in an SQL text a mistake is.
enum SQLMistake {
  /// `FILE:LINE:COLUMN: what`, with the line and a caret below the place; without a place `FILE: what`.
  static func describe(_ error: StoreError, sql: String, file: String) -> QueryError {
    guard let offset = error.sqlOffset, offset <= sql.utf8.count else {
      return QueryError(error.sqlOffset == nil && error.code == 0 ? .store : .badSQL, file, error.what)
    }
    let before = Array(sql.utf8.prefix(offset))
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let lead = String(decoding: before[start...], as: UTF8.self)
    let rest = sql.utf8.dropFirst(start).prefix { $0 != UInt8(ascii: "\n") }
    let number = String(line)
    // Tabs stay tabs below the line, so that the caret stands where the terminal puts the mistake.
    let indent = String(lead.map { $0 == "\t" ? "\t" : " " })
    return QueryError(
      .badSQL, "\(file):\(line):\(lead.count + 1)", error.what,
      excerpt: [
        "\(number) | \(String(decoding: Array(rest), as: UTF8.self))",
        "\(String(repeating: " ", count: number.count)) | \(indent)^",
      ],
      hints: hints(error.what))
  }

  private static func hints(_ what: String) -> [String] {
    if what.hasPrefix("no such column") { return ["mmtrace schema TABLE lists the columns of a table"] }
    if what.hasPrefix("no such table") { return ["mmtrace schema lists the tables"] }
    return []
  }
}
