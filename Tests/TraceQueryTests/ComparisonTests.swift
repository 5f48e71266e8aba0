import Testing
import TraceStore

@testable import TraceQuery

/// What differs between recordings, and what only seems to.
@Suite struct ComparisonTests {
  /// A recording with `count` faults, evenly in time; the length of each follows from its number.
  private func recording(
    faults count: Int64, name: String = "a.dat", _ length: (Int64) -> Int64
  ) throws -> RecordingMeasures {
    let database = try TestDatabase(roles: ["handle_mm_fault", "handle_mm_fault_ret"]) { writer in
      for number in 0..<count {
        let from = 1000 + number * 2_500_000_000 / max(1, count)
        try insert(
          into: writer, FactTables.pageFault,
          [
            "page_fault_id": .integer(number + 1), "tid": .integer(11), "handled_from": .integer(from),
            "handled_to": .integer(from + length(number)),
          ])
      }
    }
    return try RecordingMeasures(database.open(), name: name)
  }

  private func faults(_ comparison: Comparison) throws -> [Comparison.Line] {
    try #require(comparison.sections.first { $0.name == "page faults" }).lines
  }

  @Test func aRecordingDoesNotDifferFromItself() throws {
    let one = try recording(faults: 500) { 10_000 + $0 * 7919 % 5000 }
    let comparison = Comparison([one], [one])
    #expect(!comparison.isChanged && comparison.isByBlocks)
    let lines = try faults(comparison)
    #expect(lines.map(\.change) == [0, 0, 0, 0])
    #expect(lines.map { $0.spread == nil } == [false, false, false, true])
    #expect(lines[0].before == 200)
  }

  @Test func whatTakesTwiceAsLongIsFound() throws {
    let (slow, fast) = (
      try recording(faults: 500) { 20_000 + $0 * 7919 % 3000 },
      try recording(faults: 500) { 10_000 + $0 * 7919 % 1500 }
    )
    let lines = try faults(Comparison([fast], [slow]))
    #expect(lines.map(\.isChanged) == [false, true, true, false])
    #expect(abs((lines[1].change ?? 0) - 1) < 0.05)
  }

  /// The same lengths in another order: every number but the order is equal, and chance is not taken for a change.
  @Test func otherRunsOfTheSameAreNoChange() throws {
    func run(_ seed: Int64) throws -> RecordingMeasures {
      try recording(faults: 400 + seed % 7) { 10_000 + ($0 * 7919 + seed * 104_729) % 9000 }
    }
    let blocks = Comparison([try run(1)], [try run(2)])
    #expect(!blocks.isChanged)
    let runs = Comparison([try run(1), try run(2), try run(3)], [try run(4), try run(5), try run(6)])
    #expect(!runs.isChanged && !runs.isByBlocks)
    #expect(try faults(runs).allSatisfy { $0.spread != nil })
  }

  @Test func severalRunsTellMoreThanOne() throws {
    func side(_ length: Int64) throws -> [RecordingMeasures] {
      try (0..<4).map { run in try recording(faults: 100) { length + run * 40 + $0 % 3 } }
    }
    let lines = try faults(Comparison(try side(10_000), try side(11_000)))
    #expect(lines.map(\.isChanged) == [false, true, true, true])
  }

  @Test func aFewEventsTellNothing() throws {
    let lines = try faults(
      Comparison([try recording(faults: 3) { _ in 10_000 }], [try recording(faults: 6) { _ in 10_000 }]))
    #expect(lines.allSatisfy { !$0.isChanged })
    let none = try faults(
      Comparison([try recording(faults: 2) { _ in 9 }], [try recording(faults: 0) { _ in 9 }]))
    #expect(none.allSatisfy { !$0.isChanged })
    #expect(none[0].change == -1 && none[1].after == nil)
  }

  @Test func whatWasNotRecordedIsNotCompared() throws {
    let one = try recording(faults: 2) { _ in 9 }
    let comparison = Comparison([one], [one])
    #expect(comparison.sections.first { $0.name.hasPrefix("TLB") }?.lines == [])
    let counter = try TestDatabase { try $0.execute("UPDATE trace SET clock_unit = 'order'") }
    #expect(throws: QueryError.self) { try RecordingMeasures(counter.open(), name: "c.dat") }
  }
}
