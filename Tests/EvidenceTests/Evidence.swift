/// A recording whose kernel is known, and what `check` says of it as it is.
struct Evidence: Sendable {
  /// File in Tests/Fixtures.
  var file: String
  /// Whether its kernel has a bug that the recording shows.
  var isRacy: Bool
  /// Status of `check` for the whole recording.
  var status: Int32 { isRacy ? 1 : 0 }

  /// trace.dat, version 6, without compression: 6.1 and 6.12, racy and clean.
  static let binary = [
    Evidence(file: "lab612-64-softdirty-v6.dat", isRacy: true),
    Evidence(file: "v6.1-0-fork-v6.dat.zst", isRacy: false),
    Evidence(file: "lab1-softdirty-pin-v6.dat.zst", isRacy: true),
    Evidence(file: "v6.12-0-softdirty-v6.dat.zst", isRacy: false),
  ]
  /// The same, version 7, compressed.
  static let packed = [
    Evidence(file: "lab612-64-softdirty.dat", isRacy: true),
    Evidence(file: "v6.1-0-fork.dat", isRacy: false),
  ]
  static let text = [
    Evidence(file: "text/f00-clean.txt.zst", isRacy: false),
    Evidence(file: "lab612-64-softdirty-report-t-R.txt.gz", isRacy: true),
    Evidence(file: "lab1-softdirty-pin-report-t-R-head.txt.gz", isRacy: true),
    Evidence(file: "v6.12-0-softdirty-report-t-R-head.txt.gz", isRacy: false),
    Evidence(file: "v6.1-0-fork-report-t-R-head.txt.gz", isRacy: false),
  ]
  static let perf = [Evidence(file: "p-zstd.data", isRacy: false)]
}

/// A recording with a part of its evidence taken away.
struct Damage {
  /// What kind of part: a row of the table.
  var kind: String
  /// Which part.
  var detail: String
  var recording: Evidence
  /// What `check` may say.
  var allowed: Expectation
  /// Makes the damaged bytes of the whole ones; nil when there is no such part.
  var make: @Sendable () -> [UInt8]?

  /// What `check` may say of a damaged recording, beside that it cannot be read.
  enum Expectation {
    /// What it says of the whole one: nothing is gone.
    case same
    /// Whether something that decides is gone is for the judge to tell: never the other answer.
    case sameOrDoubt
    /// Something is gone that may decide: a clean verdict has nothing to rest on. Of a racy recording what is
    /// left may still show the race.
    case gone
    /// Nothing in it can be relied on.
    case doubt
  }

  /// The statuses that are allowed.
  var statuses: Set<Int32> {
    switch allowed {
    case .same: [recording.status]
    case .sameOrDoubt: [recording.status, Runner.unknown, Runner.refused]
    case .gone: recording.isRacy ? [1, Runner.unknown, Runner.refused] : [Runner.unknown, Runner.refused]
    case .doubt: [Runner.unknown, Runner.refused]
    }
  }
}
