import Foundation
import TestSupport
import Testing

/// Takes a part of the evidence away from recordings of kernels that are known, and asks what `check` says.
///
/// Of a correct kernel it never says 1, of a racy one never 0, and 125 where what decides is gone. The table that
/// it prints has a row for each kind of damage. `MMTRACE_EVIDENCE=all` tries every damage, else one of some;
/// `MMTRACE_EVIDENCE_TABLE` names a file for the table.
@Suite struct EvidenceTests {
  private static let isLong = ProcessInfo.processInfo.environment["MMTRACE_EVIDENCE"] == "all"

  @Test func nothingIsClaimedWithoutEvidence() async throws {
    var damages: [Damage] = []
    for (number, recording) in Evidence.binary.enumerated() {
      damages += Self.some(try TraceDatDamage.all(recording), of: [4, 8, 100, 100][number])
    }
    for recording in Evidence.packed { damages += Self.some(try TraceDatDamage.packed(recording), of: 3) }
    for recording in Evidence.text { damages += Self.some(try TextDamage.all(recording), of: 4) }
    for recording in Evidence.perf { damages += Self.some(try PerfDamage.all(recording), of: 5) }
    let table = EvidenceTable()
    let shares = 2
    try await withThrowingTaskGroup(of: Void.self) { group in
      for share in 0..<shares {
        let own = damages.indices.filter { $0 % shares == share }.map { damages[$0] }
        group.addTask {
          let runner = Runner()
          for damage in own { try Self.run(damage, runner, table) }
        }
      }
      try await group.waitForAll()
    }
    let text = table.text
    print(text)
    if let path = ProcessInfo.processInfo.environment["MMTRACE_EVIDENCE_TABLE"] {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(damages.count > 100)
  }

  /// Whole recordings say what is known of them: else the damaged ones prove nothing.
  @Test(arguments: Evidence.binary + Evidence.packed + Evidence.text + Evidence.perf)
  func wholeRecordings(_ recording: Evidence) throws {
    let runner = Runner()
    let (status, reasons) = try runner.check(Fixture.bytes(recording.file))
    #expect(status == recording.status, "\(recording.file): \(reasons)")
  }

  /// Every damage, or of each kind the first and then one in `step`.
  private static func some(_ damages: [Damage], of step: Int) -> [Damage] {
    guard !isLong else { return damages }
    var seen: [String: Int] = [:]
    return damages.filter { damage in
      defer { seen[damage.kind, default: 0] += 1 }
      return seen[damage.kind, default: 0] % step == 0
    }
  }

  private static func run(_ damage: Damage, _ runner: Runner, _ table: EvidenceTable) throws {
    guard let bytes = damage.make() else { return }
    let (status, reasons) = try runner.check(bytes)
    let isAllowed = damage.statuses.contains(status)
    table.note(damage, status, isAllowed: isAllowed)
    let what = "\(damage.recording.file): \(damage.kind) \(damage.detail)"
    #expect(
      isAllowed, "\(what): check \(status), not one of \(damage.statuses.sorted()): \(reasons.prefix(3))")
  }
}
