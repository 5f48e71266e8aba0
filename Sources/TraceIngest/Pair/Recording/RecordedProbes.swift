internal import TraceRecord

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
