/// A probe that a recording wants, in the forms in which a kernel may take it.
public struct WantedProbe: Sendable, Equatable {
  /// The event's name, as mmtrace reads it.
  public let name: String
  /// The function it sits on.
  public let function: String
  /// Lines for `dynamic_events`, the best first: the first that the kernel takes is used.
  public let forms: [String]
}

/// How lines are made for one kernel.
public struct ProbeStyle: Sendable {
  /// What the kernel keeps where.
  public var layout: KernelLayout
  /// Whether it has function probes (`f:`): they are not missed inside interrupts of other probes.
  public var hasFunctionProbes: Bool
  /// Whether returns of those cannot run out of instances (since they sit on the function graph).
  public var hasEndlessReturns: Bool

  /// A style.
  public init(layout: KernelLayout, hasFunctionProbes: Bool = false, hasEndlessReturns: Bool = false) {
    self.layout = layout
    self.hasFunctionProbes = hasFunctionProbes
    self.hasEndlessReturns = hasEndlessReturns
  }

  /// The probes of a function.
  public func probes(on entry: CatalogueEntry) -> [WantedProbe] {
    let function = entry.function
    var forms: [String] = []
    if entry.isInterrupt, hasFunctionProbes {
      forms.append("f:mmtrace/\(function) \(function)\(arguments(entry.entry, function, argument))")
    }
    forms.append("p:mmtrace/\(function) \(function)\(arguments(entry.entry, function, register))")
    var probes = [WantedProbe(name: function, function: function, forms: forms)]
    guard let exit = entry.exit else { return probes }
    let (name, short) = ("\(function)_ret", arguments(exit, function, argument))
    let long = arguments(exit + entry.exitExtra, function, argument)
    forms = []
    for words in long == short ? [short] : [long, short] {
      if hasEndlessReturns || entry.isInterrupt && hasFunctionProbes {
        forms.append("f:mmtrace/\(name) \(function)%return\(words)")
      }
      forms.append("r\(entry.underWay):mmtrace/\(name) \(function)\(words)")
    }
    probes.append(WantedProbe(name: name, function: function, forms: forms))
    return probes
  }

  private func arguments(_ arguments: [ProbeArgument], _ function: String, _ place: (Int) -> String?)
    -> String
  {
    arguments.compactMap { $0.placed(layout, function, place) }.map { " \($0)" }.joined()
  }

  private func register(_ index: Int) -> String? {
    let registers = ["%di", "%si", "%dx", "%cx", "%r8", "%r9"]
    // Those after the registers lie above the return address.
    return index < registers.count ? registers[index] : "+\(8 * (index - registers.count + 1))(%sp)"
  }

  private func argument(_ index: Int) -> String? { "$arg\(index + 1)" }
}

/// The files of probes/, for those who record by hand.
public enum ProbeFiles {
  /// Contents by name, of the set `race`: what is generated and a test compares.
  public static let all: [(name: String, text: String)] = [
    ("5.10", text("5.10", named: false)), ("6.1", text("6.1", named: false)),
    ("6.12", text("6.12", named: true)), ("6.12-regs", text("6.12", named: false)),
  ]

  private static func text(_ kernel: String, named: Bool) -> String {
    guard let layout = KernelLayout.of(kernel) else { return "" }
    let entries = CatalogueEntry.all.filter {
      $0.sets.contains(.race) && layout.parameters[$0.function] != nil
    }
    return entries.flatMap { lines($0, layout, named: named).map(\.line) }.joined(separator: "\n") + "\n"
  }

  /// The lines for a function, each with the event's name; the ones with the fewest demands.
  static func lines(_ entry: CatalogueEntry, _ layout: KernelLayout, named: Bool) -> [(
    name: String, line: String
  )] {
    ProbeStyle(layout: layout).probes(on: entry).compactMap { probe in
      let byName = named && probe.name == entry.function ? byName(entry, layout) : nil
      return (byName ?? probe.forms.last).map { (probe.name, $0) }
    }
  }

  private static func byName(_ entry: CatalogueEntry, _ layout: KernelLayout) -> String? {
    let words = entry.entry.filter { $0.placed(layout, entry.function) { "$arg\($0 + 1)" } != nil }
      .map { $0.named(entry.function, layout) }
    guard words.allSatisfy({ $0 != nil }) else { return nil }
    return "p:mmtrace/\(entry.function) \(entry.function)" + words.compactMap { $0 }.map { " \($0)" }.joined()
  }
}
