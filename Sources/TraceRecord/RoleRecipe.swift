/// How to record one event by hand.
public enum RoleRecipe: Sendable, Equatable {
  /// A tracepoint of the kernel, as `SYSTEM:NAME`.
  case tracepoint(String)
  /// A line for `/sys/kernel/tracing/dynamic_events`, as in Linux 6.12.
  case probe(String)

  /// The recipe for what events are read as, `event_kind.role`; nil for a role that the catalogue does not have.
  public init?(_ role: String) {
    if let point = CatalogueTracepoint.all.first(where: { $0.name == role }) {
      self = .tracepoint("\(point.system):\(point.name)")
      return
    }
    guard let layout = KernelLayout.of("6.12"),
      let entry = CatalogueEntry.all.first(where: { role == $0.role || role == "\($0.role)_ret" }),
      let line = ProbeFiles.lines(entry, layout, named: true).first(where: { $0.name == role })?.line
    else { return nil }
    self = .probe(line)
  }
}

extension ProbeSet {
  /// The first set that records events of all these roles; nil when none does.
  public static func recording(_ roles: [String]) -> ProbeSet? {
    allCases.first { set in
      roles.allSatisfy { role in
        CatalogueTracepoint.all.contains { $0.name == role && $0.sets.contains(set) }
          || CatalogueEntry.all.contains {
            (role == $0.role || role == "\($0.role)_ret") && $0.sets.contains(set)
          }
      }
    }
  }
}
