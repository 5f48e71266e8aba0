/// Pieces of HTML.
enum HTMLText {
  /// Text that cannot become markup.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in Printable.unglued(Printable.brief(text)) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A list of names and values.
  static func facts(_ facts: [Report.Fact]) -> String {
    "<dl>" + facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>\n" }.joined() + "</dl>\n"
  }

  /// A bulleted list under a heading; nothing when it is empty.
  static func list(_ heading: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "" }
    let lines = items.map { "<li>\(escaped($0))</li>\n" }.joined()
    return "<h3>\(escaped(heading))</h3>\n<ul>\n\(lines)</ul>\n"
  }

  /// Lines as they are; it scrolls by itself where it is wider than the page, also with the keyboard.
  static func fixed(_ label: String, _ lines: [String]) -> String {
    let text = lines.map(escaped).joined(separator: "\n")
    return """
      <div class="wide" tabindex="0" role="region" aria-label="\(escaped(label))"><pre>\(text)</pre></div>

      """
  }

  /// A table that scrolls by itself.
  static func table(_ caption: String, _ header: [String], _ rows: [[String]], numbers: Set<Int>) -> String {
    func cell(_ text: String, _ column: Int, _ tag: String) -> String {
      let kind = numbers.contains(column) ? " class=\"number\"" : ""
      return "<\(tag)\(kind)\(tag == "th" ? " scope=\"col\"" : "")>\(escaped(text))</\(tag)>"
    }
    let head = header.enumerated().map { cell($1, $0, "th") }.joined()
    let body = rows.map { row in "<tr>\(row.enumerated().map { cell($1, $0, "td") }.joined())</tr>\n" }
      .joined()
    return """
      <div class="wide" tabindex="0" role="region" aria-label="\(escaped(caption))"><table>
      <caption>\(escaped(caption))</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)</tbody></table></div>

      """
  }
}
