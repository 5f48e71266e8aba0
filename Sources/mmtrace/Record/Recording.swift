import Glibc
import TraceRecord
import TraceStore

/// One recording: what is set up, what is told to its user and to the recording itself, and the way back.
final class Recording {
  let tracefs: Tracefs
  let facts: KernelFacts
  let plan: RecordingPlan
  let folder: RecordingFolder
  let options: RecordOptions
  private(set) var accepted: [(name: String, line: String)] = []
  private(set) var refused: [(name: String, why: String)] = []
  private var ring: Int
  private let start = monotonicSeconds()
  /// When what is asked for began, after the setting up.
  var begun: Double?
  private var overrun = 0

  /// Cleans what an earlier one left, looks at the kernel, and defines the probes.
  init(_ options: RecordOptions) throws {
    self.options = options
    tracefs = try Tracefs()
    Interruption.handle()
    let left = Recorders.end() + tracefs.removeEverything() + (RecordingFolder.removeLeftover() ? 1 : 0)
    if left > 0 { Self.say("removed what an earlier recording left (\(left))") }
    facts = tracefs.facts()
    plan = RecordingPlan(
      facts, set: options.set, ring: options.ring, countsTime: options.until != nil, stacks: options.stacks)
    ring = plan.ring.first
    folder = try RecordingFolder(for: options.output)
    for probe in plan.probes {
      let answer = tracefs.define(probe)
      if let line = answer.line {
        accepted.append((probe.name, line))
      } else {
        refused.append((probe.name, answer.why))
      }
    }
    refused += plan.missing
    for item in refused { Self.say("not recorded: \(item.name): \(item.why)") }
    try tracefs.makeInstance(plan)
  }

  /// Puts everything back as it was found.
  func remove() {
    tracefs.removeEverything()
    folder.remove()
  }

  /// Seconds since the recording was begun.
  var seconds: Double { Self.monotonicSeconds() - start }

  private static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static func say(_ text: String) { Complaint.print("mmtrace: record: \(text)\n") }

  // MARK: - Marks

  /// Writes what is known at the begin.
  func markBegin() {
    var marks = [
      RecorderMark("version", mmtraceVersion), RecorderMark("set", options.set.rawValue),
      RecorderMark("clock", plan.clock), RecorderMark("ring_kib", String(ring)),
      RecorderMark("until", options.until?.rawValue ?? "end"),
      RecorderMark("command", options.command.joined(separator: " ")),
    ]
    marks += MachineFacts.marks(facts)
    marks += accepted.map { RecorderMark(.accepted, $0.name, $0.line) }
    marks += refused.map { RecorderMark(.refused, $0.name, $0.why) }
    for mark in marks { tracefs.mark(mark) }
  }

  /// Stops the events, all at one moment, and writes what is known only then.
  ///
  /// Events are disabled one by one, and each takes a while: locks would be missing around calls that are
  /// still recorded. So the ring is off meanwhile, and on again for the marks.
  func markEnd(_ why: String) {
    SystemFile.write("0", to: "\(tracefs.instance)/tracing_on")
    SystemFile.write("0", to: "\(tracefs.instance)/events/enable")
    SystemFile.write("1", to: "\(tracefs.instance)/tracing_on")
    let ours = Set(accepted.map(\.name))
    for probe in tracefs.probeProfile where ours.contains(probe.name) {
      tracefs.mark(RecorderMark(.profile, probe.name, "\(probe.hits) \(probe.missed)"))
      if probe.missed != "0" { Self.say("\(probe.name) missed \(probe.missed) of \(probe.hits)") }
    }
    for cpu in tracefs.ringStatistics {
      let values = ["entries", "overrun", "commit overrun", "dropped events", "read events"].map {
        "\($0.split(separator: " ").joined(separator: "_")):\(cpu.values[$0] ?? 0)"
      }
      tracefs.mark(RecorderMark("ring", "\(cpu.cpu) \(values.joined(separator: " "))"))
    }
    tracefs.mark(RecorderMark("end", why))
  }

  /// Enlarges the ring when events were lost for want of room.
  func growRing() {
    let now = tracefs.ringStatistics.reduce(0) {
      $0 + ($1.values["overrun"] ?? 0) + ($1.values["dropped events"] ?? 0)
    }
    guard now > overrun else { return }
    let larger = min(2 * ring, plan.ring.largest)
    let lost = now - overrun
    overrun = now
    guard larger > ring, SystemFile.write(String(larger), to: "\(tracefs.instance)/buffer_size_kb") == 0
    else {
      return Self.say("\(lost) events lost: the ring of \(ring) KiB per CPU is full and grows no more")
    }
    Self.say("\(lost) events lost: ring enlarged from \(ring) to \(larger) KiB per CPU")
    tracefs.mark(RecorderMark("ring_grown", "\(ring) \(larger) lost:\(lost)"))
    ring = larger
  }

  // MARK: - The command

  /// Starts the command so that its marks reach the instance.
  func startCommand() throws(Complaint) -> ChildProcess? {
    guard !options.command.isEmpty else {
      if !plan.copiesMarks { Self.say("marks are taken from \(tracefs.instance)/trace_marker only") }
      return nil
    }
    guard !plan.copiesMarks, (try? ChildProcess.run(["unshare", "-m", "true"], in: folder.path)) == 0 else {
      if !plan.copiesMarks { Self.say("no unshare here: marks of the command are not recorded") }
      return try ChildProcess(options.command, group: false)
    }
    // Only the command and its children see the instance's file in the place of the top one.
    let script = """
      for top in \(tracefs.root) /sys/kernel/debug/tracing; do
        [ -e $top/trace_marker ] && mount -o bind \(tracefs.instance)/trace_marker $top/trace_marker
      done
      exec "$@"
      """
    return try ChildProcess(["unshare", "-m", "sh", "-c", script, "sh"] + options.command, group: false)
  }

  /// Ends a command that outlives its recording.
  func end(_ command: inout ChildProcess?) {
    guard command != nil, command?.poll() == nil else { return }
    // Ctrl-C reached it too; what only mmtrace was told, it must be told.
    if Interruption.times == 0 || command?.wait(seconds: 2) == nil { command?.signal(SIGTERM) }
    if command?.wait(seconds: 5) == nil {
      command?.signal(SIGKILL)
      _ = command?.wait(seconds: 5)
    }
  }

  /// Gives the finished recording its name.
  func publish(_ path: String) throws(Complaint) {
    guard rename(path, options.output) == 0 else {
      throw Complaint(options.output, "cannot be written: \(String(cString: strerror(errno)).lowercased())")
    }
  }

  /// Why the recorder ended: no room, or the last thing that it said.
  var lastWords: String {
    var space = statvfs()
    if statvfs(folder.path, &space) == 0, space.f_bavail * space.f_frsize < 1 << 16 {
      return "no space left where \(options.output) is to be"
    }
    let lines = SystemFile.text("\(folder.path)/log").split(separator: "\n").filter { !$0.isEmpty }
    return lines.last.map(String.init) ?? "ended early"
  }
}
