import TestSupport
import Testing

@testable import TraceIngest

@Suite struct TextReaderTests {
  @Test func traceFileOfTheKernel() throws {
    let reading = try TextReading(path: Fixture.path("f-trace-head.txt.gz"))
    #expect(reading.events.count == 3988)
    #expect(reading.unread.isEmpty)
    #expect(reading.lines.allSatisfy { $0.certainty == .whole })
    #expect(reading.lines.first?.line == 13)
    #expect((reading.info.container, reading.info.cpus) == ("ftrace text", 4))
    #expect((reading.info.clock, reading.info.clockIsComparable) == ("unknown", false))
    #expect(reading.info.notes.contains { $0.hasPrefix("mm of mmap_lock events is hashed") })
    let lock = try #require(reading.events.first { $0.kind == .mmapLockStartLocking })
    #expect((lock.arguments[0] ?? 0) >> 32 == 0)
    let fault = try #require(reading.events.first { $0.kind == .handleMmFault })
    #expect((fault.arguments[0] ?? 0) >> 56 == 0xff)
  }

  @Test func reportWithFlags() throws {
    let reading = try TextReading(path: Fixture.path("f-report-3.3-head.txt.gz"))
    #expect(reading.events.count == 1999)
    #expect(reading.unread.isEmpty)
    #expect((reading.info.container, reading.info.cpus) == ("trace-cmd text", 4))
  }

  /// The text says what the recording that it was printed from says.
  @Test func rawReportSaysTheSame() throws {
    let text = try TextReading(path: Fixture.path("lab612-64-softdirty-report-t-R.txt.gz"))
    let binary = try Reading(path: Fixture.path("lab612-64-softdirty.dat"))
    #expect(text.events.count == binary.events.count)
    for (left, right) in zip(text.events, binary.events) {
      #expect((left.ts, left.cpu, left.tid, left.kind) == (right.ts, right.cpu, right.tid, right.kind))
      #expect(left.arguments == right.arguments)
      #expect(left.text == right.text)
    }
  }

  @Test func perfScriptSaysTheSame() throws {
    let text = try TextReading(path: Fixture.path("p-zstd-script.txt.gz"))
    let binary = try PerfReading(path: Fixture.path("p-zstd.data"))
    #expect(text.events.count == 4000)
    #expect(text.info.container == "perf script text")
    for (left, right) in zip(text.events, binary.events) {
      #expect((left.ts, left.cpu, left.tid, left.kind) == (right.ts, right.cpu, right.tid, right.kind))
      for index in 0..<6 where left.arguments[index] != nil {
        #expect(left.arguments[index] == right.arguments[index])
      }
    }
  }

  @Test(arguments: [
    "          mmload-203   [000]    25.082301: tlb_flush: pages=1 reason=local mm shootdown (3)",
    "          mmload-203   [000] d..1.    25.082301: tlb_flush: pages:1 reason:local mm shootdown (3)",
    "          mmload-203   (    200) [000] d..1    25.082301: tlb_flush: pages:1 reason:local mm shootdown (3)",
    "  mmload-203     0d....    25.082301: tlb_flush:            pages=1 reason=local mm shootdown (3)",
    "          mmload-203   [000]    25.082301: (+15)    tlb_flush:      reason=3 pages=1",
    " locks:           mmload-203   [000]    25.082301: tlb_flush:      reason=3 pages=1",
    "          mmload   203 [000]    25.082301:          tlb:tlb_flush: pages:1 reason:local mm shootdown (3)",
    "          mmload   200/203   [000]  25.082301:      1 tlb:tlb_flush: pages:1 reason:local mm shootdown (3)",
    "> >           mmload-203   [000]    25.082301: tlb_flush: pages=1 reason=local mm shootdown (3)",
    "[  352.775505]   mmload-203     0d..1 25082301us : tlb_flush: pages:1 reason:local mm shootdown (3)",
    "Nov 22 host kernel: [  352.775505]   mmload-203     0d..1 25082301us+: tlb_flush: pages:1 reason:x (3)",
    "          mmload-203   [000]    25.082301: tlb_flush: pages=3D1 reason=3Dlocal mm shootdown (3)",
    "a [b] c-d-203   [000]    25.082301: tlb_flush: pages=1 reason=3   <==== here",
  ])
  func oneLine(_ line: String) throws {
    let reading = try TextReading(line)
    let event = try #require(reading.events.first)
    #expect((event.ts, event.cpu, event.tid, event.kind) == (25_082_301_000, 0, 203, .tlbFlush))
    #expect(event.arguments[..<2] == [3, 1])
    #expect(reading.unread.isEmpty)
  }

  @Test func gaps() throws {
    let reading = try TextReading(
      """
      # entries-in-buffer/entries-written: 3/10   #P:2
      a-1 [000] d..1. 1.000001: tlb_flush: pages:1 reason:x (3)
      CPU:0 [LOST 12 EVENTS]
      a-1 [001] d..1. 1.000002: tlb_flush: pages:1 reason:x (3)
      a-1 [000] d..1. 1.000003: tlb_flush: pages:1 reason:x (3)
      [...]
      a-1 [000] d..1. 1.000004: tlb_flush: pages:1 reason:x (3)
      CPU:1 [EVENTS DROPPED]
      """)
    #expect(reading.losses.map(\.events) == [7, 12, nil, nil])
    #expect(reading.losses.map(\.cpu) == [nil, 0, nil, 1])
    #expect(reading.losses.map(\.from) == [nil, 1_000_001_000, 1_000_003_000, 1_000_002_000])
    #expect(reading.losses.map(\.to) == [nil, 1_000_003_000, 1_000_004_000, nil])
    #expect(reading.info.cpus == 2)
  }

  @Test func switchesInAllSpellings() throws {
    let reading = try TextReading(
      """
      <idle>-0 [000] d..2. 1.000001: sched_switch: swapper/0:0 [120] R ==> rcu_preempt:14 [120]
      a b-7 [001] d..2. 1.000002: sched_switch: prev_comm=a b prev_pid=7 prev_prio=120 prev_state=R+ ==> next_comm=c d next_pid=8 next_prio=120
      a-7 [001] d..2. 1.000003: sched_switch: prev_comm=a prev_pid=7 prev_prio=120 prev_state=1 next_comm=c next_pid=8 next_prio=120
      a-7 [001] d..2. 1.000004: sched_process_fork: comm=a pid=7 child_comm=a b child_pid=9
      a-7 [001] d..2. 1.000005: tracing_mark_write: LOST addr=1 want=2
      """)
    #expect(reading.events.map { $0.arguments[0] } == [0, 7, 7, 7, nil])
    #expect(reading.events.map { $0.arguments[1] } == [14, 8, 8, 9, nil])
    #expect(reading.events.map { $0.arguments[2] } == [0, 0x100, 1, nil, nil])
    #expect(reading.events.map(\.text) == ["rcu_preempt", "c d", "c", "a b", "LOST addr=1 want=2"])
    #expect(reading.events.last?.kind == .print)
  }

  @Test func otherTextIsRefused() {
    #expect(throws: IngestError.self) { try TextReading("Dear all,\nno trace today.\n") }
    #expect(throws: IngestError.self) { try TextReading("") }
  }
}
