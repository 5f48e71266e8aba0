internal import Glibc
internal import TraceStore

/// The recording itself, the tables `trace`, `event_kind`, `event_loss` and `event`.
struct RecordingWriter: ~Copyable {
  private var firstTs: Int64?
  private var lastTs: Int64 = none
  private let bufferNames: [String]
  private let writer: FactWriter<TraceRow>
  private let kindWriter: FactWriter<EventKindRow>
  private let lossWriter: FactWriter<EventLossRow>
  private let eventWriter: FactWriter<EventRow>
  /// Gaps.
  var losses: Int64 { lossWriter.count }
  /// Events of kind `other` that were stored, by index of their `RecordedEvent`.
  private(set) var keptOthers: [Int: Int64] = [:]

  init(_ writers: FactWriters, bufferNames: [String]) {
    writer = writers.trace
    kindWriter = writers.eventKind
    lossWriter = writers.eventLoss
    eventWriter = writers.event
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

  func add(_ loss: Loss) throws(IngestError) {
    var row = EventLossRow()
    row.eventLossID = .integer(lossWriter.newID())
    row.cpu = SQLValue(loss.cpu.map { Int64($0) })
    row.buffer = .text(loss.buffer < bufferNames.count ? bufferNames[loss.buffer] : "")
    row.fromTs = SQLValue(loss.from)
    row.toTs = SQLValue(loss.to)
    row.events = SQLValue(loss.events)
    row.why = .text(loss.why)
    try lossWriter.add(row)
  }

  /// Stores an event that the user asked to keep.
  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
    note(event.ts)
    keptOthers[index, default: 0] += 1
    var row = EventRow()
    row.eventID = .integer(eventWriter.newID())
    row.ts = .integer(event.ts)
    row.cpu = .integer(Int64(event.cpu))
    row.tid = .integer(Int64(event.tid))
    row.eventKindID = .integer(Int64(index + 1))
    row.fields = .text(fields)
    try eventWriter.add(row)
  }

  func write(_ ledger: Ledger) throws(IngestError) {
    for line in ledger.lines {
      var row = EventKindRow()
      row.eventKindID = .integer(kindWriter.newID())
      row.kernelID = SQLValue(line.event.kernelID.map { Int64($0) })
      row.system = .text(line.event.system)
      row.name = .text(line.event.name)
      row.role = .text(line.event.kind.role)
      row.hits = .integer(line.hits)
      row.kept = .integer(line.kept)
      row.filtered = .integer(line.filtered)
      row.unknown = .integer(line.event.undecodable)
      row.why = SQLValue(line.why)
      try kindWriter.add(row)
    }
  }

  func write(
    _ info: RecordingInfo, path: String, digest: String?, events: Int64
  ) throws(IngestError) {
    var status = stat()
    let isThere = path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0
    // uname as trace-cmd stores it: "Linux HOST RELEASE MACHINE".
    let words = (info.uname ?? "").split(separator: " ").map(String.init)
    var row = TraceRow()
    row.traceID = .integer(writer.newID())
    row.file = .text(String(path.split(separator: "/").last ?? ""))
    row.size = SQLValue(isThere ? Int64(status.st_size) : nil)
    row.sha256 = SQLValue(digest)
    row.container = .text(info.container)
    row.kernel = SQLValue(info.uname)
    row.arch = SQLValue(words.count >= 4 ? words.last : nil)
    row.host = SQLValue(words.count >= 4 ? words[1] : nil)
    row.command = SQLValue(info.command)
    row.recorder = SQLValue(info.recorder)
    row.clock = .text(info.clock)
    row.clockUnit = .text(info.clockUnit)
    row.clockComparable = .integer(info.clockIsComparable ? 1 : 0)
    row.ordered = .integer(info.isOrdered ? 1 : 0)
    row.cpuKnown = .integer(info.knowsCPU ? 1 : 0)
    row.cpus = .integer(Int64(info.cpus))
    row.firstTs = SQLValue(firstTs)
    row.lastTs = SQLValue(firstTs == nil ? nil : lastTs)
    row.events = .integer(events)
    row.damage = SQLValue(info.damage.isEmpty ? nil : info.damage.joined(separator: "; "))
    row.notes = SQLValue(info.notes.isEmpty ? nil : info.notes.joined(separator: "; "))
    row.mmtraceVersion = .text(mmtraceVersion)
    try writer.add(row)
  }
}
