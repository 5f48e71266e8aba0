internal import Glibc
public import TraceStore

/// How to ingest a recording.
public struct IngestOptions: Sendable {
  /// Whether damage is an error, not a recorded loss.
  public var strict: Bool
  /// Globs over `system:event`: events without a table of their own to store in `event`.
  public var keep: [String]

  /// The kernel's name of the trace clock of a text, which does not say it; nil when nobody knows.
  ///
  /// One of `clocks`: of any other it is not known whether CPUs agree on it.
  public var clock: String?
  /// Names of trace clocks, as tracing/trace_clock and perf have them.
  public static var clocks: [String] { TraceClock.names }

  /// Options; the default reads what can be read and stores no other events.
  public init(strict: Bool = false, keep: [String] = [], clock: String? = nil) {
    self.strict = strict
    self.keep = keep
    self.clock = clock
  }
}

/// What an ingest did.
public struct IngestSummary: Sendable {
  /// Events read.
  public var events: Int64
  /// Rows written while they streamed by.
  public var rows: Int64
  /// Gaps found.
  public var losses: Int64
  /// What could not be read of a damaged recording, one phrase each.
  public var damage: [String]
  /// What this kind of recording cannot say, or was passed over in it.
  public var notes: [String]
}

/// Reads the recording at `path` and writes the fact tables into `store`.
///
/// Does not judge them.
///
/// One pass: container -> decode on this thread, pair on a second, pages on a third. Memory does not grow with the
/// recording.
///
/// - Parameters:
///   - path: a trace.dat, perf.data or text, maybe compressed; a folder that perf wrote; `-` for standard input.
///   - store: takes the rows; the caller finishes or abandons it.
///   - options: see `IngestOptions`.
///   - progress: called now and then with bytes done and bytes in all.
/// - Returns: counts of what was read, written and lost.
/// - Throws: `IngestError` when nothing can be read, when the database cannot be written, and with
///   `strict` at the first damage.
public func ingest(
  _ path: String, into store: StoreWriter, options: IngestOptions = IngestOptions(),
  progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
) throws(IngestError) -> IngestSummary {
  let input = try RecordingInput(path, strict: options.strict)
  let (watch, digest) = (input.watch, FileDigest(input.given))
  // Joined on every path: no thread outlives this call.
  defer { digest.cancel() }
  let target = IngestTarget(store: store, path: path, digest: digest)
  do throws(IngestError) {
    let summary = try ingest(input, into: target, options, progress)
    try watch.check()
    return summary
  } catch {
    // Of a file that changed nothing else is worth saying.
    try watch.check()
    throw error
  }
}

private func ingest(
  _ input: consuming RecordingInput, into target: IngestTarget, _ options: IngestOptions,
  _ progress: (UInt64, UInt64) -> Void
) throws(IngestError) -> IngestSummary {
  let (damage, parts, keep) = (input.damage, input.parts, options.keep)
  switch input.kind {
  case .traceDat:
    return try ingest(TraceDatReader(input.takeFile(), damage: damage, keep: keep), into: target, progress)
  case .perfData:
    return try ingest(
      PerfReader(input.takeFile(), parts: parts, damage: damage, keep: keep), into: target, progress)
  case .text:
    let reader = try TextReader(input.takeFile(), damage: damage, keep: keep, clock: options.clock)
    return try ingest(reader, into: target, progress)
  }
}

/// Where an ingest writes, and what it says about its source.
private struct IngestTarget {
  var store: StoreWriter
  var path: String
  var digest: FileDigest
}

private func ingest<Reader: RecordingReader & ~Copyable>(
  _ recording: consuming Reader, into target: IngestTarget, _ progress: (UInt64, UInt64) -> Void
) throws(IngestError) -> IngestSummary {
  var reader = recording
  var events = EventHandOver(
    try Pairing(target.store, path: target.path, info: reader.info, recorded: RecordedRoles(reader.events)))
  var failure: IngestError?
  do throws(IngestError) { try reader.read(into: &events, progress: progress) } catch { failure = error }
  // What was read before the reader gave up comes first, as it came first in the recording.
  return try events.finish { pairing throws(IngestError) in
    if let failure { throw failure }
    return try finish(&pairing, of: reader, target)
  }
}

/// Writes what is known when everything was read.
private func finish<Reader: RecordingReader & ~Copyable>(
  _ pairing: inout Pairing, of reader: borrowing Reader, _ target: IngestTarget
) throws(IngestError) -> IngestSummary {
  if pairing.recording.hasTimesOutOfRange {
    try pairing.accept(
      Loss(cpu: nil, buffer: 0, from: nil, to: nil, events: nil, why: "times out of range"))
  }
  pairing.recordedTasks = reader.info.tasks
  try pairing.finish()
  try pairing.lines.add(reader.symbols(of: pairing.lines.addresses))
  let ledger = Ledger(reader.events, stored: pairing.recording.keptOthers)
  try pairing.recording.write(ledger)
  try pairing.recording.write(
    reader.info, path: target.path, digest: target.digest.finish(), events: ledger.hits)
  if !reader.info.knowsCPU {
    do throws(StoreError) { try UnknownCPU.forget(target.store) } catch { throw IngestError(error) }
  }
  return IngestSummary(
    events: ledger.hits, rows: pairing.rows, losses: pairing.recording.losses, damage: reader.info.damage,
    notes: reader.info.notes)
}
