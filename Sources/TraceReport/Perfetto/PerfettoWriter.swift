public import TraceQuery

/// Writes a timeline in Perfetto's trace format, for ui.perfetto.dev; packet after packet, so that memory
/// grows with the number of tracks only.
///
/// Slices of one track must nest. Those that overlap go to further tracks of the same name under the same
/// parent, which Perfetto shows as one.
public struct PerfettoWriter {
  /// What has been written and not taken.
  public private(set) var bytes: [UInt8] = []
  private var tracks = PerfettoTracks()
  private var names: [Int64: String] = [0: "swapper"]
  /// End of the last stretch of each rate, which has not been drawn.
  private var rateEnds: [String: Int64] = [:]
  private let ticksPerMillisecond: Int64?

  /// Priorities are not kept; without one every thread would be shown as a real-time thread.
  private static let priority: UInt64 = 120

  /// A writer that has written nothing.
  ///
  /// - Parameter clockIsInNanoseconds: whether times are ns; else they are numbers of the clock's own unit.
  public init(clockIsInNanoseconds: Bool = true) {
    ticksPerMillisecond = clockIsInNanoseconds ? 1_000_000 : nil
  }

  /// Hands out what has been written, and forgets it.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// Writes an item.
  public mutating func add(_ item: ExportItem) {
    switch item {
    case .kernel(let release, let machine): kernel(release, machine)
    case .thread(let thread):
      names[thread.tid] = thread.name
      tracks.add(thread)
      describeTracks()
    case .slice(let slice): add(slice)
    case .instant(let instant):
      let track = lane(instant.group, instant.row, from: instant.ts, to: instant.ts)
      event(instant.ts, PerfettoFields.EventType.instant, track) {
        $0.add(PerfettoFields.Event.name, instant.name)
      }
    case .scheduled(let change): add(change)
    case .rate(let rate): add(rate)
    }
  }

  /// Completes the timeline: the rates end.
  public mutating func finish() {
    for (name, end) in rateEnds.sorted(by: { $0.key < $1.key }) {
      event(end, PerfettoFields.EventType.counter, tracks.counter(name, unit: "")) {
        $0.add(PerfettoFields.Event.counterValue, 0)
      }
    }
    rateEnds = [:]
  }

  private mutating func add(_ slice: ExportItem.Slice) {
    let track = lane(slice.group, slice.row, from: slice.from, to: slice.to)
    event(slice.from, PerfettoFields.EventType.sliceBegin, track) { event in
      event.add(PerfettoFields.Event.name, slice.name)
      for note in slice.notes {
        var annotation = ProtoMessage()
        annotation.add(PerfettoFields.Annotation.name, note.name)
        annotation.add(PerfettoFields.Annotation.text, note.value)
        event.add(PerfettoFields.Event.annotations, annotation)
      }
      for flow in slice.flows { event.add(PerfettoFields.Event.flows, fixed: flow) }
    }
    var ends = slice.to.map { [$0] } ?? []
    for step in slice.inner {
      // A step lies in what it is a part of; one whose end was not recorded ends with it.
      let within = ends.last ?? .max
      let from = min(max(step.from, slice.from), within)
      event(from, PerfettoFields.EventType.sliceBegin, track) { $0.add(PerfettoFields.Event.name, step.name) }
      ends.append(max(from, min(step.to ?? within, within)))
    }
    for end in ends.reversed() { event(end, PerfettoFields.EventType.sliceEnd, track) { _ in } }
  }

  private mutating func add(_ change: ExportItem.Switch) {
    var message = ProtoMessage()
    let previous = change.previous ?? 0
    message.add(PerfettoFields.SchedSwitch.previousName, names[previous] ?? "?")
    message.add(PerfettoFields.SchedSwitch.previousPid, UInt64(bitPattern: previous))
    message.add(PerfettoFields.SchedSwitch.previousPriority, Self.priority)
    message.add(PerfettoFields.SchedSwitch.previousState, UInt64(bitPattern: change.state))
    message.add(PerfettoFields.SchedSwitch.nextName, names[change.next] ?? "?")
    message.add(PerfettoFields.SchedSwitch.nextPid, UInt64(bitPattern: change.next))
    message.add(PerfettoFields.SchedSwitch.nextPriority, Self.priority)
    var event = ProtoMessage()
    event.add(PerfettoFields.Ftrace.timestamp, UInt64(bitPattern: change.ts))
    event.add(PerfettoFields.Ftrace.pid, UInt64(bitPattern: previous))
    event.add(PerfettoFields.Ftrace.schedSwitch, message)
    var bundle = ProtoMessage()
    bundle.add(PerfettoFields.Bundle.cpu, UInt64(bitPattern: change.cpu))
    bundle.add(PerfettoFields.Bundle.event, event)
    packet { $0.add(PerfettoFields.Packet.ftraceEvents, bundle) }
  }

  /// A rate is drawn from its begin; it ends where the next stretch is not the one after it.
  private mutating func add(_ rate: ExportItem.Rate) {
    let name = "\(rate.name) per \(length(rate.length))"
    let track = tracks.counter(name, unit: "per \(length(rate.length))")
    describeTracks()
    if let end = rateEnds[name], end < rate.ts {
      event(end, PerfettoFields.EventType.counter, track) { $0.add(PerfettoFields.Event.counterValue, 0) }
    }
    event(rate.ts, PerfettoFields.EventType.counter, track) {
      $0.add(PerfettoFields.Event.counterValue, UInt64(bitPattern: rate.count))
    }
    rateEnds[name] = rate.ts.addingReportingOverflow(rate.length).partialValue
  }

  private func length(_ ticks: Int64) -> String {
    guard let ticksPerMillisecond else { return "\(ticks) ticks" }
    if ticks >= ticksPerMillisecond { return "\(ticks / ticksPerMillisecond) ms" }
    return ticks >= 1000 ? "\(ticks / 1000) us" : "\(ticks) ns"
  }

  private mutating func kernel(_ release: String, _ machine: String) {
    var name = ProtoMessage()
    name.add(PerfettoFields.Utsname.system, "Linux")
    name.add(PerfettoFields.Utsname.release, release)
    name.add(PerfettoFields.Utsname.machine, machine)
    var info = ProtoMessage()
    info.add(PerfettoFields.SystemInfo.utsname, name)
    packet { $0.add(PerfettoFields.Packet.systemInfo, info) }
  }

  private mutating func lane(_ group: ExportItem.Group, _ row: String, from: Int64, to: Int64?) -> UInt64 {
    let track = tracks.lane(group, row, from: from, to: to)
    describeTracks()
    return track
  }

  private mutating func event(
    _ ts: Int64, _ type: UInt64, _ track: UInt64, _ more: (inout ProtoMessage) -> Void
  ) {
    var event = ProtoMessage()
    event.add(PerfettoFields.Event.type, type)
    event.add(PerfettoFields.Event.track, track)
    more(&event)
    packet { packet in
      packet.add(PerfettoFields.Packet.timestamp, UInt64(bitPattern: ts))
      packet.add(PerfettoFields.Packet.trackEvent, event)
    }
  }

  private mutating func packet(_ fill: (inout ProtoMessage) -> Void) {
    var packet = ProtoMessage()
    packet.add(PerfettoFields.Packet.sequence, 1)
    fill(&packet)
    append(packet)
  }

  private mutating func describeTracks() {
    guard !tracks.descriptions.isEmpty else { return }
    for description in tracks.descriptions { append(description) }
    tracks.descriptions.removeAll()
  }

  private mutating func append(_ packet: ProtoMessage) {
    var trace = ProtoMessage()
    trace.add(PerfettoFields.Trace.packet, packet)
    bytes += trace.bytes
  }
}
