public import ArgumentParser
import TraceIngest
import TraceQuery
public import TraceReport
import TraceStore

extension CheckFormat: ExpressibleByArgument {}

/// Tells by the exit status whether there is a race: `mmtrace check DB|TRACE...`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell by the exit status whether recordings show a race.",
    discussion: """
      Exit status: 0 no race seen, 1 race, 125 inconclusive (git bisect run skips it), 2 it could not be \
      done. Of many recordings it is the gravest: 1 before 2 before 125, and 0 when every one is clean.

      Many are judged at the same time, each in a process of its own, and told in the order of their names; one \
      that cannot be read is a row that says so. A folder stands for the recordings in it (.dat, .data, .txt and \
      .db, not in folders below), and a database beside its recording for both, unless it is older.
      """)

  @OptionGroup var fleet: FleetOptions

  @Option(
    help: ArgumentHelp(
      "How to write it: text for people; jsonl for programs, an object per recording; ktap, junit or kcidb for CI."
    ))
  var format: CheckFormat = .text

  @Option(
    help: ArgumentHelp(
      "For kcidb: the build whose kernel was recorded, as KCIDB knows it.", valueName: "origin:id"))
  var build: String?

  @OptionGroup var time: TimeOptions

  /// What a process of a run is told: the number of its recording.
  @Option(help: .private)
  var piece: Int?

  func validate() throws {
    guard let build else { return }
    let origin = build.prefix { $0 != ":" }
    guard origin.count < build.count, !origin.isEmpty,
      origin.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f })
    else { throw ValidationError("--build takes ORIGIN:ID, the origin in a-z, 0-9 and _") }
  }

  func run() throws {
    var status: Int32 = 2
    try complaining {
      if let piece, let name = fleet.recordings.first {
        status = try answer(CheckedName(name, number: piece))
      } else if format == .text, let name = fleet.single {
        status = try answer(name)
      } else {
        status = try answerAll()
      }
    }
    throw ExitCode(status)
  }

  private var rendering: CheckAnswer { CheckAnswer(format, build: build) }

  /// One recording, for a person.
  private func answer(_ name: String) throws -> Int32 {
    _ = try StandardOutput.target(reading: name)
    limitTime(CheckedName(name, number: 1))
    let outcome = CheckOutcome.judged(
      try CheckedRecording(JudgedTrace(name, quiet: fleet.quiet).connection))
    EndingSignals.liftLimit()
    try StandardOutput.answer(rendering.piece(outcome, of: CheckedName(name, number: 1)))
    return outcome.status
  }

  /// What was not looked at to its end is no evidence for either side.
  private func limitTime(_ recording: CheckedName) {
    time.begin { limit in
      let outcome = CheckOutcome.timedOut("not judged within \(time.words) (--timeout)")
      EndingSignals.limitTime(
        to: limit, complaint: "", answer: rendering.piece(outcome, of: recording), status: outcome.status)
    }
  }

  /// One recording of many, in a process of its own.
  private func answer(_ recording: CheckedName) throws -> Int32 {
    limitTime(recording)
    let outcome: CheckOutcome
    do {
      outcome = .judged(try CheckedRecording(JudgedTrace(recording.name, quiet: true).connection))
    } catch {
      let complaint = Complaint(error)
      if !fleet.quiet { Complaint.print(complaint.text) }
      outcome = .failed(complaint.what, sha256: RecordingDigest.sha256(recording.name))
    }
    EndingSignals.liftLimit()
    try StandardOutput.answer(rendering.piece(outcome, of: recording))
    return outcome.status
  }

  /// Many, each in a process of its own.
  private func answerAll() throws -> Int32 {
    let rendering = rendering
    var output = try AnswerOutput()
    var held = ""
    var statuses: [Int32: Int] = [:]
    if !rendering.isHeld { try output.write(rendering.head(count: fleet.count)) }
    var run = FleetRun(try fleet.names(), jobs: fleet.workers) { recording in
      // What is read is never written, and what is written never read.
      _ = try StandardOutput.target(reading: recording.name)
      return words(recording)
    }
    var isRead = true
    try run.run { done in
      let (piece, status) = told(done)
      statuses[status, default: 0] += 1
      if rendering.isHeld {
        held += piece
      } else {
        try output.write(piece)
        try output.flush()
      }
      isRead = !output.isClosed
      return isRead
    }
    guard isRead else { return CheckOutcome.gravest(Array(statuses.keys) + [125]) }
    guard !statuses.isEmpty else { throw Complaint(fleet.filesFrom ?? "", "names no recording") }
    if rendering.isHeld { try output.write(rendering.head(count: nil, statuses: statuses) + held) }
    try output.write(rendering.tail)
    try output.finish()
    return CheckOutcome.gravest(statuses.keys)
  }

  /// The answer of a process, or why it has none.
  private func told(_ done: FleetRun.Done) -> (piece: String, status: Int32) {
    let why: String
    switch done.result {
    case .success(let ended):
      if let status = ended.status, [0, 1, 2, 125].contains(status), !ended.output.isEmpty {
        return (String(decoding: ended.output, as: UTF8.self), status)
      }
      why =
        ended.status.map { "its process ended with status \($0) and no answer" }
        ?? "its process was ended by signal \(ended.signal)"
    case .failure(let complaint): why = "\(complaint.subject) \(complaint.what)"
    }
    if !fleet.quiet { Complaint.print(Complaint(done.recording.name, why).text) }
    let outcome = CheckOutcome.failed(why, sha256: RecordingDigest.sha256(done.recording.name))
    return (rendering.piece(outcome, of: done.recording), outcome.status)
  }

  /// What a process is told to do with a recording.
  private func words(_ recording: CheckedName) -> [String] {
    var words = ["check", "--piece", "\(recording.number)", "--format", format.rawValue]
    if let build { words += ["--build", build] }
    if let timeout = time.timeout { words += ["--timeout", "\(timeout)"] }
    if fleet.quiet { words.append("--quiet") }
    return words + ["--", recording.name]
  }
}
