import ArgumentParser
import Glibc

/// What a command about many recordings takes.
struct FleetOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Databases or recordings: trace.dat, perf.data or ftrace text, maybe .zst or .gz; folders of them; - for a pipe.",
      valueName: "db|trace"),
    completion: .file())
  var recordings: [String] = []

  @Option(
    help: ArgumentHelp(
      "Names of more of them, a line each, or each ended by a zero byte; - for standard input.",
      valueName: "file"),
    completion: .file())
  var filesFrom: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("How many at the same time; by itself one for each CPU.", valueName: "n"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "No progress, no notes.")
  var quiet = false

  /// Each takes a descriptor and a process, of which there are not many more.
  private static let mostJobs = 256

  /// The pipe that is a recording, and the one with names.
  static let pipe = "-"

  func validate() throws {
    guard !recordings.isEmpty || filesFrom != nil else {
      throw ValidationError("give recordings, or --files-from FILE with their names")
    }
    guard recordings.count(where: { $0 == Self.pipe }) + (filesFrom == Self.pipe ? 1 : 0) <= 1 else {
      throw ValidationError("- is standard input, of which there is one")
    }
    if let jobs, !(1...Self.mostJobs).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to \(Self.mostJobs)")
    }
  }

  /// The one recording that was named; nil when there are many, or may be.
  var single: String? {
    guard filesFrom == nil, recordings.count == 1, RecordingFiles.isSingle(recordings[0]) else { return nil }
    return recordings[0]
  }

  /// The names, as they come.
  func names() throws(Complaint) -> RecordingNames {
    try RecordingNames(recordings, list: filesFrom)
  }

  /// How many recordings there are; nil when a list has yet to tell.
  var count: Int? {
    filesFrom == nil ? recordings.reduce(0) { $0 + ((try? RecordingFiles.list($1).count) ?? 1) } : nil
  }

  /// How many processes work at the same time.
  var workers: Int { jobs ?? Self.usableCPUs }

  /// The CPUs that this process may use, taskset and cgroups considered: the bits of `Cpus_allowed: ffff,ffffffff`.
  private static var usableCPUs: Int {
    let key = "Cpus_allowed:"
    let line = SystemFile.text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix(key) }
    let bits = (line ?? "").dropFirst(key.count).reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
    return max(1, bits)
  }
}
