/// Everything that the files of catalogue/ say.
struct Catalogue {
  private(set) var tables: [TableText] = []
  private(set) var views: [TableText] = []
  private(set) var functions: [Function] = []
  private(set) var tracepoints: [TracepointText] = []
  private(set) var paths: [PathText] = []
  private(set) var structs = StructsText()

  init(_ files: [SourceFile]) throws {
    for file in files {
      guard let path = file.path(below: "catalogue") else { continue }
      switch path {
      case "functions.txt": functions = try Stanza.all(in: file).map(Function.init)
      case "tracepoints.txt": tracepoints = try Stanza.all(in: file).map(TracepointText.init)
      case "paths.txt": paths = try Stanza.all(in: file).map(PathText.init)
      case "structs.txt": structs = try StructsText(Stanza.all(in: file))
      case "README.md": break
      case _ where path.hasPrefix("tables/"): tables += try TableText.all(in: file)
      case _ where path.hasPrefix("views/"): views += try TableText.all(in: file)
      default: throw CatalogueError(file, 1, "the catalogue has no such file")
      }
    }
    try check()
  }

  /// Names that one file uses and another defines.
  private func check() throws {
    for path in paths where function(path.enters) == nil || function(path.enters)?.hasReturn == false {
      throw CatalogueError(
        path.stanza.file, path.stanza.head.number, "\(path.enters): no function with a return")
    }
    for (enters, all) in Dictionary(grouping: judgedPaths, by: \.enters)
    where all.filter({ $0.flag == nil }).count != 1 {
      let stanza = all[all.count - 1].stanza
      throw CatalogueError(
        stanza.file, stanza.head.number, "of the paths that enter \(enters) exactly one is told by no flag")
    }
    for call in tracepointCalls where !tracepoints.contains(where: { $0.name == call.end }) {
      throw CatalogueError("catalogue/tracepoints.txt: \(call.end): no tracepoint of that name")
    }
    for path in paths {
      for name in [path.within?.function, path.why == nil ? nil : path.enters].compactMap({ $0 })
        + path.arguments.map(\.function)
      where function(name)?.call == nil {
        throw CatalogueError(
          path.stanza.file, path.stanza.head.number, "\(name): no function with rows of kernel_call")
      }
    }
  }

  /// Calls that tracepoints begin and end.
  var tracepointCalls: [TracepointCall] { tracepoints.compactMap(\.call) }

  /// Paths of which the judge has a rule: calls of the others are rows of kernel_call, and counted.
  var judgedPaths: [PathText] { paths.filter { $0.why == nil } }

  func function(_ name: String) -> Function? { functions.first { $0.names.contains(name) } }

  /// What `@NAME@` stands for in the texts of tables and queries.
  var values: [String: String] {
    let others = tracepointCalls
    let calls =
      (functions.compactMap { function in function.call.map { (code: $0, name: function.names[0]) } }
      + others.map { ($0.code, $0.name) }).sorted { $0.code < $1.code }
    let quoted = judgedPaths.map { "'\($0.name)'" }
    return [
      "path_names": judgedPaths.map { "WHEN \($0.code) THEN '\($0.name)'" }.joined(separator: " "),
      "path_functions": judgedPaths.map { "WHEN \($0.code) THEN '\($0.enters)'" }.joined(separator: " "),
      "path_codes": judgedPaths.map { "\($0.code) \($0.name)" }.joined(separator: ", "),
      "path_list": quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? ""),
      "call_names": calls.map { "WHEN \($0.code) THEN '\($0.name)'" }.joined(separator: " "),
      "call_begins": others.map { "WHEN \($0.code) THEN '\($0.begin)'" }.joined(separator: " "),
      "call_ends": others.map { "WHEN \($0.code) THEN '\($0.end)'" }.joined(separator: " "),
    ].merging(PathRows(paths).values) { $1 }
  }
}

/// A tracepoint of tracepoints.txt.
struct TracepointText {
  let system: String
  let name: String
  let role: String
  let arguments: [ArgumentText]
  let text: String?
  let enable: String
  let sets: [String]
  /// What it begins a row of kernel_call of.
  let call: TracepointCall?

  init(_ stanza: Stanza) throws {
    let names = stanza.head.value.split(separator: ":").map(String.init)
    guard stanza.head.key == "tracepoint", names.count == 2 else {
      throw CatalogueError(stanza.file, stanza.head.number, "a block begins with: tracepoint SYSTEM:NAME")
    }
    try stanza.check(["role", "arg", "text", "enable", "call", "sets"])
    (system, name) = (names[0], names[1])
    role = try stanza.value("role")?.value ?? ""
    arguments = try stanza.values("arg").map { try ArgumentText($0, stanza.file) }
    text = try stanza.value("text")?.value
    enable = try stanza.value("enable")?.value ?? stanza.head.value
    sets = try stanza.value("sets")?.words ?? []
    call = try stanza.value("call").map { try TracepointCall($0, begin: names[1], stanza.file) }
  }
}

/// A call that one tracepoint begins and another ends.
struct TracepointCall {
  /// `function_code`.
  let code: Int
  /// What the function is called.
  let name: String
  let begin: String
  let end: String

  /// `N until NAME`.
  init(_ line: Stanza.Line, begin: String, _ file: SourceFile) throws {
    let words = line.words
    guard words.count == 3, let code = Int(words[0]), words[1] == "until", begin.hasSuffix("_begin") else {
      throw CatalogueError(file, line.number, "call of a tracepoint NAME_begin is: N until NAME")
    }
    self.code = code
    (name, self.begin, end) = (String(begin.dropLast("_begin".count)), begin, words[2])
  }
}
