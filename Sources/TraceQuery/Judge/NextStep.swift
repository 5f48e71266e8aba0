/// What to do when a recording gives no answer: the one place that says so, for every command and report.
public enum NextStep {
  /// Records a command with the probes that the kernel accepts, and judges the recording.
  ///
  /// - Parameters:
  ///   - output: the recording.
  ///   - command: what is recorded.
  ///   - options: of `record`, for what it does not record by itself.
  /// - Returns: the command line.
  public static func record(
    _ output: String = "trace.dat", _ command: String = "COMMAND", options: [String] = []
  ) -> String {
    (["mmtrace record"] + options + ["-o \(output) -- \(command)"]).joined(separator: " ")
  }

  /// The steps after a verdict, the most useful first; none after a verdict that is an answer.
  ///
  /// - Parameters:
  ///   - verdict: what the judge says.
  ///   - kernel: `trace.kernel`, which tells the file of probes.
  /// - Returns: a sentence for each.
  public static func steps(after verdict: Verdict, kernel: String?) -> [String] {
    guard verdict.answer == .inconclusive else { return [] }
    let codes = Set(verdict.decisive.map(\.code))
    return advice.filter { !codes.isDisjoint(with: $0.codes) }.map { $0.text(probeFile(kernel)) }
  }

  /// The file of probes for those who record by hand.
  static func probeFile(_ kernel: String?) -> String {
    let words = (kernel ?? "").split { !$0.isNumber && $0 != "." }
    let release =
      words.first { $0.contains(".") }?.split(separator: ".").prefix(2).compactMap { Int($0) } ?? []
    guard release.count == 2 else { return "the file of probes/ for that kernel" }
    let number = release[0] * 1000 + release[1]
    return number < 5011
      ? "probes/5.10" : number < 6004 ? "probes/6.1" : "probes/6.12 (without BTF probes/6.12-regs)"
  }

  /// What helps against the reasons of those codes (`verdict_reason.code`).
  private static let advice: [(codes: Set<String>, text: @Sendable (String) -> String)] = [
    (
      ["not_recorded"],
      { file in
        "\(record()) records what is missing. On a machine without mmtrace define \(file) and record -e mmtrace too."
      }
    ),
    (
      ["missed", "copy_unknown", "unflushed_call"],
      { _ in "\(record()) gives probes more room, and counts what they miss." }
    ),
    (
      ["clock", "order", "cpu"],
      { _ in "\(record()) takes a clock that all CPUs share; trace-cmd record -C mono does too." }
    ),
    (
      ["lost"],
      { _ in "Larger buffers: mmtrace record --ring 64M -- COMMAND, or trace-cmd record -b 65536." }
    ),
    (["lock_unknown"], { _ in "Record mmap_lock events too, and not as text: \(record())." }),
    (
      ["late_unknown"],
      { _ in
        "\(record()) takes mmap_lock events and returns; what the end of the recording cuts off, a longer one has."
      }
    ),
    (
      ["untested"],
      { _ in "Record while other threads of the process write to the pages that are protected." }
    ),
    (
      ["unflushed_gather"],
      { _ in "mmu_gather has their rows: start < \"end\" and no tlb_flush_request_id." }
    ),
    (["unheeded_gather"], { _ in "unheeded_gather has their rows, with the flush that was pending." }),
    (
      ["nothing_to_judge"],
      { _ in "Record while something protects pages: clear_refs, mprotect, fork, userfaultfd." }
    ),
    (
      ["doubt"],
      { _ in "mmtrace query DB race.in_window lists the findings with what makes each of them doubtful." }
    ),
  ]
}
