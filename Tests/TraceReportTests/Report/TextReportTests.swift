import Glibc
import TestSupport
import Testing
import TraceQuery
import TraceReport
import TraceStore

/// The text report of every recording: what a list accepts, and nothing that the recording does not show.
@Suite struct TextReportTests {
  /// Recordings whose reports are kept beside the tests.
  static let golden = [
    "lab3-lost-cr-gup", "lab3-lost-cr-3lost", "lab8-lost-fork-gup", "lab1-softdirty-pin",
    "lab612-64-softdirty",
    "v6.12-0-softdirty", "f-lost", "f-tponly",
  ]

  /// `make cases` writes them anew; read the difference.
  @Test(arguments: golden) func theReportIsAsItWasRead(name: String) throws {
    let recording = try Recording(name)
    let text = Self.withoutJudge(TextReport.render(try ReportFindings(recording.connection)))
    let path = Files.tests + "/TraceReportTests/Report/Golden/\(name).txt"
    if getenv("MMTRACE_GOLDEN") != nil, let file = fopen(path, "w") {
      fputs(text, file)
      fclose(file)
    }
    #expect(text == Shell.output(of: "cat '\(path)'"))
  }

  @Test(arguments: Recording.all) func aMailerLeavesItAlone(name: String) throws {
    let recording = try Recording(name)
    for race in [nil] + (try Self.oneOfEachClass(recording.connection)) {
      for addresses in [false, true] {
        let options = ReportOptions(addresses: addresses)
        let text = TextReport.render(try ReportFindings(recording.connection, race: race), options)
        if race == nil, !addresses {
          #expect(text == TextReport.render(try ReportFindings(recording.connection), options))
        }
        for line in text.split(separator: "\n") {
          #expect(line.utf8.count <= 75, "\(line)")
          #expect(line.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "\(line)")
          #expect(!line.hasSuffix(" "), "\(line)")
        }
        #expect(!text.contains("BUG:"))
        if !addresses { #expect(!text.contains("0xff") && !text.contains("ffffffff"), "a kernel pointer") }
      }
    }
  }

  @Test(
    .enabled(if: Shell.has("trace-cmd"), "trace-cmd is not installed: apt-get install trace-cmd"),
    arguments: Recording.all)
  func everyTimedLineIsAnEventOfTheRecording(name: String) throws {
    let recording = try Recording(name)
    var claims: Set<Claim> = []
    // The closest calls are those with the least usual interleavings.
    let closest = try Self.races(
      recording.connection, "SELECT race_id FROM race WHERE class = 'lost_write' ORDER BY margin LIMIT 8")
    for race in [nil] + (try Self.oneOfEachClass(recording.connection)) + closest {
      let text = TextReport.render(try ReportFindings(recording.connection, race: race))
      let found = Claim.all(in: text)
      if text.contains("A line with a time") { #expect(found.count > 5) }
      claims.formUnion(found)
    }
    guard !claims.isEmpty else { return }
    let patterns = Set(claims.map(\.ts)).map { "-e ' \($0): '" }.joined(separator: " ")
    let lines = Shell.output(of: "trace-cmd report -t '\(recording.path)' 2>/dev/null | grep -F \(patterns)")
    let events = lines.split(separator: "\n").compactMap { Claim(traceCmd: $0) }
    for claim in claims {
      #expect(
        events.contains {
          $0.ts == claim.ts && $0.cpu == claim.cpu && $0.event == claim.event
            && (claim.tid ?? $0.tid) == $0.tid
        }, "\(claim)")
    }
  }

  @Test func aChosenRaceIsReportedAndAnotherRefused() throws {
    let recording = try Recording("lab612-64-softdirty")
    let race = try #require(try Self.oneOfEachClass(recording.connection).first)
    let text = TextReport.render(
      try ReportFindings(recording.connection, race: race), ReportOptions(arguments: ["--race", "\(race)"]))
    #expect(text.contains("Repeat:   mmtrace report lab612-64-softdirty.dat --race \(race)\n"))
    let error = #expect(throws: QueryError.self) { try ReportFindings(recording.connection, race: -1) }
    #expect(error?.kind == .badParameter)
  }

  /// The judge's version changes with its SQL, comments included.
  private static func withoutJudge(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("Judge:") ? "Judge:    (its version)" : String($0) }.joined(separator: "\n")
  }

  private static func oneOfEachClass(_ connection: Connection) throws -> [Int64] {
    try races(connection, "SELECT min(race_id) FROM race GROUP BY class ORDER BY 1")
  }

  private static func races(_ connection: Connection, _ sql: String) throws -> [Int64] {
    var races: [Int64] = []
    var statement = try connection.prepare(sql)
    while try statement.step() {
      if case .integer(let id) = statement[0] { races.append(id) }
    }
    return races
  }
}
