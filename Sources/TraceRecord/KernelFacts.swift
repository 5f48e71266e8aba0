/// What a kernel and its machine have, as far as a recording depends on it.
///
/// Made of the text of files, so that it can be made of canned ones.
public struct KernelFacts: Sendable {
  /// Events as `system:name` (`available_events`).
  public var events: Set<String> = []
  /// Functions of the catalogue, and telling symbols, that the kernel has.
  public var symbols: Set<String> = []
  /// What it keeps where; nil when neither BTF nor a known layout says.
  public var layout: KernelLayout?
  /// Options of a ring buffer instance.
  public var options: Set<String> = []
  /// Trace clocks it offers.
  public var clocks: [String] = []
  /// `current_clocksource`.
  public var clockSource = ""
  /// Flags of the first CPU in /proc/cpuinfo.
  public var cpuFlags: Set<String> = []
  /// CPUs online.
  public var cpus = 1
  /// Memory in KiB.
  public var memory = 0
  /// The machine's architecture, as uname has it.
  public var machine = ""
  /// Whether it has function probes, and whether their returns cannot run out.
  public var functionProbes = (any: false, endless: false)

  /// Nothing known.
  public init() {}

  /// Takes `available_events`.
  public mutating func read(availableEvents text: String) {
    events = Set(text.split(separator: "\n").map(String.init))
  }

  /// Takes a list of symbols: `available_filter_functions` (a name at the begin of each line) or
  /// kallsyms (`ADDRESS TYPE NAME`).
  public mutating func read(symbolList bytes: [UInt8]) {
    var wanted: [[UInt8]: String] = [:]
    for name in CatalogueEntry.all.map(\.function) + KernelLayout.tellingSymbols {
      wanted[Array(name.utf8)] = name
    }
    for line in bytes.split(separator: 10) {
      let words = line.split(separator: 32, maxSplits: 3)
      guard let name = words.count >= 3 && words[1].count == 1 ? words[2] : words.first else { continue }
      if let known = wanted[Array(name.prefix { $0 != 9 })] { symbols.insert(known) }
    }
  }

  /// Takes /proc/cpuinfo.
  public mutating func read(cpuinfo text: String) {
    let lines = text.split(separator: "\n")
    cpus = max(1, lines.count { $0.hasPrefix("processor") })
    let flags = lines.first { $0.hasPrefix("flags") }?.split(separator: ":").last
    cpuFlags = Set((flags ?? "").split(separator: " ").map(String.init))
  }

  /// Takes /proc/meminfo.
  public mutating func read(meminfo text: String) {
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
    memory = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }

  /// Takes a `trace_clock`, which lists all with the current one in brackets.
  public mutating func read(traceClock text: String) {
    clocks = text.split { " []\n".contains($0) }.map(String.init)
  }

  /// The clock that orders events of all CPUs: the TSC where it runs alike on all of them, which the
  /// kernel's own choice of it shows; else time that nobody adjusts.
  ///
  /// `countsTime` says that it must count nanoseconds.
  public func clock(countsTime: Bool) -> String {
    let isConstant = cpuFlags.isSuperset(of: ["constant_tsc", "nonstop_tsc"]) && clockSource == "tsc"
    let wanted = (isConstant && !countsTime ? ["x86-tsc"] : []) + ["mono_raw", "mono"]
    return wanted.first { clocks.contains($0) } ?? "mono"
  }

  /// KiB of ring buffer per CPU to begin with: at most 16 MiB, and a sixteenth of memory for all CPUs.
  public var ring: Int { max(1024, min(16_384, memory / 16 / cpus)) }

  /// KiB of ring buffer per CPU that it may grow to: a quarter of memory for all CPUs.
  public var largestRing: Int { max(ring, memory / 4 / cpus) }

  /// Whether the kernel has the function under another name than its first.
  func hasOtherName(of function: String) -> Bool {
    CatalogueEntry.all.contains { $0.others.contains(function) && symbols.contains($0.function) }
  }
}
