import TraceQuery

/// A table for issue trackers.
enum Markdown {
  /// Header, alignment row, rows; NULL is an empty cell.
  static func render(_ result: QueryResult) -> String {
    guard !result.columns.isEmpty else { return "" }
    let rules = result.columns.indices.map { column in
      Cell.isNumeric(result.rows, column: column) ? "--:" : ":--"
    }
    let readable = ReadableAnswer(result)
    var text = line(readable.header.map(escaped)) + line(rules)
    for row in readable.rows { text += line(row.map { $0.map(escaped) ?? "" }) }
    return text
  }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

  /// Text that stays text: no emphasis, no markup, no link, no entity, and nothing that begins a block.
  static func escaped(_ text: String) -> String {
    let characters = Array(Printable.line(text))
    var result = ""
    for (index, character) in characters.enumerated() {
      // An underscore inside a word is no emphasis.
      let isInside =
        index > 0 && index + 1 < characters.count && characters[index - 1].isLetter
        && characters[index + 1].isLetter
      let isSpecial =
        "\\`*<>[]|~&".contains(character) || (character == "_" && !isInside)
        || (index == 0 && "#+-=".contains(character))
        // A renderer makes links of what looks like one.
        || (character == "/" && index > 0 && characters[index - 1] == ":")
        || (character == "." && result.lowercased().hasSuffix("www"))
      if isSpecial { result += "\\" }
      result.append(character)
    }
    return result
  }
}
