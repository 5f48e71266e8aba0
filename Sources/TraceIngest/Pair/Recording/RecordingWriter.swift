internal import Glibc
internal import TraceStore

/// The recording itself, the tables `trace`, `event_kind`, `event_loss` and `event`.
struct RecordingWriter: ~Copyable {
  private var firstTs: Int64?
  private var lastTs: Int64 = none
  private var others: Int64 = 0
  private let bufferNames: [String]
  private let store: StoreWriter
  /// Gaps.
  private(set) var losses: Int64 = 0
  /// Events of kind `other` that were stored, by index of their `RecordedEvent`.
  private(set) var keptOthers: [Int: Int64] = [:]

  init(_ writers: FactWriters, bufferNames: [String]) {
    store = writers.store
    self.bufferNames = bufferNames
  }

  /// There is an event at this time.
  @inline(__always)
  mutating func note(_ ts: Int64) {
    if firstTs == nil { firstTs = ts }
    lastTs = max(lastTs, ts)
  }

  /// Whether an event had a time that no clock shows: its order is not known then, nor that of others.
  var hasTimesOutOfRange: Bool {
    guard let firstTs else { return false }
    return firstTs <= -TimeConversion.limit || lastTs >= TimeConversion.limit
  }

  mutating func add(_ loss: Loss) throws(IngestError) {
    losses += 1
    let buffer = loss.buffer < bufferNames.count ? bufferNames[loss.buffer] : ""
    try store.add(
      FactTables.eventLoss,
      [
        .integer(losses), SQLValue(loss.cpu.map { Int64($0) }), .text(buffer), SQLValue(loss.from),
        SQLValue(loss.to), SQLValue(loss.events), .text(loss.why),
      ])
  }

  /// Stores an event that the user asked to keep.
  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
    note(event.ts)
    keptOthers[index, default: 0] += 1
    others += 1
    try store.add(
      FactTables.event,
      [
        .integer(others), .integer(event.ts), .integer(Int64(event.cpu)), .integer(Int64(event.tid)),
        .integer(Int64(index + 1)), .text(fields),
      ])
  }

  func write(_ ledger: Ledger) throws(IngestError) {
    for (index, line) in ledger.lines.enumerated() {
      try store.add(
        FactTables.eventKind,
        [
          .integer(Int64(index + 1)), SQLValue(line.event.kernelID.map { Int64($0) }),
          .text(line.event.system), .text(line.event.name), .text(line.event.kind.role), .integer(line.hits),
          .integer(line.kept), .integer(line.filtered), .integer(line.event.undecodable), SQLValue(line.why),
        ])
    }
  }

  func write(
    _ info: RecordingInfo, path: String, digest: String?, events: Int64
  ) throws(IngestError) {
    var status = stat()
    let isThere = path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0
    // uname as trace-cmd stores it: "Linux HOST RELEASE MACHINE".
    let words = (info.uname ?? "").split(separator: " ").map(String.init)
    try store.add(
      FactTables.trace,
      [
        .integer(1), .text(String(path.split(separator: "/").last ?? "")),
        SQLValue(isThere ? Int64(status.st_size) : nil), SQLValue(digest), .text(info.container),
        SQLValue(info.uname), SQLValue(words.count >= 4 ? words.last : nil),
        SQLValue(words.count >= 4 ? words[1] : nil), SQLValue(info.command), SQLValue(info.recorder),
        .text(info.clock), .text(info.clockUnit), .integer(info.clockIsComparable ? 1 : 0),
        .integer(info.isOrdered ? 1 : 0), .integer(info.knowsCPU ? 1 : 0), .integer(Int64(info.cpus)),
        SQLValue(firstTs), SQLValue(firstTs == nil ? nil : lastTs), .integer(events),
        SQLValue(info.damage.isEmpty ? nil : info.damage.joined(separator: "; ")),
        SQLValue(info.notes.isEmpty ? nil : info.notes.joined(separator: "; ")), .text(mmtraceVersion),
      ])
  }
}
