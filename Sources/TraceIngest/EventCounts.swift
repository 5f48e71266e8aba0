internal import Glibc
internal import TraceStore

/// What a recording holds, counted: for comparing one reading of it with another.
public struct EventCounts: Sendable {
  /// Events by name, without their group, and CPU.
  public internal(set) var events: [String: [Int32: Int64]] = [:]
  /// Time of the first event.
  public internal(set) var first: Int64?
  /// Time of the last event.
  public internal(set) var last: Int64?
  /// Gaps of lost events.
  public internal(set) var gaps: Int64 = 0
  /// Lost events, as far as a number is known.
  public internal(set) var lost: Int64 = 0
  /// Events that could not be decoded.
  public internal(set) var undecodable: Int64 = 0
  /// Format of the recording.
  public internal(set) var container = ""

  /// All events that were read.
  public var total: Int64 { events.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

  /// Counts the recording at `path`.
  public init(_ path: String) throws(IngestError) {
    let input = try RecordingInput(path, strict: false)
    let (damage, parts, watch) = (input.damage, input.parts, input.watch)
    switch input.kind {
    case .traceDat: try count(TraceDatReader(input.takeFile(), damage: damage, keep: ["*"]))
    case .perfData: try count(PerfReader(input.takeFile(), parts: parts, damage: damage, keep: ["*"]))
    case .text: try count(TextReader(input.takeFile(), damage: damage, keep: ["*"]))
    }
    try watch.check()
  }

  private mutating func count<Reader: RecordingReader & ~Copyable>(
    _ recording: consuming Reader
  ) throws(IngestError) {
    var reader = recording
    var sink = CountingSink()
    try reader.read(into: &sink) { _, _ in }
    let recorded = reader.events
    for (kind, counts) in sink.kinds { add(kind.role.isEmpty ? "other" : kind.role, counts) }
    for (index, counts) in sink.others where index < recorded.count { add(recorded[index].name, counts) }
    undecodable = recorded.reduce(0) { $0 + $1.undecodable }
    (first, last, gaps, lost) = (sink.first, sink.last, sink.gaps, sink.lost)
    container = reader.info.container
  }

  private mutating func add(_ name: String, _ counts: [Int32: Int64]) {
    events[name, default: [:]].merge(counts, uniquingKeysWith: +)
  }

  /// Writes the recording at `path`, unpacked, to `target`, for programs that read no compressed files.
  public static func unpack(_ path: String, to target: String) throws(IngestError) {
    let input = try RecordingInput(path, strict: false)
    let watch = input.watch
    let file = input.takeFile()
    let descriptor = target.withFileName { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else {
      throw IngestError(target, "cannot open: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var done = 0
    while done < file.count {
      let end = min(done + 1 << 20, file.count)
      let written = write(descriptor, file.buffer.baseAddress.map { $0 + done }, end - done)
      guard written > 0 else {
        throw IngestError(target, "cannot write: \(String(cString: strerror(errno)))")
      }
      done += written
    }
    try watch.check()
  }
}

/// Counts events instead of storing them.
private struct CountingSink: EventSink, ~Copyable {
  var kinds: [EventKind: [Int32: Int64]] = [:]
  var others: [Int: [Int32: Int64]] = [:]
  var first: Int64?
  var last: Int64?
  var gaps: Int64 = 0
  var lost: Int64 = 0

  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError) {
    kinds[event.kind, default: [:]][event.cpu, default: 0] += 1
    note(event.ts)
  }

  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
    others[index, default: [:]][event.cpu, default: 0] += 1
    note(event.ts)
  }

  mutating func accept(_ loss: Loss) throws(IngestError) {
    gaps += 1
    lost = lost.addingReportingOverflow(loss.events ?? 0).partialValue
  }

  private mutating func note(_ ts: Int64) {
    if first == nil { first = ts }
    last = ts
  }
}
