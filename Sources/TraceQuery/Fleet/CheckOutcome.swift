/// What became of one recording of many.
public enum CheckOutcome: Sendable {
  /// It was judged.
  case judged(CheckedRecording)
  /// It was not judged in the time that it had.
  case timedOut(String)
  /// It could not be read; with the SHA-256 of the file, where there is a file.
  case failed(String, sha256: String?)

  /// What `mmtrace check` says of it: 0 no race seen, 1 race, 125 inconclusive, 2 an error.
  public var status: Int32 {
    switch self {
    case .judged(let checked): checked.verdict.answer.status
    case .timedOut: 125
    case .failed: 2
    }
  }

  /// The verdict in a word or two, `error` when there is none.
  public var word: String {
    switch self {
    case .judged(let checked): checked.verdict.answer.rawValue
    case .timedOut: Verdict.Answer.inconclusive.rawValue
    case .failed: "error"
    }
  }

  /// SHA-256 of the recording, as far as known.
  public var sha256: String? {
    switch self {
    case .judged(let checked): checked.trace["sha256"]
    case .timedOut: nil
    case .failed(_, let sha256): sha256
    }
  }

  /// The status of a run over many: the gravest of theirs.
  ///
  /// A race comes first: it is there whatever became of the others, and a file that cannot be read must not hide
  /// it. Then an error, then what cannot be told; 0 is left for a run in which every recording has a clean verdict.
  public static func gravest(_ statuses: some Sequence<Int32>) -> Int32 {
    statuses.min { place($0) < place($1) } ?? 2
  }

  private static func place(_ status: Int32) -> Int {
    switch status {
    case 1: 0
    case 125: 2
    case 0: 3
    default: 1
    }
  }
}

extension Verdict.Answer {
  /// What `mmtrace check` ends with.
  public var status: Int32 {
    switch self {
    case .noRaceSeen: 0
    case .race: 1
    case .inconclusive: 125
    }
  }
}
