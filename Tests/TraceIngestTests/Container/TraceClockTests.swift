import Testing

@testable import TraceIngest

@Suite struct TraceClockTests {
  @Test(arguments: [
    ("local", "ns", false), ("perf", "ns", false), ("global", "ns", true), ("mono", "ns", true),
    ("mono_raw", "ns", true), ("boot", "ns", true), ("tai", "ns", true), ("counter", "order", true),
    ("uptime", "jiffies", true), ("x86-tsc", "cycles", true), ("ppc-tb", "cycles", true),
  ])
  func unitAndComparability(_ name: String, _ unit: String, _ isComparable: Bool) {
    let clock = TraceClock(name: name)
    #expect((clock.unit, clock.isComparable) == (unit, isComparable))
  }

  @Test func theSelectedClockIsInBrackets() {
    #expect(TraceClock.selected(in: "local global [mono] boot\n") == "mono")
    #expect(TraceClock.selected(in: "mono_raw\n") == "mono_raw")
    #expect(TraceClock.selected(in: "") == nil)
    #expect(TraceClock(name: nil).name == "local")
    #expect(TraceClock(name: "x86-tsc", convertsToNanoseconds: true).unit == "ns")
  }
}
