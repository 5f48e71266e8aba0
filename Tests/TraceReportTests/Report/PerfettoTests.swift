import TestSupport
import Testing
import TraceQuery
import TraceReport
import TraceStore

/// The timeline for Perfetto, read back by field numbers of its published format.
@Suite struct PerfettoTests {
  @Test(arguments: ["lab3-lost-cr-gup", "lab612-64-softdirty", "v6.12-0-softdirty", "f-tponly"])
  func itHasWhatTheDatabaseHas(name: String) throws {
    let recording = try Recording(name)
    let timeline = try Timeline(try Self.export(recording.connection))
    let expected = [
      ("waits", "SELECT count(requested) FROM mmap_lock"),
      ("faults", "SELECT count(*) FROM page_fault WHERE coalesce(entered, handled_from) IS NOT NULL"),
      ("windows", "SELECT count(DISTINCT pass) FROM flush_window"),
      ("calls", "SELECT count(from_ts) FROM kernel_call"),
      ("protects", "SELECT count(DISTINCT pass) FROM pte_protect"),
      ("flush requests", "SELECT count(*) FROM tlb_flush_request"),
      ("flushes", "SELECT count(*) FROM tlb_flush_receipt"),
      ("can store to the old page", Self.runners),
    ]
    for (row, sql) in expected {
      let count = try #require(try recording.connection.integer(sql))
      #expect(timeline.slices[row, default: 0] == count, "\(row)")
    }
    let holds = try recording.connection.integer(
      "SELECT count(*) FROM mmap_lock WHERE returned IS NOT NULL AND coalesce(success, 1) = 1")
    let held = timeline.slices["held, read", default: 0] + timeline.slices["held, write", default: 0]
    #expect(held == holds)
    #expect(timeline.instants == (try recording.connection.integer("SELECT count(*) FROM mark")))
    #expect(timeline.flows.values.allSatisfy { $0 > 1 }, "a flow has two ends")
    let steps = try recording.connection.integer(
      """
      SELECT count(wp_from) + count(clear_flush_from) FROM page_fault
      WHERE coalesce(entered, handled_from) IS NOT NULL
      """)
    #expect(timeline.steps == steps)
  }

  private static let runners = """
    SELECT count(*) FROM stale_runner AS s
    WHERE EXISTS (SELECT 1 FROM race JOIN race_class USING (class) WHERE race.meeting_id = s.meeting_id AND is_race)
    """

  @Test func theFindingsComeFirst() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    let timeline = try Timeline(try Self.export(recording.connection))
    #expect(timeline.drawn.first == "Findings", "the gravest class is drawn on the head of the group")
    let count = { (name: String) in
      try recording.connection.integer("SELECT count(*) FROM race WHERE class = '\(name)'")
    }
    #expect(timeline.slices["Findings"] == (try count("lost_write")))
    #expect(timeline.slices["copied"] == (try count("copied")))
    let calls = try recording.connection.integer(
      """
      SELECT count(DISTINCT w.pass) FROM race JOIN flush_window AS w USING (flush_window_id)
      WHERE class = 'late_flush'
      """)
    #expect(timeline.slices["late_flush"] == calls, "one for each call")
    #expect(timeline.slices["verdict"] == 1)
    #expect(timeline.names["verdict"]?.contains("verdict: race") == true)
    // Window, fault, finding and who could store are on one flow.
    let race = try #require(
      try recording.connection.integer("SELECT min(race_id) FROM race WHERE class = 'lost_write'"))
    #expect(timeline.flows[UInt64(race) << 1 | 1, default: 0] >= 4)
  }

  @Test func aCleanRecordingSaysSo() throws {
    let recording = try Recording("lab612-0-lost-cr-gup")
    let timeline = try Timeline(try Self.export(recording.connection))
    #expect(timeline.drawn.first == "Findings")
    let verdict = try Verdict(recording.connection).answer.rawValue
    #expect(timeline.names["Findings"] == ["verdict: \(verdict)"])
  }

  @Test func threadsHaveProcessesAndSwitches() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    let timeline = try Timeline(try Self.export(recording.connection))
    let threads = try recording.connection.integer("SELECT count(DISTINCT tid) FROM task WHERE tid > 0")
    #expect(threads == Int64(timeline.threads.count))
    #expect(timeline.threads.values.allSatisfy(timeline.processes.contains))
    // No process ids were recorded: the workload's threads are under its first one.
    #expect(timeline.threads[101] == 100 && timeline.threads[102] == 100)
    let switches = try recording.connection.integer(
      """
      SELECT count(*) FROM (
        SELECT tid, lag(tid) OVER (PARTITION BY cpu ORDER BY on_cpu_id) AS before FROM on_cpu WHERE cpu IS NOT NULL
      ) WHERE before IS NOT tid
      """)
    #expect(switches == timeline.switches.values.reduce(0) { $0 + Int64($1.count) })
    for (cpu, switches) in timeline.switches {
      #expect(switches.map(\.ts) == switches.map(\.ts).sorted(), "CPU \(cpu)")
      for (before, after) in zip(switches, switches.dropFirst()) {
        #expect(after.previous == before.next, "CPU \(cpu): who leaves is who ran")
      }
    }
  }

  @Test func ratesAreNoSums() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    let timeline = try Timeline(try Self.export(recording.connection))
    let rate = try #require(timeline.counters.first { $0.key.hasPrefix("faults per ") }?.value)
    let faults = try recording.connection.integer(
      "SELECT count(*) FROM page_fault WHERE coalesce(entered, handled_from) IS NOT NULL")
    #expect(faults == rate.reduce(0) { $0 + Int64($1) })
    #expect(rate.last == 0, "it ends")
    #expect(rate.count > 100)
  }

  @Test func aRaceIsExportedAlone() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    let bytes = try Self.export(recording.connection, race: 1)
    let timeline = try Timeline(bytes)
    let row = "FROM race WHERE race_id = 1"
    let from = try #require(
      try recording.connection.integer("SELECT seen_from - (seen_to - seen_from) / 8 \(row)"))
    let to = try #require(
      try recording.connection.integer("SELECT seen_to + (seen_to - seen_from) / 8 \(row)"))
    let times = timeline.moments.values.joined().map { Int64($0.ts) }
    #expect(!times.isEmpty && times.allSatisfy { from...to ~= $0 })
    #expect(timeline.names["Findings"]?.contains { $0.hasPrefix("lost_write") } == true)
    #expect(throws: QueryError.self) { try Self.export(recording.connection, race: 1 << 40) }
  }

  @Test func slicesOfATrackNest() throws {
    let recording = try Recording("lab612-64-softdirty")
    for (track, moments) in try Timeline(try Self.export(recording.connection)).moments {
      var open = 0
      var last: UInt64 = 0
      for moment in moments {
        open += moment.isBegin ? 1 : -1
        #expect(open >= 0 && moment.ts >= last, "track \(track)")
        last = moment.ts
      }
    }
  }

  private static func export(_ connection: Connection, race: Int64? = nil) throws -> [UInt8] {
    var items = try ExportSource(connection, race: race)
    var writer = PerfettoWriter()
    var bytes: [UInt8] = []
    while let item = try items.next() {
      writer.add(item)
      bytes += writer.take()
    }
    writer.finish()
    bytes += writer.take()
    #expect(bytes.firstRange(of: Array("0xffff8".utf8)) == nil, "no kernel address")
    return bytes
  }
}
