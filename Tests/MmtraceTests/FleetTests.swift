import Foundation
import Glibc
import TestSupport
import Testing
import TraceQuery

/// `mmtrace check` on many recordings.
@Suite struct FleetTests {
  let folder = TemporaryFolder()
  private let race = "lab3-lost-cr-gup.dat"
  private let clean = "v6.1-0-uffdwp.dat"
  private let unclear = "f-tponly.dat"

  private func add(_ fixture: String, as name: String) { symlink(Fixture.path(fixture), path(name)) }
  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// A race, a clean one, one that cannot be told and one that is no recording, in the order of their names.
  private func fill() throws {
    add(clean, as: "a.dat")
    try "garbage".write(toFile: path("b.dat"), atomically: false, encoding: .utf8)
    add(race, as: "c.dat")
    add(unclear, as: "d.dat")
  }

  private func rows(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func everyRecordingIsARowInTheOrderOfTheNames() throws {
    try fill()
    let ended = try Command.run(["check", "--format", "jsonl", folder.path])
    #expect(ended.status == 1)
    #expect(ended.error.hasPrefix("mmtrace: \(path("b.dat")): "))
    let rows = try rows(ended.output)
    #expect(rows.map { $0["file"] as? String } == ["a.dat", "b.dat", "c.dat", "d.dat"].map(path))
    #expect(rows.map { $0["status"] as? Int } == [0, 2, 1, 125])
    #expect(rows.map { $0["verdict"] as? String } == ["no race seen", "error", "race", "inconclusive"])
    #expect(rows.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
    #expect(Set(rows.map { Set($0.keys) }).count == 1, "every member is in every row")
    #expect((rows[2]["counts"] as? [String: Any])?["lost_write"] as? Int == 20)
    #expect((rows[2]["margins"] as? [String: Any])?["lost_write"] as? Int ?? 0 > 0)
    #expect(rows[1]["counts"] is NSNull && (rows[3]["counts"] as? [String: Any])?["copied"] is NSNull)
    let paths = try #require(rows[2]["paths"] as? [[String: Any]])
    #expect(paths.map { $0["path"] as? String } == ["clear_refs", "mprotect"])
    #expect(paths[0]["windows"] as? Int == 2081 && rows[2]["windows"] as? Int == 2082)
  }

  @Test func theStatusIsTheGravest() throws {
    try fill()
    let expected: [([String], Int32)] = [
      (["a.dat"], 0), (["a.dat", "a.dat"], 0), (["a.dat", "d.dat"], 125), (["d.dat", "c.dat", "a.dat"], 1),
      (["b.dat", "c.dat"], 1), (["a.dat", "b.dat", "d.dat"], 2),
    ]
    for (names, status) in expected {
      let ended = try Command.run(["check", "-q", "--format", "jsonl"] + names.map(path))
      #expect(ended.status == status && ended.error.isEmpty, "\(names)")
    }
    #expect(CheckOutcome.gravest([]) == 2)
  }

  @Test func theBytesDoNotDependOnHowManyWork() throws {
    try fill()
    for format in ["text", "jsonl", "ktap", "junit", "kcidb"] {
      let outputs = try ["1", "4"].map {
        try Command.run(["check", "-q", "--format", format, "--jobs", $0, folder.path]).output
      }
      #expect(outputs[0] == outputs[1] && !outputs[0].isEmpty, "\(format)")
    }
  }

  /// A pipe that nobody writes to keeps its process waiting; the others do not notice.
  @Test func whatHangsOrIsKilledIsARow() throws {
    add(clean, as: "a.dat")
    mkfifo(path("b.dat"), 0o600)
    add(race, as: "c.dat")
    let names = ["a.dat", "b.dat", "c.dat"].map(path)
    let late = try Command.run(["check", "-q", "--format", "jsonl", "--timeout", "0.2", path("b.dat")])
    #expect(late.status == 125)
    #expect(try rows(late.output).first?["why"] as? String == "not judged within 0.2 s (--timeout)")

    let run = try Command.start(["check", "--format", "jsonl", "--jobs", "1"] + names)
    // The one that has the pipe is the only one left.
    let waits = "grep -l b.dat /proc/[0-9]*/cmdline 2>/dev/null | grep -v /\(run.process)/"
    var victim: Int32 = 0
    for _ in 0..<600 where victim == 0 {
      for line in Shell.output(of: waits).split(separator: "\n") {
        let pid = Int32(line.split(separator: "/")[1]) ?? 0
        let parent = Shell.output(of: "grep PPid: /proc/\(pid)/status 2>/dev/null").split(separator: "\t")
          .last
        if parent?.dropLast() == "\(run.process)" { victim = pid }
      }
      usleep(50_000)
    }
    try #require(victim > 0)
    kill(victim, SIGKILL)
    let ended = run.wait()
    let rows = try rows(ended.output)
    #expect(ended.status == 1 && rows.map { $0["status"] as? Int } == [0, 2, 1])
    #expect(rows[1]["why"] as? String == "its process was ended by signal 9")
    #expect(ended.error == "mmtrace: \(path("b.dat")): its process was ended by signal 9\n")
  }

  @Test(arguments: ["\\n", "\\0"])
  func aListHasNamesByLineOrZero(end: String) throws {
    try fill()
    try Data().write(to: URL(fileURLWithPath: path("list")))
    _ = Shell.output(of: "printf '\(path("c.dat"))\(end)\(path("a.dat"))' > \(path("list"))")
    let ended = try Command.run(["check", "--format", "jsonl", path("d.dat"), "--files-from", path("list")])
    #expect(try rows(ended.output).map { $0["file"] as? String } == ["d.dat", "c.dat", "a.dat"].map(path))
    let empty = try Command.run(["check", "--files-from", "/dev/null"])
    #expect(empty.status == 2 && empty.error.contains("names no recording"))
  }

  /// The first answer is there before the list has its end.
  @Test func aListMayStillBeGrowing() throws {
    add(clean, as: "a.dat")
    mkfifo(path("hold"), 0o600)
    let command = """
      (echo \(path("a.dat")); read x < \(path("hold"))) | \
      timeout 60 \(Command.executable) check --format jsonl --files-from - | (read row; echo x > \(path("hold")); \
      printf '%s' "$row")
      """
    #expect(try rows(Shell.output(of: command)).first?["status"] as? Int == 0)
  }

  @Test func aFolderHasEachRecordingOnce() throws {
    try fill()
    #expect(try Command.run(["ingest", "-q", path("a.dat")]).status == 0)
    func files() throws -> [String?] {
      try rows(Command.run(["check", "-q", "--format", "jsonl", folder.path]).output).map { row in
        (row["file"] as? String).map { String($0.dropFirst(folder.path.count + 1)) }
      }
    }
    #expect(try files() == ["a.db", "b.dat", "c.dat", "d.dat"])
    // A recording that is newer is another one by now.
    utimes(path("a.db"), [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1, tv_usec: 0)])
    #expect(try files() == ["a.dat", "b.dat", "c.dat", "d.dat"])
    mkdir(path("none"), 0o755)
    #expect(try Command.run(["check", "-q", path("none")]).status == 2)
  }

  @Test func whatIsWrittenIsNotRead() throws {
    try fill()
    _ = Shell.output(
      of: "\(Command.executable) check -q \(folder.path) > \(path("rows.txt")) 2> \(path("error"))")
    let error = try String(contentsOfFile: path("error"), encoding: .utf8)
    #expect(error.hasSuffix(": is what is read: it is never written\n"))
  }

  @Test func programsOfCIReadIt() throws {
    try fill()
    let ktap = try Command.run(["check", "-q", "--format", "ktap", folder.path]).output
    let lines = ktap.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.prefix(3) == ["KTAP version 1", "1..4", "ok 1 \(path("a.dat"))"])
    #expect(lines[3].hasPrefix("not ok 2 \(path("b.dat")) # ERROR is text, but"))
    #expect(lines[4] == "not ok 3 \(path("c.dat"))")
    #expect(lines[5].hasPrefix("ok 4 \(path("d.dat")) # SKIP inconclusive: not recorded: "))

    let junit = try Command.run(["check", "-q", "--format", "junit", folder.path]).output
    #expect(junit.contains("<testsuites tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\">\n"))
    #expect(junit.contains("<failure type=\"race\" message=\"lost_write: "))
    #expect(junit.hasSuffix("</testcase>\n</testsuite>\n</testsuites>\n"))

    let kcidb = try Command.run(["check", "-q", "--format", "kcidb", "--build", "lab:one", folder.path])
      .output
    let report = try JSONSerialization.jsonObject(with: Data(kcidb.utf8)) as? [String: Any]
    let tests = try #require(report?["tests"] as? [[String: Any]])
    #expect(tests.map { $0["status"] as? String } == ["PASS", "ERROR", "FAIL", "SKIP"])
    #expect(tests.allSatisfy { $0["build_id"] as? String == "lab:one" && $0["origin"] as? String == "lab" })
    #expect(Set(tests.compactMap { $0["id"] as? String }).count == 4)
    #expect(try Command.run(["check", "--format", "kcidb", "--build", "Lab", folder.path]).status == 64)
  }

  @Test func aFolderTakesADatabaseOfEach() throws {
    try fill()
    add(race, as: "c.dat.zst")
    let traces = ["a.dat", "b.dat", "c.dat", "c.dat.zst"].map(path)
    let ended = try Command.run(["ingest", "-q", "-o", path("out/")] + traces)
    #expect(ended.status == 2)
    #expect(ended.error.contains("mmtrace: \(path("b.dat")): "))
    #expect(ended.error.contains("\(path("c.dat.zst")): would have the same database as \(path("c.dat")): "))
    #expect(Files.names(in: path("out")) == ["a.db", "c.db"])
    #expect(try Command.run(["ingest", "-q", "-o", path("out"), path("d.dat")]).status == 0)
    #expect(try Command.run(["ingest", "-o", path("one.db")] + traces).status == 64)
  }

  @Test func rowsCarryTheirRecording() throws {
    let words = ["query", Fixture.path(race), "race.windows", "--format", "csv"]
    let plain = try Command.run(words).output.split(separator: "\r\n")
    let stamped = try Command.run(words + ["--with-sha256"]).output.split(separator: "\r\n")
    let digest = Shell.output(of: "sha256sum < \(Fixture.path(race))").prefix(64)
    #expect(stamped.count > 1 && stamped[0] == "sha256,\(plain[0])")
    #expect(stamped.dropFirst() == plain.dropFirst().map { "\(digest),\($0)" }[...])
  }
}
