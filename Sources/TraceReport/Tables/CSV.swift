import TraceQuery

/// Comma separated values after RFC 4180.
enum CSV {
  /// A header line and a line per row; NULL is an empty field, empty text a quoted one.
  static func render(_ result: QueryResult) -> String {
    guard !result.columns.isEmpty else { return "" }
    var text = result.columns.map { field($0.name) }.joined(separator: ",") + "\r\n"
    for row in result.rows {
      let fields = zip(row, result.columns).map { value, column in
        Cell.text(value, unit: column.unit).map(field) ?? ""
      }
      text += fields.joined(separator: ",") + "\r\n"
    }
    return text
  }

  private static func field(_ text: String) -> String {
    // In Swift CR LF is one character: look at the scalars.
    let special: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]
    guard text.isEmpty || text.unicodeScalars.contains(where: special.contains) else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"\(parts.joined(separator: "\"\""))\""
  }
}
