/// What a recording is for: the more questions, the more it costs.
public enum ProbeSet: String, Sendable, CaseIterable {
  /// Everything a verdict rests on, faults too.
  case race
  /// Locks and what is done under them; no probe inside a fault.
  case locks
  /// Locks of VMAs beside mmap_lock: who waits for their readers.
  case vma
  /// Who flushes, and which CPUs carry it out; no probe inside a fault.
  case flushes
}

/// A kernel function to probe, and what is worth knowing there.
///
/// The arguments are written once (catalogue/functions.txt), in the kernel's names, and rendered for what a kernel has: registers
/// with offsets (from its BTF, or from a table of known layouts) or names that the kernel resolves.
public struct CatalogueEntry: Sendable {
  /// The function, and the probe's name: mmtrace reads it by that name.
  public let function: String
  /// What events of it are read as, `event_kind.role`: the function's first name.
  public let role: String
  /// Names that the function has in kernels that do not call it so, the better ones.
  public let others: [String]
  /// The first expression that this kernel has is taken, and an argument without one is left out.
  public let entry: [ProbeArgument]
  /// What the return probe takes; nil when there is no need of one.
  public let exit: [ProbeArgument]?
  /// Taken by the return probe where a kernel can still see arguments there; else left out.
  public let exitExtra: [ProbeArgument]
  /// Calls that may be under way at once: each waits in a return probe's instance.
  public let underWay: Int
  /// Whether it runs in an interrupt, where a kprobe misses it when it interrupts another kprobe.
  public let isInterrupt: Bool
  /// The sets that it belongs to; none for a function that is read but not recorded.
  public let sets: [ProbeSet]

}

/// A tracepoint of the kernel that mmtrace reads.
public struct CatalogueTracepoint: Sendable {
  /// Its group.
  public let system: String
  /// Its name, and what it is read as.
  public let name: String
  /// What a recorder enables: `SYSTEM:NAME`, or a whole system.
  public let enable: String
  /// The sets that it belongs to.
  public let sets: [ProbeSet]

  /// What each set needs enabled.
  public static func enabled(_ set: ProbeSet) -> [String] {
    var names: [String] = []
    for point in all where point.sets.contains(set) && !names.contains(point.enable) {
      names.append(point.enable)
    }
    return names
  }
}
