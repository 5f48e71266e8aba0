public import TraceQuery

/// Writes a timeline in Perfetto's trace format, for ui.perfetto.dev; packet after packet, so that memory
/// grows with the number of tracks only.
///
/// Slices of one track must nest. Those that overlap go to further tracks of the same name under the same
/// parent, which Perfetto shows as one.
public struct PerfettoWriter {
  /// A track with what ended last on it.
  private struct Lane {
    var track: UInt64
    var end: Int64
  }

  private struct RowKey: Hashable {
    var parent: UInt64
    var name: String
  }

  /// What has been written and not taken.
  public private(set) var bytes: [UInt8] = []
  private var nextTrack: UInt64 = 1
  private var groups: [ExportItem.Group: UInt64] = [:]
  private var rows: [RowKey: [Lane]] = [:]
  private var counters: [String: (track: UInt64, value: UInt64)] = [:]

  /// A writer that has written nothing.
  public init() {}

  /// Hands out what has been written, and forgets it.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// Writes an item.
  public mutating func add(_ item: ExportItem) {
    switch item {
    case .slice(let slice): add(slice)
    case .instant(let cpu, let ts, let text):
      let track = lane(RowKey(parent: group(.cpu(cpu)), name: "marks"), from: ts, to: ts)
      event(ts, PerfettoFields.EventType.instant, track) { $0.add(PerfettoFields.Event.name, text) }
    case .count(let name, let ts):
      var counter = counters[name] ?? (track: counterTrack(name), value: 0)
      counter.value += 1
      counters[name] = counter
      event(ts, PerfettoFields.EventType.counter, counter.track) {
        $0.add(PerfettoFields.Event.counterValue, counter.value)
      }
    }
  }

  private mutating func add(_ slice: ExportItem.Slice) {
    let track = lane(
      RowKey(parent: group(slice.group), name: slice.row), from: slice.from, to: slice.to)
    event(slice.from, PerfettoFields.EventType.sliceBegin, track) { event in
      event.add(PerfettoFields.Event.name, slice.name)
      for note in slice.notes {
        var annotation = ProtoMessage()
        annotation.add(PerfettoFields.Annotation.name, note.name)
        annotation.add(PerfettoFields.Annotation.text, note.value)
        event.add(PerfettoFields.Event.annotations, annotation)
      }
      for flow in slice.flowsOut { event.add(PerfettoFields.Event.flows, fixed: UInt64(bitPattern: flow)) }
      if let flow = slice.flowIn {
        event.add(PerfettoFields.Event.endingFlows, fixed: UInt64(bitPattern: flow))
      }
    }
    event(slice.to, PerfettoFields.EventType.sliceEnd, track) { _ in }
  }

  private mutating func group(_ group: ExportItem.Group) -> UInt64 {
    if let track = groups[group] { return track }
    let name =
      switch group {
      case .cpu(let cpu): "CPU \(cpu)"
      case .mmapLock(let mm, let name): "mmap_lock of mm \(mm)\(name.isEmpty ? "" : " (\(name))")"
      }
    let track = newTrack(name, parent: nil)
    groups[group] = track
    return track
  }

  /// The first track of a row on which a slice overlaps no other.
  private mutating func lane(_ key: RowKey, from: Int64, to: Int64) -> UInt64 {
    var lanes = rows.removeValue(forKey: key) ?? []
    let place = lanes.firstIndex { $0.end <= from } ?? lanes.count
    if place == lanes.count { lanes.append(Lane(track: newTrack(key.name, parent: key.parent), end: to)) }
    lanes[place].end = to
    rows[key] = lanes
    return lanes[place].track
  }

  private mutating func counterTrack(_ name: String) -> UInt64 {
    newTrack(name, parent: nil) { $0.add(PerfettoFields.Track.counter, ProtoMessage()) }
  }

  private mutating func newTrack(
    _ name: String, parent: UInt64?, _ more: (inout ProtoMessage) -> Void = { _ in }
  ) -> UInt64 {
    let uuid = nextTrack
    nextTrack += 1
    var track = ProtoMessage()
    track.add(PerfettoFields.Track.uuid, uuid)
    track.add(PerfettoFields.Track.name, name)
    if let parent { track.add(PerfettoFields.Track.parent, parent) }
    more(&track)
    var packet = ProtoMessage()
    packet.add(PerfettoFields.Packet.sequence, 1)
    packet.add(PerfettoFields.Packet.trackDescriptor, track)
    append(packet)
    return uuid
  }

  private mutating func event(
    _ ts: Int64, _ type: UInt64, _ track: UInt64, _ more: (inout ProtoMessage) -> Void
  ) {
    var event = ProtoMessage()
    event.add(PerfettoFields.Event.type, type)
    event.add(PerfettoFields.Event.track, track)
    more(&event)
    var packet = ProtoMessage()
    packet.add(PerfettoFields.Packet.timestamp, UInt64(bitPattern: ts))
    packet.add(PerfettoFields.Packet.sequence, 1)
    packet.add(PerfettoFields.Packet.trackEvent, event)
    append(packet)
  }

  private mutating func append(_ packet: ProtoMessage) {
    var trace = ProtoMessage()
    trace.add(PerfettoFields.Trace.packet, packet)
    bytes += trace.bytes
  }
}
