/// An argument of the catalogue, taken apart.
public struct ProbeArgument: Sendable {
  /// `BASE[->MEMBER]...`, maybe behind `*` (what it points to) or `u*` (likewise, in user memory).
  struct Expression: Sendable {
    let isPointee: Bool
    let isUser: Bool
    let path: [String]

    init(_ text: Substring) {
      let prefix = text.hasPrefix("u*") ? 2 : text.hasPrefix("*") ? 1 : 0
      isUser = prefix == 2
      isPointee = prefix > 0
      path = text.dropFirst(prefix).split(separator: "->").map(String.init)
    }

    /// The members on its path, as `STRUCT.MEMBER`.
    var members: [String] {
      zip(path, path.dropFirst()).map { "\(CatalogueEntry.pointees[$0] ?? $0).\($1)" }
    }
  }

  let name: String
  let expressions: [Expression]
  let type: String
  /// Taken as it is: `$retval`.
  let isLiteral: Bool
  private let source: String

  /// An argument, with `EXPRESSION[|EXPRESSION]...`: the first that a kernel has is taken.
  init(_ name: String, _ source: String, type: String) {
    self.name = name
    self.source = source
    self.type = type
    isLiteral = source.hasPrefix("$")
    expressions = isLiteral ? [] : source.split(separator: "|").map(Expression.init)
  }

  /// How a probe line says it where parameters have places; nil when this kernel has none of it.
  ///
  /// `place` is what the line calls parameter `index`: a register, or `$argN`.
  func placed(_ layout: KernelLayout, _ function: String, _ place: (_ index: Int) -> String?) -> String? {
    if isLiteral { return "\(name)=\(source):\(type)" }
    for expression in expressions {
      guard let index = layout.parameters[function]?.firstIndex(of: expression.path[0]),
        var text = place(index)
      else { continue }
      var offsets: [Int] = []
      for member in expression.members {
        if let offset = layout.offsets[member] { offsets.append(offset) }
      }
      guard offsets.count == expression.members.count else { continue }
      for offset in offsets { text = "+\(offset)(\(text))" }
      if expression.isPointee { text = "+\(expression.isUser ? "u" : "")0(\(text))" }
      return "\(name)=\(text):\(type)"
    }
    return nil
  }

  /// How a probe line says it where the kernel itself knows names; nil where it could not follow them.
  func named(_ function: String, _ layout: KernelLayout) -> String? {
    if isLiteral { return "\(name)=\(source):\(type)" }
    let known = expressions.first { layout.parameters[function]?.contains($0.path[0]) == true }
    guard let known, !known.isPointee, !CatalogueEntry.untyped.contains(known.path[0]) else { return nil }
    return "\(name)=\(known.path.joined(separator: "->")):\(type)"
  }
}
