import Testing

@testable import TraceIngest

/// Text whose lines are not in the order of time.
@Suite struct TextOrderTests {
  private func line(
    _ cpu: Int, _ time: String, _ name: String = "tlb_flush: pages:1 reason:local shootdown (2)"
  )
    -> String
  {
    "          a-12   [00\(cpu)] d..2.    \(time): \(name)"
  }

  private func read(_ lines: [String]) throws -> TextReading {
    try TextReading(lines.joined(separator: "\n"))
  }

  @Test func filesOfSingleCPUs() throws {
    let reading = try read([
      "# tracer: nop", line(0, "1.000001"), line(0, "1.000005"), "# tracer: nop", line(1, "1.000002"),
      line(1, "1.000005"),
    ])
    #expect(reading.info.isOrdered)
    #expect(reading.events.map(\.ts) == [1_000_001_000, 1_000_002_000, 1_000_005_000, 1_000_005_000])
    #expect(reading.events.map(\.cpu) == [0, 1, 0, 1])
    #expect(reading.lines.map(\.line) == [2, 5, 3, 6])
    #expect(reading.losses.isEmpty)
    #expect(reading.info.notes.contains { $0.contains("were sorted") })
  }

  @Test func newestFirst() throws {
    let reading = try read([line(0, "1.000005"), line(0, "1.000001")])
    #expect(!reading.info.isOrdered)
    #expect(reading.events.map(\.ts) == [1_000_001_000, 1_000_005_000])
    #expect(reading.info.notes.contains { $0.hasPrefix("the time of CPU 0 goes back at line 2") })
  }

  @Test func theSameTwice() throws {
    let once = [line(0, "1.000001"), line(1, "1.000002"), line(0, "1.000005")]
    #expect(try read(once).info.isOrdered)
    #expect(try !read(once + once).info.isOrdered)
  }

  @Test func equalTimesAreInOrder() throws {
    #expect(try read([line(0, "1.000001"), line(0, "1.000001"), line(0, "1.000001")]).info.isOrdered)
  }

  /// Between two recordings nobody recorded.
  @Test func anotherRecordingBegins() throws {
    let reading = try read([
      "# tracer: nop", line(0, "1.000001"), "# tracer: nop", line(0, "2.000001"), line(0, "2.000002"),
    ])
    #expect(reading.info.isOrdered)
    #expect(reading.losses.map(\.why) == ["another recording begins"])
    #expect(reading.losses.map(\.from) == [1_000_001_000])
    #expect(reading.losses.map(\.to) == [2_000_001_000])
  }

  /// Far more lines than a block of the index has: each is read from where it begins.
  @Test func longTexts() throws {
    var lines: [String] = []
    for cpu in 0..<2 {
      for time in 0..<6000 { lines.append(line(cpu, "1.\(100_000 + 2 * time + cpu)")) }
    }
    let reading = try read(lines)
    #expect(reading.info.isOrdered)
    var (times, numbers) = ([Int64](), [Int64]())
    for time in 0..<6000 as Range<Int64> {
      times += [1_100_000_000 + 2000 * time, 1_100_001_000 + 2000 * time]
      numbers += [time + 1, time + 6001]
    }
    #expect(reading.events.map(\.ts) == times)
    #expect(reading.lines.map(\.line) == numbers)
  }

  /// `perf script -F pid` prints the process: whose events they are is not known.
  @Test(arguments: [(12, true), (10, false)]) func processesForThreads(_ printed: Int, _ isOrdered: Bool)
    throws
  {
    let lines = (0..<5).map { index in
      "a    \(printed) [000]    1.00000\(index): sched:sched_switch: "
        + "prev_comm=a prev_pid=12 prev_prio=120 prev_state=S ==> next_comm=b next_pid=13 next_prio=120"
    }
    let reading = try read(lines)
    #expect(reading.events.count == 5)
    #expect(reading.info.isOrdered == isOrdered)
  }
}
