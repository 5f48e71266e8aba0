public import TraceQuery

/// How `mmtrace check` writes what became of many recordings.
public enum CheckFormat: String, Sendable, CaseIterable {
  /// Lines for people.
  case text
  /// One JSON object per recording and line; docs/fleet.md.
  case jsonl
  /// The kernel's test protocol.
  case ktap
  /// JUnit's XML, for CI.
  case junit
  /// What KCIDB takes, schema 5.3.
  case kcidb
}

/// A recording in the list of a run.
public struct CheckedName: Sendable {
  /// As the user named it.
  public var name: String
  /// Its place in the run, from 1.
  public var number: Int

  /// A recording in a run.
  public init(_ name: String, number: Int) {
    self.name = name
    self.number = number
  }
}

/// The answer of a run over many recordings in one format: a head, a piece a recording, a tail.
public struct CheckAnswer: Sendable {
  private let format: CheckFormat
  private let build: String?

  /// An answer.
  ///
  /// - Parameters:
  ///   - format: how it is written.
  ///   - build: the build that KCIDB knows the kernel by, `ORIGIN:ID`; nil for one named after the kernel.
  public init(_ format: CheckFormat, build: String? = nil) {
    self.format = format
    self.build = build
  }

  /// Whether its head counts what the pieces say: they are held until all are there.
  public var isHeld: Bool { format == .junit }

  /// What comes before the first piece.
  ///
  /// - Parameters:
  ///   - count: how many recordings there are; nil when that is not known yet.
  ///   - statuses: how often each status was seen, for a format that is held.
  /// - Returns: the text, with its newline.
  public func head(count: Int?, statuses: [Int32: Int] = [:]) -> String {
    switch format {
    case .text, .jsonl: ""
    case .ktap: KTAP.head(count: count)
    case .junit: JUnit.head(statuses)
    case .kcidb: KCIDB.head
    }
  }

  /// What became of one recording.
  public func piece(_ outcome: CheckOutcome, of recording: CheckedName) -> String {
    switch format {
    case .text: Self.text(outcome, of: recording.name)
    case .jsonl: CheckedRow.tree(outcome, of: recording.name).line + "\n"
    case .ktap: KTAP.piece(outcome, of: recording)
    case .junit: JUnit.piece(outcome, of: recording)
    case .kcidb: KCIDB(build: build).piece(outcome, of: recording)
    }
  }

  /// What follows the last piece.
  public var tail: String {
    switch format {
    case .text, .jsonl, .ktap: ""
    case .junit: JUnit.tail
    case .kcidb: KCIDB.tail
    }
  }

  /// The lines that `mmtrace check` prints of one recording.
  static func text(_ outcome: CheckOutcome, of name: String) -> String {
    switch outcome {
    case .judged(let checked):
      return VerdictText.render(checked.verdict, of: name, kernel: checked.trace["kernel"])
    case .timedOut(let why), .failed(let why, _):
      return "\(Printable.brief(name)): \(outcome.word)\n  \(Printable.brief(why))\n"
    }
  }

  /// Why, in a sentence: the weightiest reason.
  static func why(_ outcome: CheckOutcome) -> String {
    switch outcome {
    case .judged(let checked):
      let reason = checked.verdict.decisive.first
      return reason.map { $0.weighs == .race ? "\($0.code): \($0.text)" : $0.text } ?? outcome.word
    case .timedOut(let why), .failed(let why, _): return why
    }
  }
}
