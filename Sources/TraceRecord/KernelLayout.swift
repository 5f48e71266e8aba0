/// Where a kernel keeps what the catalogue asks for.
public struct KernelLayout: Sendable, Equatable {
  /// Names of parameters, in order, by function.
  public var parameters: [String: [String]]
  /// Offsets in bytes, by `STRUCT.MEMBER`.
  public var offsets: [String: Int]
  /// Where this was learnt, for messages.
  public var source: String

  /// A layout.
  public init(parameters: [String: [String]], offsets: [String: Int], source: String) {
    self.parameters = parameters
    self.offsets = offsets
    self.source = source
  }

  /// Members that the catalogue asks for, as `STRUCT.MEMBER`.
  static let wantedMembers: Set<String> = {
    var wanted: Set<String> = []
    for entry in CatalogueEntry.all {
      for argument in entry.entry + entry.exitExtra {
        for expression in argument.expressions { wanted.formUnion(expression.members) }
      }
    }
    return wanted
  }()

  /// The layout of a usual distribution build that has these symbols; nil when none is known.
  public static func known(symbols: Set<String>) -> KernelLayout? {
    known.last { !$0.symbols.isDisjoint(with: symbols) }?.layout
  }

  /// The layout of a kernel of catalogue/structs.txt; nil when it has none of that name.
  public static func of(_ kernel: String) -> KernelLayout? {
    known.first { $0.layout.source == "the layout of \(kernel)" }?.layout
  }

  /// Symbols that `known` looks at.
  public static let tellingSymbols: Set<String> = known.reduce(into: []) { $0.formUnion($1.symbols) }
}
