import TraceQuery
import TraceStore

/// Comma separated values after RFC 4180.
enum CSV {
  /// The header line: names with what they are measured in, `held_ns`; of typed SQL the names it gives.
  static func header(_ columns: [QueryResult.Column], isCanned: Bool) -> String {
    columns.map { field(isCanned ? Unit.suffixed($0.name, $0.unit) : $0.name) }.joined(separator: ",")
      + "\r\n"
  }

  /// A row's line; NULL is an empty field, empty text a quoted one.
  static func line(_ row: [SQLValue], _ columns: [QueryResult.Column]) -> String {
    zip(row, columns).map { value, column in Cell.text(value, unit: column.unit).map(field) ?? "" }
      .joined(separator: ",") + "\r\n"
  }

  private static func field(_ text: String) -> String {
    // In Swift CR LF is one character: look at the scalars.
    let special: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]
    guard text.isEmpty || text.unicodeScalars.contains(where: special.contains) else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"\(parts.joined(separator: "\"\""))\""
  }
}
