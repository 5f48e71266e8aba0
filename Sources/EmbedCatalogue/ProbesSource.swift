/// For TraceRecord: what to record, and where kernels keep it.
struct ProbesSource {
  let catalogue: Catalogue

  init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  var text: String {
    let structs = catalogue.structs
    let functions = catalogue.functions.flatMap { function in
      function.names.indices.map { entry(function, $0) }
    }
    let pointers = structs.pointers.map { "\"\($0.name)\": \"\($0.type)\"" }.joined(separator: ", ")
    return """
      // Written by EmbedCatalogue from catalogue/. Do not edit.

      extension CatalogueEntry {
        /// Every function, in the order of the catalogue; of several names of one function a kernel has one.
        public static let all: [CatalogueEntry] = [
      \(functions.joined())  ]

        /// What a variable or member of that name points to, wherever it occurs in an expression.
        static let pointees = [\(pointers)]

        /// Parameters that the kernel declares as `void *`: it cannot follow their members by name.
        static let untyped: Set<String> = \(structs.untyped.literal)
      }

      extension CatalogueTracepoint {
        /// Every tracepoint, in the order of the catalogue.
        public static let all: [CatalogueTracepoint] = [
      \(catalogue.tracepoints.map(tracepoint).joined())  ]
      }

      extension KernelLayout {
        /// Layouts of usual distribution builds for x86-64, the oldest first, each with symbols that tell it.
        static let known: [(symbols: Set<String>, layout: KernelLayout)] = [
      \(structs.kernels.indices.map(layout).joined())  ]
      }

      """
  }

  private func entry(_ function: Function, _ index: Int) -> String {
    let sets = function.sets.filter { $0 != "none" }
    let (results, seen) = (function.results.filter { !$0.isSeenOnly }, function.results.filter(\.isSeenOnly))
    let words = [
      "function: \(function.names[index].literal)", "role: \(function.names[0].literal)",
      "others: \(function.names[..<index].literal)",
      "entry: [\(function.arguments.map(argument).joined(separator: ", "))]",
      "exit: \(function.hasReturn ? "[\(results.map(argument).joined(separator: ", "))]" : "nil")",
      "exitExtra: [\(seen.map(argument).joined(separator: ", "))]", "underWay: \(function.underWay)",
      "isInterrupt: \(function.isInterrupt)", "sets: [\(sets.map { ".\($0)" }.joined(separator: ", "))]",
    ]
    return "    CatalogueEntry(\n      \(words.joined(separator: ",\n      "))),\n"
  }

  private func argument(_ argument: ArgumentText) -> String {
    "ProbeArgument(\(argument.name.literal), \(argument.expression.literal), type: \((argument.type ?? "x64").literal))"
  }

  private func tracepoint(_ point: TracepointText) -> String {
    let sets = point.sets.filter { $0 != "none" }.map { ".\($0)" }.joined(separator: ", ")
    return
      "    CatalogueTracepoint(system: \"\(point.system)\", name: \"\(point.name)\", enable: \"\(point.enable)\", sets: [\(sets)]),\n"
  }

  private func layout(_ kernel: Int) -> String {
    let (name, symbols) = catalogue.structs.kernels[kernel]
    let signatures = catalogue.functions.map { function in
      (function.called[name] ?? function.names[0], function.signatures[name] ?? function.signatures[""] ?? [])
    }.filter { !$0.1.isEmpty }
    let offsets = catalogue.structs.members.compactMap { member in
      member.offsets[kernel].map { "\"\(member.name)\": \($0)" }
    }
    return """
          (
            \(symbols.literal),
            KernelLayout(
              parameters: [
                \(signatures.map { "\"\($0.0)\": \($0.1.literal)" }.joined(separator: ",\n          "))
              ],
              offsets: [\(offsets.joined(separator: ", "))],
              source: "the layout of \(name)")
          ),

      """
  }
}
