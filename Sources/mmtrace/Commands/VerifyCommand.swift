import ArgumentParser
import TraceIngest
import TraceReport

/// Compares what was read with what the recorder's own program prints: `mmtrace verify TRACE`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the counts with those of trace-cmd report or perf script.",
    discussion: """
      Runs trace-cmd report on a trace.dat and perf script on a perf.data, and compares the number of events \
      by kind and CPU, the first and last time, and losses. Exit status 1 when the events differ.

      With --truth it compares the judgements about one page with what an emulator saw of it (lab/storewatch.c): \
      which copies lost a store. Exit status 1 when one of those was not judged lost_write.
      """)

  @Argument(help: "Recording: trace.dat or perf.data, maybe .zst or .gz.", completion: .file())
  var trace: String

  @OptionGroup var truth: TruthOptions

  func run() throws {
    try complaining {
      if truth.truth != nil, let comparison = try truth.comparison(JudgedTrace(trace, quiet: true)) {
        try StandardOutput.answer(comparison.text)
        if !comparison.missed.isEmpty { throw ExitCode(1) }
        return
      }
      let ours = try EventCounts(trace)
      guard let program = OtherProgram(reading: ours.container) else {
        throw Complaint(trace, "is \(ours.container): there is no other program to compare with")
      }
      let folder = try TemporaryFolder()
      defer { withExtendedLifetime(folder) {} }
      var path = trace
      if trace.hasSuffix(".zst") || trace.hasSuffix(".gz") {
        path = "\(folder.path)/recording"
        try EventCounts.unpack(trace, to: path)
      }
      let text = "\(folder.path)/text"
      try program.print(path, to: text)
      let comparison = VerifyComparison(ours: ours, theirs: try EventCounts(text), program: program.name)
      try StandardOutput.answer(comparison.text)
      if comparison.differs { throw ExitCode(1) }
    }
  }
}

/// What two readings of a recording say.
struct VerifyComparison {
  let ours: EventCounts
  let theirs: EventCounts
  let program: String

  /// Event, CPU, our count, theirs: where they are not the same.
  private var differences: [(name: String, cpu: Int32, ours: Int64, theirs: Int64)] {
    var found: [(name: String, cpu: Int32, ours: Int64, theirs: Int64)] = []
    for name in Set(ours.events.keys).union(theirs.events.keys).sorted() {
      let (left, right) = (ours.events[name] ?? [:], theirs.events[name] ?? [:])
      for cpu in Set(left.keys).union(right.keys).sorted() where left[cpu] != right[cpu] {
        found.append((name, cpu, left[cpu] ?? 0, right[cpu] ?? 0))
      }
    }
    return found
  }

  /// Whether events differ; times and losses may do so for good reasons.
  var differs: Bool { !differences.isEmpty }

  /// The answer.
  var text: String {
    var lines = ["events: \(ours.total) here, \(theirs.total) in \(program)"]
    let found = differences
    for line in found.prefix(40) {
      lines.append(
        "  \(Printable.brief(line.name)) on CPU \(line.cpu): \(line.ours) here, \(line.theirs) in \(program)")
    }
    if found.count > 40 { lines.append("  and \(found.count - 40) more") }
    if found.isEmpty {
      let cpus = Set(ours.events.values.flatMap(\.keys)).count
      lines.append("  the same for each of \(ours.events.count) kinds on each of \(cpus) CPUs")
    }
    lines.append(line("first time", ours.first, theirs.first))
    lines.append(line("last time", ours.last, theirs.last))
    lines.append(
      "gaps: \(ours.gaps) with \(ours.lost) events here, \(theirs.gaps) with \(theirs.lost) in \(program)")
    if (ours.gaps, ours.lost) != (theirs.gaps, theirs.lost) {
      lines.append("  \(program) leaves out marks behind a time extend, and what only the kernel counted")
    }
    if ours.undecodable > 0 { lines.append("not decoded here: \(ours.undecodable)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ what: String, _ ours: Int64?, _ theirs: Int64?) -> String {
    let left = ours.map { "\($0)" } ?? "none"
    return ours == theirs
      ? "\(what): \(left) in both"
      : "\(what): \(left) here, \(theirs.map { "\($0)" } ?? "none") in \(program)"
  }
}
