import Glibc
import TraceStore

/// A case of a query: rows, and the answer.
///
/// Cases/README.md has the format.
struct QueryCase {
  /// A table as it is written: names of its columns, and rows.
  struct Block {
    var name: String
    var columns: [String]
    var rows: [[SQLValue]] = []
  }

  /// 'racy' or 'clean'.
  var kind: String
  /// The line that begins it.
  var title: String
  /// Rows of tables, parameters and the answer, in order.
  var blocks: [Block] = []

  /// The answer: columns and rows; nil columns for no row at all.
  var expected: Block? { blocks.last { $0.name == "expect" } }

  /// Rows of one block by column name.
  func rows(of name: String) -> [[String: SQLValue]] {
    blocks.filter { $0.name == name }.flatMap { block in
      block.rows.map { Dictionary(zip(block.columns, $0), uniquingKeysWith: { $1 }) }
    }
  }
}

/// The cases of one query.
struct CaseFile {
  /// A line that is not understood.
  struct Mistake: Error, CustomStringConvertible {
    var description: String
  }

  /// Id of the query, from the file's name.
  let query: String
  private(set) var cases: [QueryCase] = []

  /// Folder of all of them.
  static var folder: String {
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Cases"
  }

  /// The cases of a query; none when it has no file.
  init(of query: String) throws {
    self.query = query
    guard let text = Self.text(of: "\(Self.folder)/\(query).txt") else { return }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard take(line) else { throw Mistake(description: "\(query).txt:\(index + 1): \(line)") }
    }
  }

  /// Takes one line; false when it is not understood.
  private mutating func take(_ line: Substring) -> Bool {
    if line.hasPrefix("# racy: ") || line.hasPrefix("# clean: ") {
      cases.append(QueryCase(kind: line.hasPrefix("# racy") ? "racy" : "clean", title: String(line)))
      return true
    }
    let cells = Self.cells(line)
    guard !cells.isEmpty, !line.hasPrefix("#") else { return true }
    guard var last = cases.popLast() else { return false }
    defer { cases.append(last) }
    if line.hasPrefix(" ") {
      guard var block = last.blocks.popLast(), block.columns.count == cells.count else { return false }
      block.rows.append(cells.map(Self.value))
      last.blocks.append(block)
    } else {
      let columns = cells == ["expect", "nothing"] ? [] : Array(cells.dropFirst())
      last.blocks.append(QueryCase.Block(name: cells[0], columns: columns))
    }
    return true
  }

  /// Two blanks or more part cells, so that one may be in a text.
  private static func cells(_ line: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      if !word.isEmpty {
        cell += cell.isEmpty ? String(word) : " \(word)"
      } else if !cell.isEmpty {
        cells.append(cell)
        cell = ""
      }
    }
    return cell.isEmpty ? cells : cells + [cell]
  }

  private static func value(_ text: String) -> SQLValue {
    if text == "-" { return .null }
    if text.hasPrefix("+") { return .text(text) }
    if text.hasPrefix("0x"), let address = UInt64(text.dropFirst(2), radix: 16) {
      return .integer(Int64(bitPattern: address))
    }
    for (suffix, factor) in [("us", 1000), ("ms", 1_000_000), ("", 1)] as [(String, Int64)]
    where text.hasSuffix(suffix) {
      if let number = Int64(text.dropLast(suffix.count)) { return .integer(number * factor) }
    }
    if text.contains("."), let number = Double(text) { return .real(number) }
    return .text(text)
  }

  /// Ids that have a file.
  static func names() throws -> [String] {
    guard let stream = opendir(folder) else { throw Mistake(description: "no folder \(folder)") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".txt") { names.append(String(name.dropLast(4))) }
    }
    return names.sorted()
  }

  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let byte = getc(file)
      guard byte >= 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
  }
}
