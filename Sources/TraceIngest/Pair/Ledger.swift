internal import Glibc
internal import TraceStore

/// What became of every hit, as rows of `event_kind`.
///
/// hits = kept + filtered + unknown.
struct Ledger {
  struct Line {
    var event: RecordedEvent
    var kept: Int64
    var filtered: Int64
    var hits: Int64 { kept + filtered + event.undecodable }
    var why: String?
  }

  let lines: [Line]
  var hits: Int64 { lines.reduce(0) { $0 + $1.hits } }

  /// - Parameters:
  ///   - events: what the reader counted.
  ///   - stored: events of kind `other` that were stored, by index in `events`.
  init(_ events: [RecordedEvent], stored: [Int: Int64]) {
    lines = events.enumerated().map { index, event in
      let kept = event.kind == .other ? stored[index] ?? 0 : event.decoded
      let filtered = event.decoded - kept
      var why: [String] = []
      if filtered > 0 { why.append("no table is made from this event") }
      if event.undecodable > 0 { why.append(event.why ?? "the record could not be decoded") }
      return Line(
        event: event, kept: kept, filtered: filtered, why: why.isEmpty ? nil : why.joined(separator: "; "))
    }
  }
}

extension Pairing {
  mutating func write(_ ledger: Ledger) throws(IngestError) {
    for (index, line) in ledger.lines.enumerated() {
      try writers.eventKind.insert([
        .integer(Int64(index + 1)), line.event.kernelID.map { .integer(Int64($0)) } ?? .null,
        .text(line.event.system), .text(line.event.name), .text(line.event.kind.role), .integer(line.hits),
        .integer(line.kept), .integer(line.filtered), .integer(line.event.undecodable),
        line.why.map { .text($0) } ?? .null,
      ])
    }
  }

  mutating func write(
    _ info: RecordingInfo, path: String, digest: String?, events: Int64
  ) throws(IngestError) {
    func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    var status = stat()
    let isThere = path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0
    let size: SQLValue = isThere ? .integer(Int64(status.st_size)) : .null
    // uname as trace-cmd stores it: "Linux HOST RELEASE MACHINE".
    let words = (info.uname ?? "").split(separator: " ").map(String.init)
    try writers.trace.insert([
      .integer(1), .text(String(path.split(separator: "/").last ?? "")), size, text(digest),
      .text(info.container), text(info.uname), text(words.count >= 4 ? words.last : nil),
      text(words.count >= 4 ? words[1] : nil), text(info.command), text(info.recorder), .text(info.clock),
      .text(info.clockUnit), .integer(info.clockIsComparable ? 1 : 0), .integer(info.isOrdered ? 1 : 0),
      .integer(info.knowsCPU ? 1 : 0), .integer(Int64(info.cpus)),
      firstTs.map { .integer($0) } ?? .null, firstTs == nil ? .null : .integer(lastTs), .integer(events),
      info.damage.isEmpty ? .null : .text(info.damage.joined(separator: "; ")),
      info.notes.isEmpty ? .null : .text(info.notes.joined(separator: "; ")), .text(mmtraceVersion),
    ])
  }
}
