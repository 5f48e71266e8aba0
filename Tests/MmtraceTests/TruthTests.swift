import Testing

@testable import mmtrace

/// Judgements beside the emulator's truth.
@Suite struct TruthTests {
  private static func copy(_ cpu: Int64, _ end: Int64, lost: Int64 = 0) -> TrueCopy {
    TrueCopy(
      cpu: cpu, begin: end - 2_000, end: end, lost: lost, store: (2, "100000200", lost > 0 ? end - 100 : 0),
      frames: ("4000", "5000"))
  }

  private static func recorded(_ id: Int64, _ cpu: Int64, _ to: Int64, _ raceClass: String? = nil)
    -> RecordedCopy
  {
    RecordedCopy(id: id, cpu: cpu, from: to - 9_000, to: to, raceClass: raceClass, race: id, doubt: nil)
  }

  /// Copies at odd distances, so that one offset alone fits.
  private static let times: [Int64] = [0, 700_000, 2_900_000, 3_400_000, 9_100_000, 9_900_000]

  @Test func findsTheOffsetOfTheClocks() {
    let offset: Int64 = 7_123_456_789_012
    let truth = Self.times.map { Self.copy(1, offset + $0 - 3_000) }
    let recorded = Self.times.enumerated().map { Self.recorded(Int64($0), 1, $1) }
    let comparison = TruthComparison(truth: truth, recorded: recorded)
    #expect(comparison.matches.map(\.recorded.id) == [0, 1, 2, 3, 4, 5])
    #expect(abs(comparison.offset - offset) < TruthComparison.tolerance)
  }

  @Test func countsWhatWasJudged() {
    let truth = Self.times.enumerated().map {
      Self.copy(1, 1_000_000_000 + $1, lost: [1, 0, 5, 0, 2, 0][$0])
    }
    let classes = ["lost_write", "lost_write", "lost_write", nil, "copied", nil]
    let recorded = Self.times.enumerated().map { Self.recorded(Int64($0), 1, $1, classes[$0]) }
    let comparison = TruthComparison(truth: truth, recorded: recorded)
    #expect(comparison.lost.count == 3 && comparison.judged.count == 3 && comparison.found.count == 2)
    #expect(comparison.missed.map(\.recorded.id) == [4])
    #expect(comparison.text.contains("recall: 2 of 3, precision: 2 of 3"))
    #expect(comparison.text.contains("proven: race 2: CPU 2 stored to 0x100000200"))
  }

  @Test func anotherCPUsCopyIsNoPartner() {
    let truth = Self.times.map { Self.copy(1, $0) }
    let recorded = Self.times.enumerated().map { Self.recorded(Int64($0), 3, $1) }
    #expect(TruthComparison(truth: truth, recorded: recorded).matches.isEmpty)
  }

  @Test func everyCopyHasOnePartner() {
    let truth = [Self.copy(1, 0), Self.copy(1, 1_000_000), Self.copy(1, 1_040_000), Self.copy(1, 5_000_000)]
    let recorded = [0, 1_000_000, 5_000_000].enumerated().map { Self.recorded(Int64($0), 1, $1) }
    let comparison = TruthComparison(truth: truth, recorded: recorded)
    #expect(comparison.matches.count == 3)
    #expect(Set(comparison.matches.map(\.recorded.id)).count == 3)
  }
}
