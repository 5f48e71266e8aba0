public import TraceQuery

/// `metadata.json` for Datasette: titles, columns with their units, canned queries.
public enum DatasetteMetadata {
  /// The file's text.
  ///
  /// - Parameters:
  ///   - database: name that Datasette gives the database: its file name without the ending.
  ///   - summary: the recording.
  ///   - verdict: what the judge says of it.
  ///   - queries: the canned queries.
  /// - Returns: JSON.
  public static func render(
    database: String, summary: TraceSummary, verdict: Verdict, queries: [CannedQuery]
  ) -> String {
    let recording = summary.trace["file"] ?? database
    let tree = JSONTree.object([
      ("title", .string("mmtrace: \(Printable.name(recording))")),
      (
        "description",
        .string("Verdict: \(verdict.answer.rawValue). Times are \(summary.trace["clock_unit"] ?? "ns").")
      ),
      (
        "databases",
        .object([
          (
            database,
            .object([
              ("queries", .object(queries.map { (path($0.id), query($0)) })),
              ("tables", .object(TableDescription.all.map { ($0.name, table($0)) })),
            ])
          )
        ])
      ),
    ])
    return tree.text() + "\n"
  }

  /// A query's name in Datasette's addresses, where a dot would begin a format.
  private static func path(_ id: String) -> String { String(id.map { $0 == "." ? "-" : $0 }) }

  private static func table(_ table: TableDescription) -> JSONTree {
    .object([
      ("description", .string("One row is \(table.comment).")),
      (
        "columns",
        .object(
          table.columns.filter { !($0.unit.isEmpty && $0.comment.isEmpty) }.map {
            ($0.name, .string(described($0.unit, $0.comment)))
          })
      ),
    ])
  }

  private static func query(_ query: CannedQuery) -> JSONTree {
    let header = query.header
    let parameters = header.parameters.map { parameter in
      "\(parameter.name): \(parameter.comment) (\(parameter.standard ?? "nothing") where the field is empty)."
    }
    let columns = header.columns.map { "\($0.name): \(described($0.unit, $0.comment))." }
    return .object([
      ("title", .string("\(query.id): \(header.summary)")),
      ("description", .string((header.prose.dropFirst() + parameters + columns).joined(separator: "\n"))),
      ("sql", .string(forForms(query))),
    ])
  }

  private static func described(_ unit: String, _ comment: String) -> String {
    [unit == "text" ? "" : unit, comment].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  /// The query's SQL for the fields of a form, which give text, and an empty text where nothing was filled in.
  public static func forForms(_ query: CannedQuery) -> String {
    // The comment at the head is the description; a form would take a colon in it for a parameter.
    let lines = query.sql.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("--") }
    let sql = lines.map { line in
      line.firstRange(of: "--").map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: "\n")
    return query.header.parameters.reduce(sql.trimmed) { sql, parameter in
      replaced(parameter.name, in: sql, by: value(of: parameter))
    }
  }

  private static func value(of parameter: QueryHeader.Parameter) -> String {
    switch parameter.kind {
    case .integer: "CAST(nullif(:\(parameter.name), '') AS INTEGER)"
    case .real: "CAST(nullif(:\(parameter.name), '') AS REAL)"
    case .text: "nullif(:\(parameter.name), '')"
    }
  }

  /// `:name` as a word of its own.
  private static func replaced(_ name: String, in sql: String, by value: String) -> String {
    var result = ""
    var rest = sql[...]
    while let place = rest.firstRange(of: ":\(name)") {
      result += rest[..<place.lowerBound]
      rest = rest[place.upperBound...]
      let isWhole = rest.first.map { !($0.isLetter || $0.isNumber || $0 == "_") } ?? true
      result += isWhole ? value : ":\(name)"
    }
    return result + rest
  }
}

extension String {
  /// Without blanks and newlines around it, and without the semicolon at its end.
  fileprivate var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\n" }
    let text = drop(while: isBlank).reversed().drop { isBlank($0) || $0 == ";" }
    return String(text.reversed())
  }
}
