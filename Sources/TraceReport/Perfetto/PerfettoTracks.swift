import TraceQuery

/// The tracks of a timeline, described when something is first drawn on them.
///
/// What a reader came for is at the top: the findings, then the locks, then the threads.
struct PerfettoTracks {
  /// A track with what ended last on it.
  private struct Lane {
    var track: UInt64
    var end: Int64
  }

  private struct RowKey: Hashable {
    var parent: UInt64?
    var name: String
  }

  /// Descriptions that have not been written.
  var descriptions: [ProtoMessage] = []
  private var nextTrack: UInt64 = 1
  private var groups: [ExportItem.Group: UInt64] = [:]
  private var rows: [RowKey: [Lane]] = [:]
  private var rowsOf: [UInt64: UInt64] = [:]
  private var headRow: String?
  private var rates: UInt64?
  private var processes: [Int64: UInt64] = [:]
  private var counters: [String: UInt64] = [:]

  private static let findings = "Findings"

  init() {
    // The track of all: it says that those on top have an order.
    var root = ProtoMessage()
    root.add(PerfettoFields.Track.uuid, 0)
    root.add(PerfettoFields.Track.childOrdering, PerfettoFields.Ordering.explicit)
    describe(root)
  }

  /// Describes a thread, and its process before its first thread.
  mutating func add(_ thread: ExportItem.Thread) {
    if processes[thread.process] == nil {
      processes[thread.process] = new(thread.processName) { track in
        var process = ProtoMessage()
        process.add(PerfettoFields.Process.pid, UInt64(bitPattern: thread.process))
        process.add(PerfettoFields.Process.name, thread.processName)
        track.add(PerfettoFields.Track.process, process)
      }
    }
    groups[.thread(thread.tid)] = new(thread.name, parent: processes[thread.process]) { track in
      var message = ProtoMessage()
      message.add(PerfettoFields.Thread.pid, UInt64(bitPattern: thread.process))
      message.add(PerfettoFields.Thread.tid, UInt64(bitPattern: thread.tid))
      message.add(PerfettoFields.Thread.name, thread.name)
      track.add(PerfettoFields.Track.thread, message)
    }
  }

  /// The first track of a row on which something overlaps nothing that is drawn.
  mutating func lane(_ group: ExportItem.Group, _ row: String, from: Int64, to: Int64?) -> UInt64 {
    // A group is folded when the timeline is opened: what was found first, the gravest, is drawn on its head.
    if group == .findings, groups[group] == nil || row == headRow {
      headRow = row
      return lane(RowKey(parent: nil, name: row), from, to) { tracks in
        let head = tracks.new(Self.findings) { Self.head(&$0, rank: 0) }
        if tracks.groups[group] == nil { tracks.groups[group] = head }
        return head
      }
    }
    let parent = track(group)
    return lane(RowKey(parent: parent, name: row), from, to) { tracks in
      let rank = tracks.rowsOf[parent, default: 0]
      tracks.rowsOf[parent] = rank + 1
      return tracks.new(row, parent: parent) { $0.add(PerfettoFields.Track.rank, rank) }
    }
  }

  private mutating func lane(
    _ key: RowKey, _ from: Int64, _ to: Int64?, _ another: (inout Self) -> UInt64
  ) -> UInt64 {
    var lanes = rows.removeValue(forKey: key) ?? []
    let place = lanes.firstIndex { $0.end <= from } ?? lanes.count
    let end = to ?? .max
    if place == lanes.count { lanes.append(Lane(track: another(&self), end: end)) }
    lanes[place].end = end
    rows[key] = lanes
    return lanes[place].track
  }

  /// The track of a counter.
  mutating func counter(_ name: String, unit: String) -> UInt64 {
    if let track = counters[name] { return track }
    let parent = rates ?? new("Rates") { Self.head(&$0, rank: 2) }
    rates = parent
    let track = new(name, parent: parent) { track in
      var counter = ProtoMessage()
      counter.add(PerfettoFields.Counter.unitName, unit)
      track.add(PerfettoFields.Track.counter, counter)
    }
    counters[name] = track
    return track
  }

  private mutating func track(_ group: ExportItem.Group) -> UInt64 {
    if let track = groups[group] { return track }
    let (name, rank): (String, UInt64) =
      switch group {
      case .findings: (Self.findings, 0)
      case .mmapLock(let mm, let name): ("mmap_lock of mm \(mm)\(name.isEmpty ? "" : " (\(name))")", 1)
      case .thread(let tid): ("Thread \(tid)", 3)
      case .cpu(let cpu): ("TLB of CPU \(cpu)", 1)
      }
    let track = new(name) { Self.head(&$0, rank: rank) }
    groups[group] = track
    return track
  }

  /// A group of tracks has a place of its own and gives its tracks theirs.
  private static func head(_ track: inout ProtoMessage, rank: UInt64) {
    track.add(PerfettoFields.Track.childOrdering, PerfettoFields.Ordering.explicit)
    track.add(PerfettoFields.Track.rank, rank)
  }

  private mutating func new(
    _ name: String, parent: UInt64? = nil, _ more: (inout ProtoMessage) -> Void
  ) -> UInt64 {
    let uuid = nextTrack
    nextTrack += 1
    var track = ProtoMessage()
    track.add(PerfettoFields.Track.uuid, uuid)
    track.add(PerfettoFields.Track.name, name)
    if let parent { track.add(PerfettoFields.Track.parent, parent) }
    more(&track)
    describe(track)
    return uuid
  }

  private mutating func describe(_ track: ProtoMessage) {
    var packet = ProtoMessage()
    packet.add(PerfettoFields.Packet.sequence, 1)
    packet.add(PerfettoFields.Packet.trackDescriptor, track)
    descriptions.append(packet)
  }
}
