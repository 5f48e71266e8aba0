public import ArgumentParser
import TraceStore
public import TraceRecord

extension ProbeSet: ExpressibleByArgument {}
extension RecordingStop: ExpressibleByArgument {}

/// What was asked of a recording.
struct RecordOptions {
  var output: String
  var seconds: Double?
  var until: RecordingStop?
  /// KiB per CPU.
  var ring: Int?
  var set: ProbeSet
  /// Whether every event gets a kernel stack.
  var stacks: Bool
  var command: [String]
}

/// Records a command and judges the recording: `mmtrace record -- COMMAND`.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record with the probes that this kernel accepts, and judge the recording.",
    discussion: """
      As root, with trace-cmd. Asks the kernel what it has, defines the probes in the best form that it takes, \
      records all CPUs in a ring buffer of its own while COMMAND runs, puts everything back and says what check \
      says. How it was recorded, and what the probes missed, is in the recording. The exit status is the \
      command's, or with --check the verdict's.
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("Recording to write.", valueName: "file"))
  var output = "trace.dat"

  @Flag(help: "Replace a recording that is there.")
  var force = false

  @Flag(name: .customLong("print"), help: "Show what would be done, for a shell, and do nothing.")
  var printOnly = false

  @Option(name: .customLong("for"), help: ArgumentHelp("Record so long.", valueName: "seconds"))
  var seconds: Double?

  @Option(
    help: ArgumentHelp(
      "Keep only the last moments, and let the kernel stop on a mark that begins with LOST, or on a page copied "
        + "soon after its protection (race).", valueName: "mark|race"))
  var until: RecordingStop?

  @Option(
    help: ArgumentHelp(
      "Ring buffer for each CPU: 4096 or 4096k, 16M. By itself 1/16 of memory, 16M at most, and it grows.",
      valueName: "size"))
  var ring: String?

  @Option(help: "What for: race, or at less cost locks or flushes, without probes in faults.")
  var set: ProbeSet = .race

  @Flag(help: "Record the kernel stack of every event, for trace.stacks: some ten times the bytes.")
  var stacks = false

  @Flag(help: "Exit with the verdict as check does, not with the command's status.")
  var check = false

  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("Command to run.", valueName: "command"))
  var command: [String] = []

  func validate() throws {
    if let ring, Self.kibibytes(ring) == nil { throw ValidationError("--ring takes a size as 4096k or 16M") }
    if let seconds, !(seconds > 0) { throw ValidationError("--for takes seconds above 0") }
    if until == .race, set != .race { throw ValidationError("--until race needs --set race") }
  }

  func run() throws {
    let words = command.first == "--" ? Array(command.dropFirst()) : command
    let options = RecordOptions(
      output: output, seconds: seconds, until: until, ring: ring.flatMap(Self.kibibytes), set: set,
      stacks: stacks,
      command: words)
    if printOnly { return try complaining { try printScript(options) } }
    var status: Int32?
    try complaining { status = try record(options) }
    let verdict = try Self.verdict(output)
    throw ExitCode(check ? verdict : status ?? 0)
  }

  private func printScript(_ options: RecordOptions) throws {
    let tracefs = try Tracefs()
    let plan = RecordingPlan(
      tracefs.facts(), set: set, ring: options.ring, countsTime: until != nil,
      stacks: options.stacks)
    let script = plan.script(tracefs: tracefs.root, output: output, command: options.command, until: until)
    try StandardOutput.answer(script)
  }

  /// - Returns: the command's status; nil without a command.
  private func record(_ options: RecordOptions) throws -> Int32? {
    guard force || !SystemFile.exists(output) else {
      throw Complaint(output, "exists already", hints: ["--force replaces it"])
    }
    let recording = try Recording(options)
    defer { recording.remove() }
    guard let until else { return try recording.stream() }
    return try recording.flight(until) { path in
      // The begin of what was overwritten is always missing: what was found counts, doubted or not.
      let opened = try JudgedTrace(path, quiet: true)
      let grave =
        "SELECT count(*) FROM race WHERE class IN ('lost_write', 'copied', 'exclusion', 'stale_tlb')"
      return try opened.connection.integer(grave) == 0
    }
  }

  /// Says what `check` says of a recording.
  ///
  /// - Returns: its status.
  private static func verdict(_ path: String) throws -> Int32 {
    let check = try CheckCommand.parse([path])
    do { try check.run() } catch let code as ExitCode { return code.rawValue }
    return 0
  }

  /// A size in KiB; nil when it is none.
  static func kibibytes(_ text: String) -> Int? {
    let factor =
      text.last.map { ["k": 1, "K": 1, "m": 1024, "M": 1024, "g": 1 << 20, "G": 1 << 20][$0] } ?? nil
    guard let value = Int(factor == nil ? text[...] : text.dropLast()), value > 0, value < 1 << 30 else {
      return nil
    }
    return value * (factor ?? 1)
  }
}
