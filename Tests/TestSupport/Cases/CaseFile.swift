/// The cases of one file.
package struct CaseFile {
  package let path: String
  package private(set) var cases: [Case] = []
  /// Its lines.
  let lines: [Substring]

  /// Name without folder and `.txt`.
  package var name: String { String(path.split(separator: "/").last?.dropLast(4) ?? "") }

  /// Reads a file.
  ///
  /// - Throws: `CaseMistake` at the first line that is not understood.
  package init(_ path: String) throws(CaseMistake) {
    self.path = path
    guard let text = Files.text(of: path) else {
      throw CaseMistake(file: path, line: 0, what: "cannot be read")
    }
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var section: Section?
    for (index, line) in lines.enumerated() {
      do throws(CaseSentence) { try take(line, index + 1, &section) } catch {
        throw CaseMistake(file: path, line: index + 1, what: error.what)
      }
    }
    for example in cases where example.expectations.isEmpty {
      throw CaseMistake(file: path, line: example.line, what: "expects nothing said")
    }
  }

  /// What indented lines belong to.
  private enum Section {
    case events
    case table
    case parameter
    case expectation
  }

  private mutating func take(
    _ line: Substring, _ number: Int, _ section: inout Section?
  ) throws(CaseSentence) {
    for side in Case.Side.allCases where line.hasPrefix("# \(side.rawValue): ") {
      cases.append(Case(side: side, title: String(line.dropFirst(2)), line: number))
      section = nil
      return
    }
    let parsed = CaseLine(line)
    guard let first = parsed.cells.first, !line.hasPrefix("#") else { return }
    guard var last = cases.popLast() else {
      throw CaseSentence("a case begins with '# racy: ' or '# clean: ' and a sentence")
    }
    defer { cases.append(last) }
    if parsed.isIndented { return try Self.carryOn(&last, parsed, section) }
    section = try Self.begin(&last, first.text, parsed, number)
  }

  private static func begin(
    _ example: inout Case, _ name: String, _ line: CaseLine, _ number: Int
  ) throws(CaseSentence) -> Section? {
    let texts = line.texts
    switch name {
    case "events":
      guard example.events.isEmpty else { throw CaseSentence("events twice in one case") }
      try example.events.begin(line)
      return .events
    case "without":
      for role in texts.dropFirst() {
        guard CaseEvent.roles.contains(role) else { throw CaseSentence("no event \(role)") }
        example.missing.insert(role)
      }
      return nil
    case "kernel":
      guard texts.count == 2 else { throw CaseSentence("kernel is followed by its release") }
      example.kernel = texts[1]
      return nil
    case "expect":
      guard texts.count > 2 else {
        throw CaseSentence("expect is followed by a table, view or query, and its columns or 'nothing'")
      }
      let columns = texts[2...] == ["nothing"] ? [] : Array(texts[2...])
      example.expectations.append(
        Case.Expectation(source: texts[1], block: Case.Block(name: name, line: number, columns: columns)))
      return .expectation
    case "param":
      example.parameters.append(Case.Block(name: name, line: number, columns: Array(texts.dropFirst())))
      return .parameter
    default:
      example.tables.append(Case.Block(name: name, line: number, columns: Array(texts.dropFirst())))
      return .table
    }
  }

  private static func carryOn(
    _ example: inout Case, _ line: CaseLine, _ section: Section?
  ) throws(CaseSentence) {
    switch section {
    case nil: throw CaseSentence("an indented line with nothing above that it could belong to")
    case .events: try example.events.take(line)
    case .table: try add(line, to: &example.tables[example.tables.count - 1])
    case .parameter: try add(line, to: &example.parameters[example.parameters.count - 1])
    case .expectation: try add(line, to: &example.expectations[example.expectations.count - 1].block)
    }
  }

  private static func add(_ line: CaseLine, to block: inout Case.Block) throws(CaseSentence) {
    guard line.cells.count == block.columns.count else {
      throw CaseSentence("\(line.cells.count) values for \(block.columns.count) columns")
    }
    block.rows.append(line.texts.map(CaseValue.init(written:)))
  }
}
