import TestSupport

/// Parts of a perf.data that are taken away.
enum PerfDamage {
  static func all(_ recording: Evidence) throws -> [Damage] {
    let whole = try Fixture.bytes(recording.file)
    var damages: [Damage] = []
    func add(
      _ kind: String, _ detail: String, _ allowed: Damage.Expectation,
      _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) {
      damages.append(
        Damage(kind: kind, detail: detail, recording: recording, allowed: allowed) {
          var bytes = whole
          change(&bytes)
          return bytes
        })
    }
    for percent in [20, 40, 60, 80, 95] {
      // What perf says of itself follows the samples.
      add("perf: file cut off", "\(percent) %", percent < 90 ? .gone : .sameOrDoubt) {
        $0.removeLast($0.count * (100 - percent) / 100)
      }
    }
    add("perf: killed before its end", "", .gone) { for at in 48..<56 { $0[at] = 0 } }
    for percent in [5, 25, 50, 75] {
      let start = whole.count * percent / 100
      add("perf: block of zeros", "\(percent) %", .gone) { for at in start..<start + 4096 { $0[at] = 0 } }
    }
    return damages
  }
}
