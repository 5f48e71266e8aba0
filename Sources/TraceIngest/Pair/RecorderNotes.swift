internal import TraceRecord
internal import TraceStore

/// Probes that the recorder's marks speak of, in the order of their first mark.
struct RecordedProbes: Sendable {
  struct Probe: Sendable {
    var name: String
    var definition: String?
    var hits: Int64?
    var missed: Int64?
    var error: String?
  }

  /// More are not ours: anyone can write marks.
  private static let limit = 1024
  private(set) var all: [Probe] = []

  mutating func take(_ key: RecorderMark.ProbeKey, _ name: String, _ rest: String) {
    var index = all.firstIndex { $0.name == name }
    if index == nil, all.count < Self.limit {
      all.append(Probe(name: name))
      index = all.count - 1
    }
    guard let index else { return }
    switch key {
    case .accepted: all[index].definition = rest
    case .refused: all[index].error = rest
    case .profile:
      let numbers = rest.split(separator: " ").map { Int64($0) }
      guard numbers.count == 2 else { return }
      (all[index].hits, all[index].missed) = (numbers[0], numbers[1])
    }
  }
}

/// What `mmtrace record` wrote into the recording about it.
extension Pairing {
  private static let maximumNotes: Int64 = 10_000

  /// Takes a line of trace_marker, if it is the recorder's.
  mutating func noteRecorder(_ line: String, _ ts: Int64) throws(IngestError) {
    guard let mark = RecorderMark(line: line) else { return }
    if let probe = mark.probe { return probes.take(probe.key, probe.name, probe.rest) }
    guard writers.recorderNote.count < Self.maximumNotes else { return }
    try writers.recorderNote.insert([
      .integer(writers.recorderNote.newID()), .integer(ts), .text(mark.key), .text(mark.value),
    ])
  }

  mutating func writeProbes() throws(IngestError) {
    for (index, probe) in probes.all.enumerated() {
      try writers.probe.insert([
        .integer(Int64(index + 1)), .text(probe.name), probe.definition.map { .text($0) } ?? .null,
        .integer(probe.definition == nil ? 0 : 1), probe.hits.map { .integer($0) } ?? .null,
        probe.missed.map { .integer($0) } ?? .null, probe.error.map { .text($0) } ?? .null,
      ])
    }
  }
}
