public import TraceQuery

/// `mmtrace queries` as text.
public enum CatalogText {
  /// The list of queries with what each answers.
  public static func list(_ queries: [CannedQuery]) -> String {
    TextTable(header: ["query", "answers"], rows: queries.map { [$0.id, $0.header.summary] }).text
  }

  /// One query: prose, needs, parameters, columns, SQL.
  public static func query(_ query: CannedQuery) -> String {
    let header = query.header
    var parts = [query.id] + header.prose.map(wrapped)
    if !header.requires.isEmpty {
      let events = header.requires.map { "  " + $0.joined(separator: " or ") }
      parts.append("needs these events recorded:\n" + events.joined(separator: "\n"))
    }
    if !header.parameters.isEmpty {
      let rows = header.parameters.map { [$0.name, $0.kind.rawValue, $0.standard ?? "-", $0.comment] }
      parts.append(
        TextTable(header: ["parameter", "type", "default", "meaning"], rows: rows).text.dropNewline)
    }
    let columns = header.columns.map { [$0.name, $0.unit, $0.comment] }
    parts.append(TextTable(header: ["column", "unit", "meaning"], rows: columns).text.dropNewline)
    if !header.see.isEmpty { parts.append("see also: " + header.see.joined(separator: ", ")) }
    // The comment at the head has just been shown in another form.
    let sql = query.sql.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("--") }
    return parts.joined(separator: "\n\n") + "\n\n" + sql.joined(separator: "\n").dropNewline + "\n"
  }

  /// Lines of at most 72 columns.
  private static func wrapped(_ paragraph: String) -> String {
    var lines: [String] = []
    for word in paragraph.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= 72 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// Without its last newline.
  fileprivate var dropNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
