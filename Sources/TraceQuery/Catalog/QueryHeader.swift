/// What the comment at the head of a query file says: its documentation, checked against the SQL by tests.
///
/// ```
/// -- One sentence that says what a row is.
/// --
/// -- More prose.
/// --
/// -- @requires mmap_lock_released handle_mm_fault|do_wp_page
/// -- @param limit integer 20 rows at most
/// -- @column held ns how long it was held
/// -- @see lock.longest_waits
/// ```
/// A tag goes on in following lines that are indented by two blanks or more.
public struct QueryHeader: Sendable, Equatable {
  /// A named value of a query, `:name` in its SQL.
  public struct Parameter: Sendable, Equatable {
    /// Type of a parameter.
    public enum Kind: String, Sendable, CaseIterable {
      /// A whole number; `0x` begins a hexadecimal one.
      case integer
      /// A number with a fraction.
      case real
      /// Any text.
      case text
    }

    /// Name, without the colon.
    public var name: String
    /// Type of its values.
    public var kind: Kind
    /// Value the SQL uses when none is given, as written; nil when it is NULL.
    public var standard: String?
    /// What it is, may be empty.
    public var comment: String
  }

  /// A column of a query's answer.
  public struct Column: Sendable, Equatable {
    /// Name.
    public var name: String
    /// Unit as in the tables: `ns`, `address`, `tid`, ...; `text` where there is none.
    public var unit: String
    /// What it is, may be empty where the name says it.
    public var comment: String
  }

  /// The prose, paragraph after paragraph, lines joined.
  public var prose: [String] = []
  /// Events it needs: for each entry, one of its roles must have been recorded.
  public var requires: [[String]] = []
  /// Its parameters.
  public var parameters: [Parameter] = []
  /// Its columns, in order.
  public var columns: [Column] = []
  /// Related queries and tables.
  public var see: [String] = []

  /// First sentence of the prose, without the full stop.
  public var summary: String {
    let first = prose.first ?? ""
    guard let end = first.firstRange(of: ". ") else {
      return first.hasSuffix(".") ? String(first.dropLast()) : first
    }
    return String(first[..<end.lowerBound])
  }

  /// The entries of `requires` of which no role was recorded.
  ///
  /// - Parameter recorded: roles that the recording has, even if they never occurred.
  /// - Returns: alternatives, one list for each entry.
  public func missing(from recorded: Set<String>) -> [[String]] {
    requires.filter { $0.allSatisfy { !recorded.contains($0) } }
  }
}

extension QueryHeader {
  /// Reads the comment lines at the start of `sql`.
  ///
  /// - Parameters:
  ///   - sql: text of a query file.
  ///   - file: its name, for messages.
  /// - Throws: `QueryError` of kind `badHeader` with the line of the mistake.
  public init(_ sql: String, file: String) throws(QueryError) {
    var paragraph = ""
    for (number, line, text) in Self.logicalLines(sql) {
      guard text.hasPrefix("@") else {
        if text.isEmpty {
          if !paragraph.isEmpty { prose.append(paragraph) }
          paragraph = ""
        } else {
          paragraph += paragraph.isEmpty ? text : " " + text
        }
        continue
      }
      guard add(text) else {
        throw QueryError(
          .badHeader, "\(file):\(number)", "header line not understood", excerpt: [line],
          hints: [Self.grammar])
      }
    }
    if !paragraph.isEmpty { prose.append(paragraph) }
    guard !prose.isEmpty else {
      throw QueryError(
        .badHeader, "\(file):1", "a query begins with a comment that says what a row is",
        hints: [Self.grammar])
    }
  }

  private static let grammar =
    "-- @requires role role|role ..., @param name integer|real|text default text, @column name unit text, @see name"

  /// Comment lines of the head with the continued ones joined: line number, the first line as it is, text.
  private static func logicalLines(_ sql: String) -> [(Int, String, String)] {
    var lines: [(Int, String, String)] = []
    for (index, line) in sql.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard line.hasPrefix("--") else { break }
      let text = line.dropFirst(2)
      let bare = trimmed(text)
      if text.hasPrefix("   "), let last = lines.last, last.2.hasPrefix("@") {
        lines[lines.count - 1].2 += " " + bare
      } else {
        lines.append((index + 1, String(line), bare))
      }
    }
    return lines
  }

  /// Takes one tag; false when it is not understood.
  private mutating func add(_ tag: String) -> Bool {
    let words = tag.split(separator: " ").map(String.init)
    let rest = Array(words.dropFirst())
    switch words[0] {
    case "@requires":
      requires += rest.map { $0.split(separator: "|").map(String.init) }
      return !rest.isEmpty
    case "@param":
      guard rest.count >= 3, let kind = Parameter.Kind(rawValue: rest[1]) else { return false }
      let standard = rest[2].lowercased() == "null" ? nil : rest[2]
      parameters.append(
        Parameter(
          name: rest[0], kind: kind, standard: standard, comment: rest.dropFirst(3).joined(separator: " ")))
      return true
    case "@column":
      guard rest.count >= 2 else { return false }
      columns.append(
        Column(name: rest[0], unit: rest[1], comment: rest.dropFirst(2).joined(separator: " ")))
      return true
    case "@see":
      see += rest.map { $0.hasSuffix(",") ? String($0.dropLast()) : $0 }
      return !rest.isEmpty
    default:
      return false
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\r" }.reversed())
  }
}
