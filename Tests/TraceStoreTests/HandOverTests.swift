import Testing

@testable import TraceStore

/// What goes to a second thread: everything, once, in order, and what fails there comes back.
@Suite struct HandOverTests {
  private struct Refusal: Error, Equatable { var item: Int }

  /// What the second thread took; read when it has ended.
  private final class Taken {
    var items: [Int] = []
  }

  @Test(arguments: [1, 3, 64]) func everythingArrivesInOrder(capacity: Int) throws {
    let taken = Taken()
    let queue = HandOver<Int, Refusal>(capacity: capacity) { taken.items.append($0) }
    var used = 0
    for item in 0..<10_000 where try queue.give(item) != nil { used += 1 }
    try queue.finish()
    #expect(taken.items == Array(0..<10_000))
    #expect(used > 0 && used <= 10_000)
  }

  @Test func aFailureReachesTheGiver() {
    let taken = Taken()
    let queue = HandOver<Int, Refusal>(capacity: 4) { item throws(Refusal) in
      if item == 100 { throw Refusal(item: item) }
      taken.items.append(item)
    }
    var given = 0
    #expect(throws: Refusal(item: 100)) {
      while given < 1_000_000 {
        _ = try queue.give(given)
        given += 1
      }
      try queue.finish()
    }
    // Nothing is taken after it, and the giver learned of it soon.
    #expect(taken.items == Array(0..<100))
    #expect(given < 1_000_000)
    #expect(throws: Refusal(item: 100)) { try queue.finish() }
  }

  @Test func aFailureOfTheLastItemIsTold() {
    let queue = HandOver<Int, Refusal>(capacity: 4) { item throws(Refusal) in throw Refusal(item: item) }
    #expect(throws: Refusal(item: 7)) {
      _ = try queue.give(7)
      try queue.finish()
    }
  }

  @Test func whatWasCancelledIsNotWaitedFor() throws {
    let taken = Taken()
    let queue = HandOver<Int, Refusal>(capacity: 1000) { taken.items.append($0) }
    for item in 0..<1000 { _ = try queue.give(item) }
    queue.cancel()
    let count = taken.items.count
    #expect(taken.items == Array(0..<count))
  }
}
