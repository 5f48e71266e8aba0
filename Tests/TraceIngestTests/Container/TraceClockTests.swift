import Testing

@testable import TraceIngest

@Suite struct TraceClockTests {
  @Test(arguments: [
    ("local", "ns", false), ("perf", "ns", false), ("global", "ns", true), ("mono", "ns", true),
    ("mono_raw", "ns", true), ("boot", "ns", true), ("tai", "ns", true), ("counter", "order", true),
    ("uptime", "jiffies", true), ("x86-tsc", "cycles", true), ("ppc-tb", "cycles", true),
    ("realtime", "ns", true), ("tsc2nsec", "ns", true), ("Local", "ns", false), ("loca", "ns", false),
    ("", "ns", false),
  ])
  func unitAndComparability(_ name: String, _ unit: String, _ isComparable: Bool) {
    let clock = TraceClock(name: name)
    #expect((clock.unit, clock.isComparable) == (unit, isComparable))
  }

  /// Ticks of 10 ms put a fault into every window.
  @Test func ticksAreNoOrder() throws {
    #expect(TraceClock.names.filter { TraceClock(name: $0).orderProblem != nil } == ["uptime"])
    let text = """
                a-12   [001] d..2.    12.000001: tlb_flush: pages:1 reason:local mm shootdown (3)
                a-12   [001] d..2.    12.000009: tlb_flush: pages:1 reason:local mm shootdown (3)

      """
    #expect(try TextReading(text, clock: "mono").info.isOrdered)
    #expect(try !TextReading(text, clock: "uptime").info.isOrdered)
  }

  @Test func theSelectedClockIsInBrackets() {
    #expect(TraceClock.selected(in: "local global [mono] boot\n") == "mono")
    #expect(TraceClock.selected(in: "mono_raw\n") == "mono_raw")
    #expect(TraceClock.selected(in: "") == nil)
    #expect(TraceClock(name: nil).name == "local")
    #expect(TraceClock(name: "x86-tsc", convertsToNanoseconds: true).unit == "ns")
  }
}
