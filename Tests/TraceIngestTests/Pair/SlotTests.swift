import Testing

@testable import TraceIngest

/// Tables by slot, which the trackers keep their states in.
@Suite struct SlotTests {
  /// Counts how many of it are alive.
  private final class Census {
    var alive = 0
  }

  private struct Citizen: ~Copyable {
    let name: Int
    private let census: Census

    init(_ name: Int, _ census: Census) {
      self.name = name
      self.census = census
      census.alive += 1
    }

    deinit { census.alive -= 1 }
  }

  private struct Counter: Blank {
    var count = 0
  }

  @Test func freedSlotsAreGivenAgainAndReadableUntilThen() {
    let census = Census()
    do {
      var table = SlotTable<Citizen>()
      let slots = (0..<100).map { table.insert(Citizen($0, census)) }
      #expect(slots == Array(0..<100))
      table.remove(7)
      table.remove(3)
      #expect(table[7].name == 7)
      #expect(table.insert(Citizen(200, census)) == 3)
      #expect(table.insert(Citizen(201, census)) == 7)
      #expect(table.insert(Citizen(202, census)) == 100)
      #expect(table[3].name == 200)
      #expect(table[99].name == 99)
      #expect(census.alive == 101)
    }
    #expect(census.alive == 0)
  }

  @Test func statesAreBlankUntilWritten() {
    var states = SlotStates<Counter>()
    #expect(states[9].count == 0)
    #expect(states.count == 0)
    states[9].count += 2
    #expect(states.count == 10)
    #expect(states[9].count == 2)
    #expect(states[8].count == 0)
    states.reset(9)
    states.reset(10)
    #expect(states[9].count == 0)
    #expect(states.count == 10)
  }

  @Test func aFullRingDropsTheOldest() {
    var ring = RecentRing<Int>(capacity: 4)
    for number in 0..<11 { ring.append(number) }
    var elements: Set<Int> = []
    for index in 0..<ring.count { elements.insert(ring[index]) }
    #expect(elements == [7, 8, 9, 10])
  }
}
