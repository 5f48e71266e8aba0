/// The gaps of a text: what it says is missing, and what in it was not understood.
///
/// They are found in the order of the text; each begins at the event before it and ends at the one after it.
struct TextGaps {
  private var lastTime: Int64?
  private var lastTimes: [Int32: Int64] = [:]
  /// Gaps of a CPU whose end has not come.
  private var ofCPU: [Int32: Loss] = [:]
  /// A gap of nobody knows which CPU, likewise.
  private var stated: Loss?
  /// Lines that were not understood; what follows the last event is none of them.
  private var unread: Loss?
  private var rows = 0

  /// Gaps told apart; after that the last one has no end.
  private static let limit = 1000

  /// Notes that the text says here that something is missing.
  mutating func note(_ missing: TextMissing) {
    guard let cpu = missing.cpu else { return noteStated(events: missing.events, why: missing.why) }
    guard ofCPU.count < 65_536 || ofCPU[cpu] != nil else { return }
    var loss = Loss(
      cpu: cpu, buffer: 0, from: lastTimes[cpu], to: nil, events: missing.events, why: missing.why)
    if let before = ofCPU[cpu] {
      // Two gaps without an event between them are one.
      loss.from = before.from
      loss.events = Self.sum(missing.events, before.events)
    }
    ofCPU[cpu] = loss
  }

  /// Notes a gap of no known CPU.
  mutating func noteStated(events: Int64?, why: String) {
    guard var gap = stated else {
      stated = Loss(cpu: nil, buffer: 0, from: lastTime, to: nil, events: events, why: why)
      return
    }
    gap.events = Self.sum(gap.events, events)
    stated = gap
  }

  /// Notes a line that was not understood.
  mutating func noteUnread() {
    // Before the first event is what people write.
    guard unread == nil, let lastTime else { return }
    unread = Loss(cpu: nil, buffer: 0, from: lastTime, to: nil, events: nil, why: "lines not understood")
  }

  private static func sum(_ first: Int64?, _ second: Int64?) -> Int64? {
    guard let first, let second else { return nil }
    return first.addingReportingOverflow(second).partialValue
  }

  /// Notes an event, and hands over the gaps that end with it.
  mutating func noteEvent<Sink: EventSink & ~Copyable>(
    at ts: Int64, cpu: Int32, lacksValue: Bool, _ sink: inout Sink
  ) throws(IngestError) {
    if stated != nil || unread != nil || !ofCPU.isEmpty { try close(at: ts, cpu: cpu, &sink) }
    if lacksValue, rows < Self.limit {
      rows += 1
      try sink.accept(
        Loss(cpu: cpu < 0 ? nil : cpu, buffer: 0, from: ts, to: ts, events: nil, why: "unreadable values"))
    } else if lacksValue {
      noteStated(events: nil, why: "unreadable values")
    }
    (lastTime, lastTimes[cpu]) = (ts, ts)
  }

  @inline(never)
  private mutating func close<Sink: EventSink & ~Copyable>(
    at ts: Int64, cpu: Int32, _ sink: inout Sink
  ) throws(IngestError) {
    if let gap = ofCPU.removeValue(forKey: cpu) { try end(gap, at: ts, &sink) }
    guard rows < Self.limit else { return }
    for gap in [stated, unread].compactMap(\.self) {
      rows += 1
      try end(gap, at: ts, &sink)
    }
    (stated, unread) = (nil, nil)
  }

  /// Ends a gap; where the text jumps back in time it lies between the two times all the same.
  private func end<Sink: EventSink & ~Copyable>(
    _ gap: Loss, at ts: Int64, _ sink: inout Sink
  ) throws(IngestError) {
    var gap = gap
    gap.to = max(gap.from ?? ts, ts)
    gap.from = gap.from.map { min($0, ts) }
    try sink.accept(gap)
  }

  /// Hands over the gaps that nothing follows.
  mutating func finish<Sink: EventSink & ~Copyable>(_ sink: inout Sink) throws(IngestError) {
    if let stated { try sink.accept(stated) }
    if let unread, rows >= Self.limit { try sink.accept(unread) }
    for cpu in ofCPU.keys.sorted() {
      if let gap = ofCPU[cpu] { try sink.accept(gap) }
    }
  }
}
