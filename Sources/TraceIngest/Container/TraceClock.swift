/// What a kernel trace clock counts and whether CPUs agree on it.
struct TraceClock: Sendable, Equatable {
  /// The kernel's name for it.
  var name: String
  /// ns, cycles, jiffies or order.
  var unit: String
  /// Whether times of different CPUs can be compared.
  var isComparable: Bool
  /// What keeps its times from telling in which order things happened; nil when nothing does.
  var orderProblem: String? {
    name == "uptime"
      ? "clock uptime counts ticks of the timer: times are too coarse to order the events" : nil
  }
  /// Whether somebody can set it back while a recording runs.
  var canBeSet: Bool { name == "realtime" || name == "tai" }

  /// Clocks that are one timeline for all CPUs, in nanoseconds.
  private static let common = ["global", "mono", "mono_raw", "boot", "tai", "realtime", "tsc2nsec"]
  /// Every name that is known.
  static let names = ["local", "perf"] + common + ["x86-tsc", "ppc-tb", "counter", "uptime"]

  /// The clock called `name`; the kernel's default, `local`, when none was recorded.
  ///
  /// The names and units are those of `trace_clocks` in the kernel's trace.c.
  ///
  /// - Parameters:
  ///   - name: name, nil when the recording has none.
  ///   - convertsToNanoseconds: whether the file says how to turn cycles into nanoseconds.
  init(name: String?, convertsToNanoseconds: Bool = false) {
    self.name = name ?? "local"
    switch self.name {
    case "local", "perf":
      // Both are sched_clock() of the CPU that records. Where the TSC is unstable, or in a guest, CPUs
      // drift apart by more than a race window is wide, and the recording does not say whether they did.
      (unit, isComparable) = ("ns", false)
    case "counter":
      (unit, isComparable) = ("order", true)
    case "uptime":
      (unit, isComparable) = ("jiffies", true)
    case "x86-tsc", "ppc-tb":
      (unit, isComparable) = (convertsToNanoseconds ? "ns" : "cycles", true)
    default:
      // Of one that nobody knows nobody knows that CPUs agree on it.
      (unit, isComparable) = ("ns", Self.common.contains(self.name))
    }
  }

  /// The selected one of "local [global] counter ...", the content of tracing/trace_clock.
  static func selected(in list: String) -> String? {
    guard let open = list.firstIndex(of: "[") else {
      let name = list.prefix { !" \n\t\0".contains($0) }
      return name.isEmpty ? nil : String(name)
    }
    let name = list[list.index(after: open)...].prefix { $0 != "]" }
    return name.isEmpty ? nil : String(name)
  }
}
