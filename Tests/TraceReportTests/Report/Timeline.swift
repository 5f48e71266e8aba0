import Testing

/// What is in a file for Perfetto.
struct Timeline {
  /// Slices by the name of their track, those inside others not counted.
  var slices: [String: Int64] = [:]
  /// Slices inside others.
  var steps: Int64 = 0
  /// Names of slices by the name of their track.
  var names: [String: Set<String>] = [:]
  /// Names of tracks in the order in which something is first drawn on them.
  var drawn: [String] = []
  var instants: Int64 = 0
  /// Values of each counter.
  var counters: [String: [UInt64]] = [:]
  /// How many slices are on each flow.
  var flows: [UInt64: Int] = [:]
  /// Process of each thread.
  var threads: [UInt64: UInt64] = [:]
  var processes: Set<UInt64> = []
  /// Switches by CPU.
  var switches: [UInt64: [(ts: UInt64, previous: UInt64, next: UInt64)]] = [:]
  /// Beginnings and ends by track, in the order of the file.
  var moments: [UInt64: [(ts: UInt64, isBegin: Bool)]] = [:]
  private var tracks: [UInt64: String] = [:]
  private var depth: [UInt64: Int] = [:]

  init(_ bytes: [UInt8]) throws {
    for packet in try ProtoReader(bytes[...]).messages(1).map({ try ProtoReader($0) }) {
      #expect(packet.number(10) == 1)
      if let descriptor = packet.messages(60).first { try describe(try ProtoReader(descriptor)) }
      if let bundle = packet.messages(1).first { try addSwitches(try ProtoReader(bundle)) }
      if let event = packet.messages(11).first {
        try add(try ProtoReader(event), try #require(packet.number(8)))
      }
    }
  }

  private mutating func describe(_ track: ProtoReader) throws {
    let uuid = try #require(track.number(1))
    if let parent = track.number(5) { #expect(tracks[parent] != nil, "a parent comes first") }
    tracks[uuid] = track.text(2)
    if let process = track.messages(3).first {
      processes.insert(try #require(try ProtoReader(process).number(1)))
    }
    if let thread = try track.messages(4).first.map({ try ProtoReader($0) }) {
      threads[try #require(thread.number(2))] = thread.number(1)
    }
  }

  private mutating func add(_ event: ProtoReader, _ ts: UInt64) throws {
    let track = try #require(event.number(11))
    let name = try #require(tracks[track], "a track is described before it is used")
    for flow in event.numbers(47) { flows[flow, default: 0] += 1 }
    switch event.number(9) {
    case 1:
      let text = try #require(event.text(23))
      if depth[track, default: 0] == 0 {
        slices[name, default: 0] += 1
        names[name, default: []].insert(text)
        if !drawn.contains(name) { drawn.append(name) }
      } else {
        steps += 1
      }
      depth[track, default: 0] += 1
      moments[track, default: []].append((ts, true))
    case 2:
      depth[track, default: 0] -= 1
      moments[track, default: []].append((ts, false))
    case 3: instants += 1
    case 4: counters[name, default: []].append(try #require(event.number(30)))
    default: Issue.record("event type \(event.number(9) ?? 0)")
    }
  }

  private mutating func addSwitches(_ bundle: ProtoReader) throws {
    for event in try bundle.messages(2).map({ try ProtoReader($0) }) {
      let change = try ProtoReader(try #require(event.messages(4).first))
      switches[try #require(bundle.number(1)), default: []].append(
        (try #require(event.number(1)), try #require(change.number(2)), try #require(change.number(6))))
    }
  }
}
