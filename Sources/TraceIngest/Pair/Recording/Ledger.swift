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
