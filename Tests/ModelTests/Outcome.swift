/// What came of a protocol: how many interleavings, and what the judge says of their recordings.
struct Outcome: Sendable {
  let name: String
  let isCorrect: Bool
  /// Whether its recordings tell when a copy begins.
  let isCertain: Bool
  /// All interleavings, and those that lose a store; counted, not walked.
  let interleavings: Executions
  /// Those that the search walked.
  let walked: Executions
  /// Different recordings among them, and those of executions of which some lose a store.
  var recordings = 0
  var lossyRecordings = 0
  /// Recordings with a `lost_write` or `copied` that can be trusted, and those with one that cannot.
  var losses = 0
  var doubtful = 0
  /// Recordings with an mmu_gather that did not flush for another.
  var unheeded = 0
  /// Lossy recordings without any finding of a race: the judge missed them.
  var missed = 0
  /// Lossy recordings that are not `lost_write`.
  var underrated = 0
  var served = 0
  var excluded = 0
  var blocked = 0
  var late = 0
  var unlocked = 0
  var stuck = 0
  /// What the judge says that it did not judge.
  var notJudged: [String] = []
  let unjudged: String?
  let overlooksGather: Bool

  init(_ known: Protocol) throws {
    name = known.name
    isCorrect = known.isCorrect
    unjudged = known.unjudged
    overlooksGather = known.overlooksGather
    isCertain = known.program.recordsCopy
    interleavings = known.program.countInterleavings()
    let search = Search(known.program)
    walked = search.executions
    stuck = search.stuck
    let found = Array(search.recordings)
    let judged = try JudgedRecordings(found.map { (known.program, $0.key) })
    let judgements = try judged.judge()
    notJudged = try judged.notJudged()
    for (recording, judgement) in zip(found, judgements) { add(recording.value, judgement) }
  }

  private mutating func add(_ executions: Executions, _ judgement: Judgement) {
    recordings += 1
    if executions.lossy > 0 {
      lossyRecordings += 1
      if !judgement.isFound { missed += 1 }
      if judgement.isFound, !judgement.has("lost_write"), !judgement.isUnflushed { underrated += 1 }
    }
    if judgement.isLoss { losses += 1 }
    if judgement.isPossibleLoss, !judgement.isLoss { doubtful += 1 }
    served += judgement.has("served") ? 1 : 0
    excluded += judgement.has("exclusion") ? 1 : 0
    blocked += judgement.has("blocked") ? 1 : 0
    unlocked += judgement.has("unlocked_flush", trusted: true) ? 1 : 0
    unheeded += judgement.has(Judgement.unheededGather) ? 1 : 0
    late += judgement.has("late_flush", trusted: true) ? 1 : 0
  }

  static let head = """
    | protocol | correct | interleavings | lossy | walked | recordings | lossy | race | doubt | exclusion | served | blocked | late | unlocked | missed |
    |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
    """

  /// A row of the table.
  var row: String {
    let numbers = [
      interleavings.count, interleavings.lossy, walked.count, recordings, lossyRecordings, losses, doubtful,
      excluded,
      served, blocked, late, unlocked, missed,
    ]
    return "| \(name) | \(isCorrect ? "yes" : "no") | \(numbers.map(String.init).joined(separator: " | ")) |"
  }
}
