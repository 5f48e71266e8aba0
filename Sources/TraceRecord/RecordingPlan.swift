/// What a recording ends on.
public enum RecordingStop: String, Sendable, CaseIterable {
  /// A line that begins with LOST is written to trace_marker.
  case mark
  /// A page is copied soon after a protection of the same address space.
  case race
}

/// What to record of a kernel, and how: made of what it has, never of its version.
public struct RecordingPlan: Sendable {
  /// Name of the ring buffer instance, of the probes' group, and of what else is made.
  public static let name = "mmtrace"

  /// What was asked.
  public let set: ProbeSet
  /// Probes, each in the forms to try.
  public let probes: [WantedProbe]
  /// Tracepoints and systems that the kernel has.
  public let tracepoints: [String]
  /// What is wanted and not to be had, with the reason.
  public let missing: [(name: String, why: String)]
  /// Trace clock.
  public let clock: String
  /// KiB of ring buffer per CPU, at first and at most.
  public let ring: (first: Int, largest: Int)
  /// Whether the instance can take what others write to the top trace_marker.
  public let copiesMarks: Bool
  /// Whether the kernel stack of every event is recorded.
  public let stacks: Bool

  /// A plan for a kernel.
  ///
  /// - Parameters:
  ///   - facts: what the kernel has.
  ///   - set: what the recording is for.
  ///   - ring: KiB per CPU that were asked for; nil to choose.
  ///   - countsTime: whether the clock must count nanoseconds, as triggers need it.
  ///   - stacks: whether the kernel stack of every event is asked for.
  public init(
    _ facts: KernelFacts, set: ProbeSet, ring: Int? = nil, countsTime: Bool = false, stacks: Bool = false
  ) {
    self.set = set
    clock = facts.clock(countsTime: countsTime)
    self.ring = ring.map { ($0, $0) } ?? (facts.ring, facts.largestRing)
    copiesMarks = facts.options.contains("copy_trace_marker")
    self.stacks = stacks && facts.options.contains("stacktrace")
    var probes: [WantedProbe] = []
    var missing: [(name: String, why: String)] = []
    if stacks, !self.stacks { missing.append(("stacks", "this kernel has no option stacktrace")) }
    let isForX86 = facts.machine == "x86_64"
    for entry in CatalogueEntry.all where entry.sets.contains(set) {
      guard isForX86 else {
        missing.append((entry.function, "the catalogue knows registers of x86_64 only"))
        continue
      }
      guard facts.symbols.contains(entry.function) else {
        if entry.others.isEmpty, !facts.hasOtherName(of: entry.function) {
          missing.append((entry.function, "this kernel has no such function"))
        }
        continue
      }
      guard entry.others.allSatisfy({ !facts.symbols.contains($0) }) else { continue }
      guard let layout = facts.layout, layout.parameters[entry.function] != nil else {
        missing.append((entry.function, "its parameters are not known: no BTF and no known layout"))
        continue
      }
      let style = ProbeStyle(
        layout: layout, hasFunctionProbes: facts.functionProbes.any,
        hasEndlessReturns: facts.functionProbes.endless)
      probes += style.probes(on: entry)
    }
    var tracepoints: [String] = []
    for wanted in CatalogueTracepoint.enabled(set) {
      if facts.events.contains(where: { $0 == wanted || $0.hasPrefix("\(wanted):") }) {
        tracepoints.append(wanted)
      } else {
        missing.append((wanted, "this kernel has no such events"))
      }
    }
    self.probes = probes
    self.tracepoints = tracepoints
    self.missing = missing
  }

  /// Options of the instance that are set.
  public var options: [String] {
    (copiesMarks ? ["copy_trace_marker"] : []) + (stacks ? ["stacktrace"] : [])
  }

  /// The recorder's command line, with the instance made before.
  public func recorderCommand(output: String, probed: Bool) -> [String] {
    var words = ["trace-cmd", "record", "-q", "-i", "-o", output, "-B", Self.name]
    words += ["-C", clock, "-b", String(ring.first)]
    for event in tracepoints + (probed ? [Self.name] : []) { words += ["-e", event] }
    return words
  }

  /// The same by hand: what `mmtrace record --print` shows.
  public func script(tracefs: String, output: String, command: [String], until: RecordingStop?) -> String {
    var lines = [
      "# What mmtrace record does, for a shell as root. It also writes marks that say what was done.",
      "T=\(tracefs)",
    ]
    for item in missing { lines.append("# not recorded: \(item.name): \(item.why)") }
    for probe in probes {
      lines.append(
        probe.forms.map { "echo \(ShellWord.quoted($0)) >> $T/dynamic_events" }.joined(separator: " ||\n  "))
    }
    // Not in that folder: trace-cmd leaves files of its own where it runs.
    let instance = "$T/instances/\(Self.name)"
    lines.append("mkdir \(instance)")
    for option in options { lines.append("echo 1 > \(instance)/options/\(option)") }
    let words = recorderCommand(output: output, probed: !probes.isEmpty)
    if let until {
      lines += ["echo \(clock) > \(instance)/trace_clock", "echo \(ring.first) > \(instance)/buffer_size_kb"]
      for trigger in FlightTriggers(until, clock: clock).all {
        let folder = trigger.file == FlightTriggers.definitions ? "$T" : instance
        let path = "\(folder)/\(trigger.file)"
        lines.append("echo \(ShellWord.quoted(trigger.line)) >> \(path)")
      }
      for event in tracepoints + [Self.name] {
        lines.append(
          "echo 1 > \(instance)/events/\(event.split(separator: ":").joined(separator: "/"))/enable")
      }
      lines.append("# when \(instance)/tracing_on is 0:")
      lines.append("trace-cmd extract -B \(Self.name) -o \(output)")
    } else {
      lines.append((words + command).map(ShellWord.quoted).joined(separator: " "))
    }
    lines += ["cat $T/kprobe_profile", "[ ! -d \(instance) ] || rmdir \(instance)"]
    lines.append(
      "sed -n 's,^[a-z0-9]*:\\(mmtrace/[^ ]*\\).*,-:\\1,p' $T/dynamic_events | while read -r probe; do")
    lines += ["  echo \"$probe\" >> $T/dynamic_events", "done"]
    return lines.joined(separator: "\n") + "\n"
  }
}
