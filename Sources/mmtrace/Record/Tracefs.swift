import Glibc
import TraceRecord

/// The kernel's tracing files, for one recording at a time.
final class Tracefs {
  /// Where they are.
  let root: String
  /// The ring buffer instance of the recording.
  var instance: String { "\(root)/instances/\(RecordingPlan.name)" }
  private let lock: Int32

  /// Finds the files, or mounts them, and takes them for this process.
  ///
  /// - Throws: `Complaint` when that cannot be, or another recording is under way.
  init() throws(Complaint) {
    guard geteuid() == 0 else { throw Complaint("record", "must be run as root") }
    root = try Self.mounted()
    // The lock ends with the process, however that ends.
    lock = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw Complaint(root, "another mmtrace record is under way")
    }
  }

  deinit { close(lock) }

  private static func mounted() throws(Complaint) -> String {
    let usual = "/sys/kernel/tracing"
    let found = SystemFile.text("/proc/mounts").split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      return words.count > 2 && words[2] == "tracefs" ? String(words[1]) : nil
    }
    if let path = found.contains(usual) ? usual : found.first { return path }
    guard mount("tracefs", usual, "tracefs", 0, nil) == 0 else {
      throw Complaint(
        usual, "cannot be mounted: \(String(cString: strerror(errno)).lowercased())",
        hints: ["a kernel with CONFIG_TRACING, and not locked down, has it"])
    }
    return usual
  }

  /// What the kernel has.
  func facts() -> KernelFacts {
    var facts = KernelFacts()
    facts.read(availableEvents: SystemFile.text("\(root)/available_events"))
    let functions = "\(root)/available_filter_functions"
    facts.read(symbolList: SystemFile.bytes(functions) ?? [])
    facts.read(symbolList: SystemFile.bytes("/proc/kallsyms") ?? [])
    facts.layout =
      SystemFile.bytes("/sys/kernel/btf/vmlinux").flatMap { KernelLayout(btf: $0) }
      ?? KernelLayout.known(symbols: facts.symbols)
    facts.read(cpuinfo: SystemFile.text("/proc/cpuinfo"))
    facts.read(meminfo: SystemFile.text("/proc/meminfo"))
    facts.read(traceClock: SystemFile.text("\(root)/trace_clock"))
    facts.clockSource = SystemFile.text("/sys/devices/system/clocksource/clocksource0/current_clocksource")
    facts.options = Set(SystemFile.names(in: "\(root)/options"))
    facts.machine = MachineFacts.uname.machine
    facts.functionProbes = functionProbes(SystemFile.text("\(root)/README"))
    return facts
  }

  /// What the kernel says of function probes, and whether their returns can run out: only then does it
  /// take a number of instances.
  private func functionProbes(_ readme: String) -> (any: Bool, endless: Bool) {
    guard readme.contains("%return]") else { return (false, false) }
    let trial = "\(RecordingPlan.name)/trial"
    let isCounted =
      SystemFile.write("f8:\(trial) flush_tlb_mm_range%return", to: "\(root)/dynamic_events") == 0
    if isCounted { SystemFile.write("-:\(trial)", to: "\(root)/dynamic_events") }
    return (true, !isCounted)
  }

  /// Defines a probe in the first form that the kernel takes.
  ///
  /// - Returns: the line that it took, or why it took none.
  func define(_ probe: WantedProbe) -> (line: String?, why: String) {
    var why = ""
    for form in probe.forms {
      let error = SystemFile.write(form, to: "\(root)/dynamic_events")
      if error == 0 { return (form, why) }
      why = reason(form) ?? String(cString: strerror(error)).lowercased()
    }
    return (nil, why)
  }

  /// What the kernel's error logs say of a line.
  func reason(_ line: String) -> String? {
    for folder in [instance, root] {
      let log = SystemFile.text("\(folder)/error_log").split(separator: "\n")
      guard let command = log.lastIndex(where: { $0.contains("Command: \(line)") }), command > 0 else {
        continue
      }
      return log[command - 1].split(separator: ": ", maxSplits: 2).last.map(String.init)
    }
    return nil
  }

  /// Makes the instance, silent until the recorder turns it on.
  func makeInstance(_ plan: RecordingPlan) throws(Complaint) {
    guard mkdir(instance, 0o700) == 0 || errno == EEXIST else {
      throw Complaint(instance, "cannot be made: \(String(cString: strerror(errno)).lowercased())")
    }
    SystemFile.write("0", to: "\(instance)/tracing_on")
    for option in plan.options { SystemFile.write("1", to: "\(instance)/options/\(option)") }
  }

  var isOn: Bool { SystemFile.text("\(instance)/tracing_on") == "1" }

  /// Writes a mark into the recording.
  func mark(_ mark: RecorderMark) { SystemFile.write(mark.line, to: "\(instance)/trace_marker") }

  /// Hits and misses by probe name.
  var probeProfile: [(name: String, hits: String, missed: String)] {
    SystemFile.text("\(root)/kprobe_profile").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      return words.count == 3 ? (words[0], words[1], words[2]) : nil
    }
  }

  /// Statistics of the instance's ring, by CPU.
  var ringStatistics: [(cpu: String, values: [String: Int])] {
    SystemFile.names(in: "\(instance)/per_cpu").map { cpu in
      var values: [String: Int] = [:]
      for line in SystemFile.text("\(instance)/per_cpu/\(cpu)/stats").split(separator: "\n") {
        let parts = line.split(separator: ":")
        if parts.count == 2, let value = Int(parts[1].drop { $0 == " " }) { values[String(parts[0])] = value }
      }
      return (String(cpu.dropFirst(3)), values)
    }
  }

  /// Removes instance, probes and events of this or an earlier recording.
  ///
  /// - Returns: how many things were there.
  @discardableResult
  func removeEverything() -> Int {
    var removed = 0
    if SystemFile.exists(instance) {
      SystemFile.write("0", to: "\(instance)/tracing_on")
      removeTriggers()
      SystemFile.write("0", to: "\(instance)/events/enable")
      // Readers that still hold it let go soon.
      for _ in 0..<100 where rmdir(instance) != 0 && errno == EBUSY { usleep(50_000) }
      removed += 1
    }
    let path = "\(root)/dynamic_events"
    for line in SystemFile.text(path).split(separator: "\n") {
      guard
        let name = line.split(separator: ":").dropFirst().first?.split(whereSeparator: \.isWhitespace).first
      else {
        continue
      }
      let isOurs =
        name.hasPrefix("\(RecordingPlan.name)/")
        || FlightTriggers.syntheticEvents.contains { name.hasSuffix($0) }
      guard isOurs else { continue }
      SystemFile.write("-:\(name)", to: path)
      removed += 1
    }
    return removed
  }

  /// Removes triggers from the last to the first: later ones rest on variables of earlier ones.
  func removeTriggers(_ isMeant: (_ line: String) -> Bool = { _ in true }) {
    let clocks = SystemFile.text("\(instance)/trace_clock")
    let clock = String(clocks.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" })
    for trigger in RecordingStop.allCases.flatMap({ FlightTriggers($0, clock: clock).all }).reversed()
    where isMeant(trigger.line) && SystemFile.exists("\(instance)/\(trigger.file)") {
      SystemFile.write("!" + trigger.line, to: "\(instance)/\(trigger.file)")
    }
  }
}
