/// A page made of a document of docs/: headings, paragraphs, lists, tables and blocks of text.
enum MarkdownPage {
  static func page(_ name: String, section: Int, _ summary: String, _ markdown: String) -> String {
    var page = Roff.head(name, section: section, summary) + ".SH DESCRIPTION\n"
    var paragraph: [String] = []
    var block: [String] = []
    func flush() {
      if !paragraph.isEmpty { page += text(paragraph.joined(separator: " ")) }
      if !block.isEmpty { page += Roff.lines(block) }
      (paragraph, block) = ([], [])
    }
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false).dropFirst() {
      if line.hasPrefix("    ") {
        if block.isEmpty { flush() }
        block.append(String(line.dropFirst(4)))
      } else if line.isEmpty {
        if block.isEmpty { flush() } else { block.append("") }
      } else if line.hasPrefix("#") {
        flush()
        let title = line.drop { $0 == "#" || $0 == " " }
        page += ".\(line.hasPrefix("###") ? "SS" : "SH") \(Roff.escaped(plain(title.uppercased())))\n"
      } else if line.hasPrefix("|") {
        flush()
        page += row(line)
      } else if line.hasPrefix("- ") {
        flush()
        paragraph = [String(line)]
      } else {
        if !block.isEmpty { flush() }
        paragraph.append(String(line.drop { $0 == " " }))
      }
    }
    flush()
    return page + Roff.section("SEE ALSO", "mmtrace\\-record(1),\nmmtrace(1),\ntrace\\-cmd(1)\n")
  }

  private static func text(_ text: String) -> String {
    guard text.hasPrefix("- ") else { return ".PP\n\(Roff.escaped(plain(text)))\n" }
    return ".IP \\(bu 2\n\(Roff.escaped(plain(String(text.dropFirst(2)))))\n"
  }

  /// A row of a table: its first cell and what it is; none of the line below the head.
  private static func row(_ line: Substring) -> String {
    let cells = line.split(separator: "|").map { plain(trimmed($0)) }
    guard let first = cells.first, !first.allSatisfy({ "-: ".contains($0) }) else { return "" }
    return Roff.item(Roff.bold(first), cells.dropFirst().joined(separator: "; "))
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// Without the marks of emphasis and code, links as their text.
  private static func plain(_ text: String) -> String {
    var (result, rest) = ("", Substring(text.filter { $0 != "`" && $0 != "*" }))
    while let open = rest.firstIndex(of: "["), let middle = rest[open...].firstRange(of: "]("),
      let close = rest[middle.upperBound...].firstIndex(of: ")")
    {
      result += rest[..<open] + rest[rest.index(after: open)..<middle.lowerBound]
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}
