/// A path of paths.txt.
struct PathText {
  let stanza: Stanza
  let code: Int
  let name: String
  /// The function at whose entry its window begins.
  let enters: String
  /// Bit of cp_flags that says so.
  let flag: Int?
  /// The call around it, and that call's argument.
  let within: (function: String, argument: Int?)?
  let lock: String
  let takes: String
  let maySkipFlush: Bool
  /// Whether its function is called inside of those of other paths.
  let isNested: Bool
  /// The first kernel whose call changes entries of one page table only, that of its first address; nil when none does.
  let oneTableSince: Int?
  /// Whether what it holds covers all of its call.
  let hasOneLock: Bool
  /// Whether each call flushes, whatever it found.
  let alwaysFlushes: Bool
  /// Whether the call around it may change entries after it, so that its flush is none of that call's.
  let divides: Bool
  /// Functions of which its caller may call one for what the call left.
  let again: [String]
  /// Whether its call flushes whenever the mm has a flush pending.
  let heedsPending: Bool
  /// Why it is not judged, where no lock is said.
  let why: String?
  let arguments: [(function: String, value: Int, takes: Bool)]
  let source: String
  /// The first kernel that has it, major * 1000 + minor; nil when all have.
  let since: Int?

  init(_ stanza: Stanza) throws {
    self.stanza = stanza
    let head = stanza.head.words
    func mistake(_ line: Stanza.Line, _ what: String) -> CatalogueError {
      CatalogueError(stanza.file, line.number, what)
    }
    guard stanza.head.key == "path", head.count == 2, let code = Int(head[0]) else {
      throw mistake(stanza.head, "a block begins with: path CODE NAME")
    }
    try stanza.check([
      "enters", "flag", "within", "nested", "lock", "why", "takes", "may_skip_flush", "argument", "source",
      "since", "one_table", "again", "pending", "one_lock", "divides", "always",
    ])
    (self.code, name) = (code, head[1])
    func word(_ key: String, _ allowed: Set<String>? = nil) throws -> String {
      guard let line = try stanza.value(key) else {
        throw mistake(stanza.head, "\(head[1]): \(key) is missing")
      }
      if let allowed, !allowed.contains(line.value) {
        throw mistake(line, "\(key) is one of: \(allowed.sorted().joined(separator: ", "))")
      }
      return line.value
    }
    enters = try word("enters")
    why = try stanza.value("why")?.value
    lock = why == nil ? try word("lock", ["write", "read", "ptl"]) : "none"
    takes = try word("takes", ["write", "all"])
    source = try word("source")
    func release(_ line: Stanza.Line) throws -> Int {
      let numbers = line.value.split(separator: ".").compactMap { Int($0) }
      guard numbers.count == 2 else { throw mistake(line, "\(line.key) is: MAJOR.MINOR") }
      return numbers[0] * 1000 + numbers[1]
    }
    since = try stanza.value("since").map(release)
    flag = try stanza.value("flag").flatMap { Int($0.value) }
    within = try stanza.value("within").map { ($0.words[0], $0.words.dropFirst().first.flatMap { Int($0) }) }
    maySkipFlush = try stanza.value("may_skip_flush") != nil
    isNested = try stanza.value("nested") != nil
    oneTableSince = try stanza.value("one_table").map(release)
    hasOneLock = try stanza.value("one_lock") != nil
    alwaysFlushes = try stanza.value("always") != nil
    divides = try stanza.value("divides") != nil
    again = try stanza.value("again")?.words ?? []
    heedsPending = try stanza.value("pending") != nil
    arguments = try stanza.values("argument").map { line in
      guard line.words.count == 3, let value = Int(line.words[1]), ["takes", "keeps"].contains(line.words[2])
      else { throw mistake(line, "an argument is: FUNCTION VALUE takes|keeps") }
      return (line.words[0], value, line.words[2] == "takes")
    }
  }
}

/// Rows of the judge's tables about paths, as SQL.
struct PathRows {
  let paths: [PathText]

  init(_ paths: [PathText]) { self.paths = paths }

  /// What `@NAME@` stands for in queries/judge/10_path_rule.sql.
  var values: [String: String] {
    [
      "path_rules": paths.map(rule).joined(separator: ",\n"),
      "path_arguments": paths.flatMap { path in
        path.arguments.map { "(\(path.code), \($0.value), \($0.takes ? 1 : 0))" }
      }.joined(separator: ", "),
    ]
  }

  private func rule(_ path: PathText) -> String {
    var columns = [
      "\(path.code)", "'\(path.name)'", "'\(path.lock)'", "'\(path.takes)'", path.maySkipFlush ? "1" : "0",
    ]
    columns += [path.arguments.isEmpty ? "0" : "1", "'\(path.source)'"]
    columns += ["'\(path.enters)'", path.within.map { "'\($0.function)'" } ?? "NULL"]
    columns += [path.since.map(String.init) ?? "NULL", path.why.map { "'\($0)'" } ?? "NULL"]
    columns += [
      path.oneTableSince.map(String.init) ?? "NULL",
      path.again.isEmpty ? "NULL" : "' \(path.again.joined(separator: " ")) '",
      path.heedsPending ? "1" : "0", path.hasOneLock ? "1" : "0", path.alwaysFlushes ? "1" : "0",
    ]
    return "  (\(columns.joined(separator: ", ")))"
  }
}
