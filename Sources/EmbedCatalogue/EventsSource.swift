/// For TraceIngest: the kinds of events, with their names and arguments, and the paths that take permission.
struct EventsSource {
  let catalogue: Catalogue

  init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  /// A kind of event: of a tracepoint, of a function's entry, or of its return.
  private struct Kind {
    var name: String
    var role: String
    var comment: String
    var arguments: [ArgumentText]
    var text: String?
    /// What the pairing does with it, as Swift.
    var action = ".ofItsOwn"
  }

  private var kinds: [Kind] {
    var kinds = catalogue.tracepoints.map {
      Kind(
        name: $0.name.swiftName, role: $0.name, comment: $0.role, arguments: $0.arguments, text: $0.text,
        action: action($0))
    }
    for function in catalogue.functions {
      let (name, read) = (function.kind, function.arguments.filter(\.isRead))
      // A tracepoint may tell the same as a probe on the function of its name.
      if !kinds.contains(where: { $0.name == name }) {
        kinds.append(
          Kind(
            name: name, role: function.names[0], comment: function.role, arguments: read,
            action: entryAction(function, read)))
      }
      guard function.hasReturn else { continue }
      let results = function.results.filter(\.isRead)
      kinds.append(
        Kind(
          name: "\(name)Return", role: "\(function.names[0])_ret", comment: "its return", arguments: results,
          action: exitAction(function, results)))
    }
    return kinds
  }

  /// What a tracepoint does: it begins or ends a call that other things happen inside of, or has a place of its own.
  private func action(_ point: TracepointText) -> String {
    if let call = point.call {
      return
        ".calls(.\(call.name.swiftName), CallArguments(mm: nil, start: nil, end: nil, len: nil, argument: nil))"
    }
    let ended = catalogue.tracepointCalls.first { $0.end == point.name }
    return ended.map { ".callReturns(.\($0.name.swiftName))" } ?? ".ofItsOwn"
  }

  /// What the entry of a function does: a path enters by it, or it is a call that other things happen inside of.
  private func entryAction(_ function: Function, _ arguments: [ArgumentText]) -> String {
    func place(_ name: String) -> String {
      arguments.firstIndex { $0.name == name }.map(String.init) ?? "nil"
    }
    if isEntered(function) {
      let names = ["mm", "start", "end", "len", "lk", "cp_flags", "tlb", "child_mm"]
      let places =
        ["own: \(ownPath(function))"] + names.map { "\($0.swiftName): \(place($0))" }
        + ["size: \(function.size ?? 0)"]
      return ".protects(ProtectArguments(\(places.joined(separator: ", "))))"
    }
    guard function.call != nil, function.hasReturn else { return ".ofItsOwn" }
    let places = ["mm", "start", "end", "len"].map { "\($0.swiftName): \(place($0))" }
    let argument = arguments.firstIndex(where: \.isCallArgument).map(String.init) ?? "nil"
    return
      ".calls(.\(function.kind), CallArguments(\(places.joined(separator: ", ")), argument: \(argument)))"
  }

  private func exitAction(_ function: Function, _ results: [ArgumentText]) -> String {
    if isEntered(function) {
      let places = [results.firstIndex { $0.name == "pages" }, results.firstIndex(where: \.isStatus)]
        .map { $0.map(String.init) ?? "nil" }
      return ".protectReturns(\(ownPath(function)), pages: \(places[0]), status: \(places[1]))"
    }
    return function.call == nil ? ".ofItsOwn" : ".callReturns(.\(function.kind))"
  }

  /// The path of a function where nothing tells another; `Catalogue` refuses a function without one.
  private func ownPath(_ function: Function) -> String {
    let own = catalogue.judgedPaths.first { function.names.contains($0.enters) && $0.flag == nil }
    return ".\(own?.name.swiftName ?? "")"
  }

  private func isEntered(_ function: Function) -> Bool {
    catalogue.judgedPaths.contains { function.names.contains($0.enters) }
  }

  var text: String {
    let kinds = kinds
    var calls = catalogue.functions.compactMap { function in
      function.call.map {
        (code: $0, name: function.kind, end: function.hasReturn ? "\(function.kind)Return" : nil)
      }
    }
    calls += catalogue.tracepointCalls.map { ($0.code, $0.name.swiftName, $0.end.swiftName) }
    calls.sort { $0.code < $1.code }
    return """
      // Written by EmbedCatalogue from catalogue/. Do not edit.

      /// What mmtrace knows how to read: the closed set of kinds that the pairing works on.
      ///
      /// A kind is decided once per event id, by names and fields, never by the kernel's version. Kinds of
      /// probes carry the name of the kernel function they sit on; `...Return` is its return probe.
      enum EventKind: UInt8, CaseIterable, Sendable {
        /// An event that no table is made from.
        case other
      \(kinds.map { "  /// \($0.comment)\n  case \($0.name)\n" }.joined())}

      extension EventKind {
        /// What each kind is read from, in the order of the cases.
        static let descriptions: [EventDescription] = [
          EventDescription(role: "", arguments: [], text: nil),
      \(kinds.map(description).joined())  ]

        /// What the pairing does with each kind, in the order of the cases.
        static let actions: [KindAction] = [
          .ofItsOwn,
      \(kinds.map { "    \($0.action),\n" }.joined())  ]
      }

      \(kinds.filter { !$0.arguments.isEmpty }.map(places).joined(separator: "\n"))
      extension ProbedFunction {
        /// Every function that probes are read of.
        static let all: [ProbedFunction] = [
      \(catalogue.functions.map(function).joined())  ]
      }

      extension Tracepoint {
        /// Every tracepoint that is read.
        static let all: [Tracepoint] = [
      \(catalogue.tracepoints.map { "    Tracepoint(system: \"\($0.system)\", name: \"\($0.name)\", kind: .\($0.name.swiftName)),\n" }.joined())  ]
      }

      /// A function with rows of `kernel_call`, by its `function_code`.
      enum KernelFunction: Int64, CaseIterable {
      \(calls.map { "  case \($0.name) = \($0.code)\n" }.joined())
        /// The event at its return; nil where that is not probed.
        var returnKind: EventKind? {
          switch self {
      \(calls.map { "    case .\($0.name): \($0.end.map { ".\($0)" } ?? "nil")\n" }.joined())    }
        }
      }

      /// A path that takes permission from PTEs, by its `path_code`.
      enum ProtectPath: Int64, CaseIterable {
      \(catalogue.judgedPaths.map { "  case \($0.name.swiftName) = \($0.code)\n" }.joined())
        /// What tells it from other paths of its function.
        var sign: PathSign {
          switch self {
      \(catalogue.judgedPaths.map(sign).joined())    }
        }
      }

      """
  }

  private func description(_ kind: Kind) -> String {
    let arguments = kind.arguments.map { argument in
      let words = [
        "fields: \(argument.fields.literal)", "isNeeded: \(argument.isNeeded)",
        "isUsual: \(argument.isUsual)",
        "isSigned: \(argument.isSigned)", "isOptional: \(argument.isOptional)",
        "printed: \(argument.printed.map(\.literal) ?? "nil")",
      ]
      return "EventDescription.Argument(\(words.joined(separator: ", ")))"
    }
    return """
          EventDescription(
            role: \(kind.role.literal),
            arguments: [
              \(arguments.joined(separator: ",\n        "))
            ],
            text: \(kind.text.map(\.literal) ?? "nil")),

      """
  }

  private func places(_ kind: Kind) -> String {
    let type = kind.name.prefix(1).uppercased() + kind.name.dropFirst()
    let cases = kind.arguments.enumerated().map { "  static let \($1.name.swiftName) = \($0)\n" }
    return "/// Places of the arguments of a `\(kind.role)`.\nenum \(type)Argument {\n\(cases.joined())}\n"
  }

  private func function(_ function: Function) -> String {
    let aliases = function.aliases.map { "\"\($0)\"" }
    let words = [
      "names: \(function.names.literal)", "entry: .\(function.kind)",
      "exit: \(function.hasReturn ? ".\(function.kind)Return" : "nil")",
      "entryAlias: \(aliases.first ?? "nil")", "exitAlias: \(aliases.dropFirst().first ?? "nil")",
    ]
    return "    ProbedFunction(\(words.joined(separator: ", "))),\n"
  }

  private func sign(_ path: PathText) -> String {
    let function = catalogue.function(path.enters)?.kind ?? path.enters
    let words = [
      "entry: .\(function)", "exit: .\(function)Return", "flag: \(path.flag.map(String.init) ?? "nil")",
      "within: \(path.within.map { ".\($0.function.swiftName)" } ?? "nil")",
      "argument: \(path.within?.argument.map(String.init) ?? "nil")", "isUnderPTL: \(path.lock == "ptl")",
      "divides: \(path.divides)",
      "isNested: \(path.isNested)",
    ]
    return "    case .\(path.name.swiftName): PathSign(\(words.joined(separator: ", ")))\n"
  }
}
