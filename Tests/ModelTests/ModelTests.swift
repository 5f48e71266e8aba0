import Foundation
import Testing

/// Every interleaving of every protocol, through pairing, store and judge.
@Suite struct ModelTests {
  /// docs/model.md, whose table is what these tests expect.
  static var documentation: String {
    get throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
      return try String(contentsOf: root.appending(path: "docs/model.md"), encoding: .utf8)
    }
  }

  @Test func everyInterleavingIsJudgedRight() async throws {
    let isWhole = ProcessInfo.processInfo.environment["MMTRACE_MODEL"] == "all"
    let outcomes = try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      for (index, known) in (Protocol.all + (isWhole ? Protocol.large : [])).enumerated() {
        group.addTask { (index, try Outcome(known)) }
      }
      return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
    print(Outcome.head)
    for outcome in outcomes { print(outcome.row) }
    let documentation = try Self.documentation
    // Bools: a failed expectation would print all of the file.
    let hasHead = documentation.contains(Outcome.head)
    #expect(hasHead)
    for outcome in outcomes {
      let hasRow = documentation.contains(outcome.row)
      #expect(hasRow, "docs/model.md has other numbers than \(outcome.row)")
      #expect(outcome.stuck == 0, "\(outcome.name): a thread waits forever")
      if let unjudged = outcome.unjudged {
        let isSaid = outcome.notJudged.contains { $0.contains(unjudged) }
        #expect(isSaid, "\(outcome.name): the verdict is silent about \(unjudged)")
      } else {
        #expect(outcome.missed == 0, "\(outcome.name): a lost store has no finding")
      }
      #expect(outcome.underrated == 0, "\(outcome.name): a lost store is no lost_write")
      #expect((outcome.interleavings.lossy == 0) == outcome.isCorrect, "\(outcome.name): is it correct?")
      #expect(
        (outcome.walked.lossy == 0) == outcome.isCorrect, "\(outcome.name): the search lost an interleaving")
      if outcome.isCertain { #expect(outcome.doubtful == 0, "\(outcome.name): wp_page_copy would have told") }
      if outcome.isCorrect {
        #expect(outcome.losses + outcome.unlocked == 0, "\(outcome.name): accused of losing a store")
      }
      if outcome.isCorrect || outcome.overlooksGather {
        #expect(
          (outcome.unheeded > 0) == outcome.overlooksGather, "\(outcome.name): does it overlook a flush?")
      }
    }
  }

  /// The reduction leaves out only orders that the judge does not tell apart.
  @Test(arguments: (Protocol.small + Protocol.smallTableLocked).indices)
  func reductionChangesNothing(_ index: Int) throws {
    let program = (Protocol.small + Protocol.smallTableLocked)[index].program
    let all = Search(program, reducing: false)
    let counted = program.countInterleavings()
    #expect(all.executions.count == counted.count)
    #expect(all.executions.lossy == counted.lossy)
    #expect(try findings(all) == findings(Search(program)))
  }

  private struct Finding: Hashable {
    var isLossy: Bool
    var judgement: Judgement
  }

  private func findings(_ search: Search) throws -> Set<Finding> {
    let found = Array(search.recordings)
    let judgements = try JudgedRecordings(found.map { (search.program, $0.key) }).judge()
    var findings: Set<Finding> = []
    for (recording, judgement) in zip(found, judgements) {
      if recording.value.lossy > 0 { findings.insert(Finding(isLossy: true, judgement: judgement)) }
      if recording.value.lossy < recording.value.count {
        findings.insert(Finding(isLossy: false, judgement: judgement))
      }
    }
    return findings
  }

  /// Two kernels, one right and one wrong, whose recordings are the same event by event.
  ///
  /// In such a case the judge must say that it does not know.
  @Test func whatEventsCannotTellIsDoubted() throws {
    let (right, wrong) = (Protocol.undecidable.right, Protocol.undecidable.wrong)
    let safe = Search(right.program).recordings
    let shared = Search(wrong.program).recordings.filter { $0.value.lossy > 0 && safe[$0.key] != nil }.keys
      .sorted { $0.count == $1.count ? $1.lexicographicallyPrecedes($0) : $0.count < $1.count }
    let judgements = try JudgedRecordings(shared.map { (right.program, $0) }).judge()
    #expect(!shared.isEmpty)
    for judgement in judgements { #expect(judgement.isPossibleLoss && !judgement.isLoss) }
    let smallest = try #require(shared.first)
    print("the smallest of \(shared.count) recordings that \(right.name) and \(wrong.name) share:")
    for line in Self.lines(smallest) { print(line) }
  }

  /// Where the judge is silent about a wrong kernel, right ones make the same recordings, event by event.
  @Test(arguments: Protocol.all.filter { $0.unjudged != nil && !$0.isCorrect }.map(\.name))
  func whatIsMissedNobodyCouldTell(_ name: String) throws {
    let wrong = try #require(Protocol.all.first { $0.name == name })
    let right = try #require(Protocol.indistinct.first { $0.wrong == name }).right
    #expect(right.allSatisfy { $0.program.countInterleavings().lossy == 0 })
    let lossy = Search(wrong.program).recordings.filter { $0.value.lossy > 0 }.keys
    let telling = lossy.filter { recording in !right.contains { $0.program.makes(recording) } }
    #expect(!lossy.isEmpty)
    #expect(telling.isEmpty, "\(telling.count) of \(lossy.count) recordings are of no right kernel")
    for line in telling.first.map(Self.lines) ?? [] { print(line) }
  }

  /// A recording in one column per CPU.
  static func lines(_ recording: [UInt16]) -> [String] {
    recording.map { bits in
      let signal = Signal(bits: bits)
      return String(repeating: " ", count: 24 * signal.thread) + "\(signal.kind)"
    }
  }
}
