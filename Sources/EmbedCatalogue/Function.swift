/// A function of functions.txt.
struct Function {
  /// Its names in different kernels; the first is the one that roles are called after.
  let names: [String]
  let role: String
  let comment: [String]
  let aliases: [String]
  let arguments: [ArgumentText]
  let hasReturn: Bool
  let results: [ArgumentText]
  /// Parameters in order, by kernel; by "" for those that no line names otherwise.
  ///
  /// Empty: no such function.
  let signatures: [String: [String]]
  /// Its name in kernels that do not have the first.
  let called: [String: String]
  let underWay: Int
  /// Bytes that it changes from its `start` on, where no argument says it.
  let size: Int?
  let isInterrupt: Bool
  /// `function_code` of its rows of kernel_call.
  let call: Int?
  let sets: [String]

  init(_ stanza: Stanza) throws {
    guard stanza.head.key == "function", !stanza.head.words.isEmpty else {
      throw CatalogueError(stanza.file, stanza.head.number, "a block begins with: function NAME")
    }
    try stanza.check([
      "role", "alias", "arg", "size", "return", "result", "signature", "called", "under_way", "interrupt",
      "call", "sets",
    ])
    names = stanza.head.words
    role = try stanza.value("role")?.value ?? ""
    comment = stanza.comment
    aliases = try stanza.value("alias")?.words ?? []
    arguments = try stanza.values("arg").map { try ArgumentText($0, stanza.file) }
    hasReturn = try stanza.value("return") != nil
    results = try stanza.values("result").map { try ArgumentText($0, stanza.file) }
    signatures = Self.byKernel(stanza, "signature").mapValues { $0 == ["-"] ? [] : $0 }
    called = Self.byKernel(stanza, "called").compactMapValues(\.first)
    underWay = try Self.number(stanza, "under_way") ?? 256
    size = try Self.number(stanza, "size")
    isInterrupt = try stanza.value("interrupt") != nil
    call = try Self.number(stanza, "call")
    sets = try stanza.value("sets")?.words ?? []
    if arguments.filter(\.isRead).count > 6 || results.filter(\.isRead).count > 6 {
      throw CatalogueError(stanza.file, stanza.head.number, "an event has 6 arguments at most")
    }
    if !hasReturn, !results.isEmpty {
      throw CatalogueError(
        stanza.file, stanza.head.number, "results of a function whose return is not probed")
    }
  }

  /// The event kind of its entry, as Swift names it.
  var kind: String { names[0].swiftName }

  /// Values that hold for some kernels: `[KERNELS:] WORDS`; by "" where no kernel is named.
  private static func byKernel(_ stanza: Stanza, _ key: String) -> [String: [String]] {
    var values: [String: [String]] = [:]
    for line in stanza.values(key) {
      let sides = line.value.split(separator: ":", maxSplits: 1).map {
        $0.split(separator: " ").map(String.init)
      }
      for kernel in sides.count > 1 ? sides[0] : [""] { values[kernel] = sides[sides.count - 1] }
    }
    return values
  }

  private static func number(_ stanza: Stanza, _ key: String) throws -> Int? {
    guard let line = try stanza.value(key) else { return nil }
    guard let number = Int(line.value) else {
      throw CatalogueError(stanza.file, line.number, "\(key) is a number")
    }
    return number
  }
}

/// An argument: `NAME[:TYPE] [= EXPRESSION[|EXPRESSION...]] [; WORD...]`.
struct ArgumentText {
  let name: String
  let type: String?
  /// How it is recorded: `EXPRESSION[|EXPRESSION...]`.
  let expression: String
  /// Names of its field, the usual one first.
  let fields: [String]
  let isNeeded: Bool
  let isUsual: Bool
  let isRead: Bool
  let isSeenOnly: Bool
  let isSigned: Bool
  let isOptional: Bool
  /// What `kernel_call.argument` has of the call.
  let isCallArgument: Bool
  /// Whether it says by 0 that a call of a path took permission.
  let isStatus: Bool
  /// The name under which text has it, where that is another.
  let printed: String?

  init(_ line: Stanza.Line, _ file: SourceFile) throws {
    let sides = line.value.split(separator: ";", maxSplits: 1).map(String.init)
    let definition = sides[0].split(separator: " ").map(String.init)
    let typed = definition[0].split(separator: ":").map(String.init)
    (name, type) = (typed[0], typed.count > 1 ? typed[1] : nil)
    guard definition.count == 1 || definition.count == 3 && definition[1] == "=" else {
      throw CatalogueError(file, line.number, "an argument is: NAME[:TYPE] [= EXPRESSION] [; WORD...]")
    }
    expression = definition.count == 3 ? definition[2] : name
    var words = Set<String>()
    var names = [name]
    var printed: String?
    var rest = (sides.count > 1 ? sides[1] : "").split(separator: " ").map(String.init)[...]
    while let word = rest.popFirst() {
      switch word {
      case "also": (names, rest) = (names + rest, [])
      case "printed": printed = rest.popFirst()
      case "needed", "usual", "unread", "seen", "signed", "optional", "argument", "status": words.insert(word)
      default: throw CatalogueError(file, line.number, "\(word) says nothing about an argument")
      }
    }
    fields = names
    self.printed = printed
    (isNeeded, isUsual, isRead) = (
      words.contains("needed"), words.contains("usual"), !words.contains("unread")
    )
    (isSeenOnly, isSigned) = (words.contains("seen"), words.contains("signed"))
    (isOptional, isCallArgument) = (words.contains("optional"), words.contains("argument"))
    isStatus = words.contains("status")
  }
}
