import Foundation
import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// Every real recording in Tests/Fixtures, from its bytes to its verdict.
@Suite struct RecordingTests {
  /// What an independent reading counted, by file name.
  static let expected: [String: Expected] = {
    guard let data = FileManager.default.contents(atPath: Fixture.path("expected.json")),
      let counts = try? JSONDecoder().decode([String: Expected].self, from: data)
    else { return [:] }
    return counts
  }()

  /// A line of expected.json.
  struct Expected: Decodable {
    var events: Int
    var gaps: Int
    var windows: [String: Int]
    var faults: Int
    var vma_lock_faults: Int
    var copies: Int
    var blocked: Int
    var served: Int
    var copied: Int
    var lost_write: Int
    var exclusion: Int
    var downgrades: Int
    var lost_marks: Int
    var flush_requests: Int
  }

  /// What `mmtrace check` must say.
  static let verdicts: [String: Verdict.Answer] = [
    "lab1-softdirty-pin.dat": .race, "lab3-lost-cr-3lost.dat": .race, "lab3-lost-cr-gup.dat": .race,
    "lab3-lost-cr.dat": .race, "lab8-lost-fork-gup.dat": .race, "lab16-softdirty.dat": .race,
    "lab612-32-lost-fork-gup.dat": .race, "lab612-64-softdirty.dat": .race, "lab612-66-lost-cr.dat": .race,
    "f-tponly.dat": .inconclusive, "f-stack.dat": .inconclusive, "f-local.dat": .inconclusive,
    "f-lost.dat": .inconclusive,
  ]

  @Test func everyRecordingIsExpected() throws {
    let files = Files.names(in: Fixture.path(""))
    // Conversions of a recording that is there itself.
    let conversions = [
      "lab612-64-softdirty-none.dat", "lab612-64-softdirty-v6.dat", "lab1-softdirty-pin-v6.dat",
      "v6.1-0-fork-v6.dat", "v6.12-0-softdirty-v6.dat",
    ]
    let recordings = Set(Fixture.recordings).subtracting(conversions)
    #expect(recordings == Set(Self.expected.keys))
    let readme = try String(contentsOfFile: Fixture.path("README.md"), encoding: .utf8)
    for file in files where file != "README.md" {
      let isDescribed = readme.contains("`\(file)`") || readme.contains("`\(file)/`")
      #expect(isDescribed, "\(file)")
    }
  }

  @Test(arguments: expected.keys.sorted())
  func recording(_ file: String) throws {
    let database = try Recording(file).connection
    try checkCounts(database, file)
    try checkLedger(database, file)
    try checkMarks(database)
    let answer = try Verdict(database).answer
    #expect(answer == Self.verdicts[file] ?? .noRaceSeen)
    if file.hasPrefix("v6") || file.hasPrefix("lab0") || file.hasPrefix("lab612-0") {
      let findings = "SELECT count(*) FROM race WHERE class NOT IN ('served', 'blocked')"
      #expect(try database.integer(findings) == 0, "an unmodified kernel has no race")
    }
  }

  private func checkCounts(_ database: Connection, _ file: String) throws {
    let expected = try #require(Self.expected[file])
    func check(_ name: String, _ value: Int, _ sql: String) throws {
      let difference = ExpectedDifference.all.first { $0.file == file && $0.count == name }
      if let difference {
        #expect(difference.expected == value, "\(name) of \(file) is no longer what it was")
      }
      #expect(
        try database.integer("SELECT count(*) FROM \(sql)") == Int64(difference?.ours ?? value), "\(name)")
    }
    #expect(try database.integer("SELECT events FROM trace") == Int64(expected.events))
    try check("gaps", expected.gaps, "event_loss")
    try check("faults", expected.faults, "page_fault WHERE handled_from NOT NULL AND handled_to NOT NULL")
    try check(
      "vma_lock_faults", expected.vma_lock_faults,
      "page_fault WHERE handled_from NOT NULL AND handled_to NOT NULL AND vma_lock")
    try check("copies", expected.copies, "page_fault WHERE wp_from NOT NULL AND clear_flush_from NOT NULL")
    try check("downgrades", expected.downgrades, "mmap_lock WHERE downgraded NOT NULL")
    try check("flush_requests", expected.flush_requests, "tlb_flush_request WHERE from_ts NOT NULL")
    try check("lost_marks", expected.lost_marks, "mark WHERE text GLOB 'LOST*'")
    try check("blocked", expected.blocked, "race WHERE class = 'blocked'")
    try check("served", expected.served, "race WHERE class IN ('served', 'exclusion')")
    try check("copied", expected.copied, "race WHERE class IN ('copied', 'lost_write')")
    try check("lost_write", expected.lost_write, "race WHERE class = 'lost_write'")
    try check("exclusion", expected.exclusion, "race WHERE exclusion")
    let names = ["w": "write", "r": "read"]
    for (key, value) in expected.windows {
      let parts = key.split(separator: "/")
      let mode = try #require(names[String(parts[1])])
      try check(
        key, value,
        """
        pte_protect WHERE from_ts NOT NULL AND path = '\(parts[0])' AND lock_mode = '\(mode)'
        AND (path IN ('clear_refs', 'fork') OR pages > 0)
        """)
    }
  }

  /// Every hit has one fate, and what was kept comes back out of the tables event by event.
  private func checkLedger(_ database: Connection, _ file: String) throws {
    #expect(
      try database.integer("SELECT count(*) FROM event_kind WHERE hits <> kept + filtered + unknown") == 0)
    #expect(try database.integer("SELECT sum(unknown) FROM event_kind") == 0)
    let missing = try database.text(
      """
      WITH back AS (SELECT event, count(*) AS hits FROM timeline GROUP BY event)
      SELECT group_concat(k.role || ' ' || k.kept || ' <> ' || coalesce(back.hits, 0), ', ')
      FROM event_kind AS k LEFT JOIN back ON back.event = k.role
      WHERE k.role <> '' AND k.kept <> coalesce(back.hits, 0)
      """)
    #expect(missing == nil, "\(file)")
    #expect(try database.integer("SELECT count(*) FROM timeline WHERE cpu IS NULL") == 0)
  }

  /// The workload's own proof: a lost write has a copy in a window of its page before it.
  private func checkMarks(_ database: Connection) throws {
    let unexplained = try database.integer(
      """
      SELECT count(*) FROM mark WHERE text GLOB 'LOST*' AND NOT EXISTS (
        SELECT 1 FROM race JOIN page_fault AS f USING (page_fault_id)
        WHERE race.class IN ('copied', 'lost_write') AND race.ts < mark.ts
          AND mark.text GLOB 'LOST addr=' || printf('%x', f.address >> 12) || '*')
      """)
    #expect(unexplained == 0)
  }
}
