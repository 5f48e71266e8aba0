import Testing

@testable import TraceIngest

/// What a text does not have, and what says so.
@Suite struct TextLossTests {
  private static let before =
    "          a-12   [001] d..2.    12.000001: tlb_flush: pages:1 reason:local mm shootdown (3)"
  private static let after =
    "          a-12   [001] d..2.    12.000009: tlb_flush: pages:1 reason:local mm shootdown (3)"

  private func losses(_ middle: String) throws -> [Loss] {
    let reading = try TextReading("\(Self.before)\n\(middle)\n\(Self.after)\n")
    #expect(reading.events.count == 2)
    return reading.losses
  }

  @Test(
    arguments: [
      ("CPU:1 [LOST 12 EVENTS]", "ring buffer", 12), ("CPU:1 [LOST EVENTS]", "ring buffer", nil),
      ("CPU:1 [12 EVENTS DROPPED]", "ring buffer", 12), ("CPU:1 [EVENTS DROPPED]", "ring buffer", nil),
      ("##### CPU 1 buffer started ####", "ring buffer", nil),
      ("** 2345 printk messages dropped **", "messages dropped", nil),
      ("Nov 03 10:11:12 host systemd-journald[233]: Missed 123 kernel messages", "messages dropped", nil),
      ("[ 200 lines omitted ]", "left out of the text", nil), ("[...]", "left out of the text", nil),
      ("-- 8< --", "left out of the text", nil), ("--", "lines not understood", nil),
      ("# 12 events were dropped here", "left out of the text", 12),
      ("          a   12 [001]    12.000005: PERF_RECORD_LOST lost 37", "perf LOST", 37),
      ("          a   12 [001]    12.000005: PERF_RECORD_LOST_SAMPLES lost 5", "perf LOST", 5),
      ("          a-12   [001] d..2.    12.000004: tlb_flu", "undecodable", 1),
      ("          a-12   [001] d..2.    12.000004: tlb_flush: pages:1 reason:local", "undecodable", 1),
      ("          a-12   [001] d..2.  ", "undecodable", 1),
      (" 1)               |  /* page_fault_user: address=0x1 ip=0x2 error_code=0x14 */", "undecodable", 1),
      ("and then it hung:", "lines not understood", nil),
    ] as [(String, String, Int64?)])
  func between(_ line: String, _ why: String, _ events: Int64?) throws {
    let losses = try losses(line)
    #expect(losses.map(\.why) == [why])
    #expect(losses.map(\.events) == [events])
    #expect(losses.map(\.from) == [12_000_001_000])
    #expect(losses.map(\.to) == [12_000_009_000])
  }

  @Test(arguments: [
    "", " => native_flush_tlb", "-----", "```", "</pre>", "CPU 3 is empty",
    " 1)   0.764 us    |  exit_to_user_mode_prepare();",
    "        a-12    [001] ....   12.000005: do_fault <-handle_mm_fault",
    "        a-12    [001] ....   12.000005: sys_write(fd: 4, buf: ffffa451c4d0, count: 1f)",
    "        a-12    [001] ....   12.000005: sys_clock_nanosleep -> 0x0",
    "\t    ffffffff81a06fe2 native_flush_tlb (/boot/vmlinux)",
    "\t    7f3200000038 [unknown] (/usr/bin/a)",
    "          a   12 [001]    12.000005: PERF_RECORD_COMM: a:12/12",
  ])
  func nothingIsMissing(_ line: String) throws { #expect(try losses(line).isEmpty) }

  /// A name may look like the address of a function, and a line end like one of a call chain.
  @Test(arguments: ["db worker", "a b", "fade out"]) func threadsCalledLikeFrames(_ name: String) throws {
    let event =
      "       \(name)-247   [000]    24.330409950: tlb_flush:            pages=1 reason=local mm shootdown (3)\n"
    let reading = try TextReading(event + event.replacing("409950", with: "419950"))
    #expect(reading.events.map(\.tid) == [247, 247])
  }

  @Test(arguments: [
    "> ", "+", "| ", "trace.txt:7:", "[Tue Nov  3 10:11:12 2026] ", "[2026-11-03T10:11:12,345678+00:00] ",
    "[  352.775600] [    T1] ", "<4>[  352.775505][   C1] ", "Nov 03 10:11:12 host kernel: ", "&gt; ",
  ])
  func behindWhatEventsStandBehind(_ prefix: String) throws {
    let lines = [Self.before, "CPU:1 [LOST 12 EVENTS]", Self.after].map { prefix + $0 }
    let reading = try TextReading(lines.joined(separator: "\n"))
    #expect(reading.events.map(\.ts) == [12_000_001_000, 12_000_009_000])
    #expect(reading.losses.map(\.events) == [12])
    #expect(reading.losses.map(\.cpu) == [1])
  }

  /// A line that a program wrote to trace_marker is an event, whatever it says.
  @Test func marksSayNothing() throws {
    let losses = try TextReading(
      "\(Self.before)\n a-12 [001] ..... 12.000005: tracing_mark_write: CPU:1 [LOST 3 EVENTS]\n"
    ).losses
    #expect(losses.isEmpty)
  }

  @Test func proseAroundTheEvents() throws {
    let reading = try TextReading(
      "Hello,\n\nhere it is:\n\(Self.before)\n\(Self.after)\nRegards\n-- \nA signature\n")
    #expect(reading.losses.isEmpty)
  }

  @Test func whatTheHeadPromises() throws {
    func missing(_ promised: Int) throws -> [Int64?] {
      let head = "# tracer: nop\n#\n# entries-in-buffer/entries-written: \(promised)/\(promised)   #P:2\n"
      return try TextReading(head + Self.before + "\n" + Self.after).losses.map(\.events)
    }
    #expect(try missing(2).isEmpty)
    #expect(try missing(7) == [5])
  }

  /// Values at the column where all lines end may have gone on.
  @Test func cutColumns() throws {
    let lines = [
      "a-12 [001] d..2. 12.000001: handle_mm_fault: (ffff) mm=0xff11000100a92200 address=0x7f3200000038 flags=0x1255",
      "a-12 [001] d..2. 12.000002: handle_mm_fault_ret: (ffff <- ffff) ret=0x0",
      "a-12 [001] d..2. 12.000003: handle_mm_fault: (ffff) mm=0xff11000100a92200 address=0x7f32000000 flags=0x1255",
    ]
    let whole = try TextReading(lines.joined(separator: "\n"))
    #expect(whole.losses.isEmpty)
    #expect(whole.events.allSatisfy { $0.kind == .handleMmFaultReturn || $0.arguments[2] == 0x1255 })
    let cut = try TextReading(lines.map { String($0.prefix(103)) }.joined(separator: "\n"))
    #expect(cut.info.notes.contains { $0.hasPrefix("lines are cut at column 103") })
    #expect(cut.events.filter { $0.kind == .handleMmFault }.map { $0.arguments[2] } == [nil, nil])
    #expect(cut.losses.map(\.why) == ["unreadable values", "unreadable values"])
  }

  /// A thousand gaps are told apart; then the last one has no end.
  @Test func manyGapsAreBounded() throws {
    let lines = (0..<3000).map {
      "  a-12 [001] d..2. 12.\(100_000 + $0): tlb_flush: pages:1 reason:x (3)\nwhat?"
    }
    let losses = try TextReading(lines.joined(separator: "\n")).losses
    #expect(losses.count == 1001)
    #expect(losses.last?.to == nil)
  }
}
