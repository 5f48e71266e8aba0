import Glibc
import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// The built command, as a user runs it.
@Suite struct CommandLineTests {
  let folder = TemporaryFolder()
  let fixture = Fixture.path("lab3-lost-cr-gup.dat")

  /// A database without facts: nothing can be told from it.
  private func emptyDatabase(_ name: String = "empty.db") throws -> String {
    let path = "\(folder.path)/\(name)"
    let writer = try StoreWriter(path: path)
    try Judge.judge(writer)
    try writer.finish()
    return path
  }

  @Test func checkTellsByItsStatus() throws {
    let race = try Command.run(["check", fixture])
    #expect(race.status == 1)
    #expect(race.output.hasPrefix("\(fixture): race\n"))
    #expect(race.error.isEmpty)
    let unclear = try Command.run(["check", emptyDatabase()])
    #expect(unclear.status == 125)
    #expect(try Command.run(["check", folder.path + "/none.dat"]).status == 2)
  }

  @Test func aCleanVerdictIsSuccess() throws {
    let path = try emptyDatabase()
    do {
      try Connection(path: path, mode: .readWrite).execute("UPDATE verdict SET verdict = 'no race seen'")
    }
    #expect(try Command.run(["check", path]).status == 0)
  }

  @Test func mistakesInUsageAre64() throws {
    let mistakes = [
      ["chek"], ["query"], ["query", "x.db"], ["ingest"], ["check"], ["query", "x.db", "a", "--sql", "b"],
      ["ingest", fixture, "--clock", "Local", "-o", "\(folder.path)/clock.db"],
    ]
    for arguments in mistakes {
      let ended = try Command.run(arguments)
      #expect(ended.status == 64, "\(arguments)")
      #expect(ended.output.isEmpty, "\(arguments)")
    }
    #expect(try Command.run(["query", "x.db", "trace.ledger", "-p", "limit"]).status == 64)
  }

  /// Whoever looks what it is must not take its first bytes away.
  @Test func aNamedPipeIsReadFromItsBegin() throws {
    let pipe = "\(folder.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let shell = try Command.start(
      ["-c", "cat '\(fixture)' > '\(pipe)' & exec timeout 30 '\(Command.executable)' check '\(pipe)'"],
      program: "/bin/sh")
    let ended = shell.wait()
    #expect(ended.status == 1)
    #expect(ended.output.hasPrefix("\(pipe): race\n"))
  }

  /// The line is pasted by strangers: the clock that somebody said belongs to it, and the file's name runs nothing.
  @Test func repeatIsACommand() throws {
    let text = "\(folder.path)/a $(id).txt.gz"
    #expect(symlink(Fixture.path("lab612-64-softdirty-report.txt.gz"), text) == 0)
    let database = "\(folder.path)/repeat.db"
    #expect(try Command.run(["ingest", text, "--clock", "mono", "-o", database]).status == 0)
    let report = try Command.run(["report", database]).output.split(whereSeparator: \.isWhitespace)
    let line = report.joined(separator: " ")
    #expect(
      line.contains(
        "Repeat: mmtrace ingest --clock mono 'a $(id).txt.gz' -o trace.db; mmtrace report trace.db"))
  }

  @Test func ingestPutsTheDatabaseBeside() throws {
    let trace = folder.path + "/a.dat"
    #expect(symlink(fixture, trace) == 0)
    let first = try Command.run(["ingest", trace])
    #expect(first.status == 0)
    #expect(first.output.isEmpty)
    #expect(folder.names == ["a.dat", "a.db"])

    let second = try Command.run(["ingest", trace])
    #expect(second.status == 2)
    #expect(second.error == "mmtrace: \(folder.path)/a.db: exists already\n  hint: --force replaces it\n")
    let forced = try Command.run(["ingest", "-q", "--force", trace])
    #expect(forced.status == 0)
    #expect(forced.error.isEmpty)
    #expect(try Command.run(["check", folder.path + "/a.db"]).status == 1)
  }

  @Test func whatCannotBeReadLeavesNothing() throws {
    let trace = folder.path + "/garbage.dat"
    let descriptor = open(trace, O_CREAT | O_WRONLY, 0o644)
    _ = write(descriptor, "garbage", 7)
    close(descriptor)
    let ended = try Command.run(["ingest", trace])
    #expect(ended.status == 2)
    #expect(ended.error.hasPrefix("mmtrace: \(trace): "))
    #expect(folder.names == ["garbage.dat"])
  }

  @Test func aSignalLeavesNoTemporaryFiles() throws {
    let child = try Command.start(["check", fixture], environment: ["TMPDIR=\(folder.path)"])
    // As soon as there is something to leave behind.
    for _ in 0..<2000 where folder.names.isEmpty { usleep(1000) }
    #expect(!folder.names.isEmpty)
    kill(child.process, SIGTERM)
    let ended = child.wait()
    #expect(ended.signal == SIGTERM)
    #expect(folder.names.isEmpty)
  }

  @Test func temporaryDatabasesGoAway() throws {
    let child = try Command.start(["check", fixture], environment: ["TMPDIR=\(folder.path)"])
    #expect(child.wait().status == 1)
    #expect(folder.names.isEmpty)
  }

  @Test func answersComeInEveryFormat() throws {
    let path = try emptyDatabase()
    let sql = "SELECT 1 AS a, NULL AS b"
    for (format, expected) in [
      ("table", "a  b\n-  -\n1  -\n"), ("csv", "a,b\r\n1,\r\n"), ("jsonl", "{\"a\":1,\"b\":null}\n"),
      ("md", "| a | b |\n| --: | :-- |\n| 1 |  |\n"),
    ] {
      let ended = try Command.run(["query", path, "--sql", sql, "--format", format])
      #expect(ended.output == expected)
    }
    #expect(try Command.run(["query", path, "-"], input: sql).output == "a  b\n-  -\n1  -\n")
    let sum = try Command.run(["query", path, "--sql", "SELECT :n + 1 AS n", "-p", "n=41"])
    #expect(sum.output == " n\n--\n42\n")
  }

  @Test func aMistakeInSQLIsShown() throws {
    let ended = try Command.run(["query", emptyDatabase(), "--sql", "SELECT 1,\n  absent"])
    #expect(ended.status == 2)
    #expect(
      ended.error == """
        mmtrace: --sql:2:3: no such column: absent
            2 |   absent
              |   ^
          hint: mmtrace schema TABLE lists the columns of a table

        """)
  }

  @Test func aMissingEventIsNoEmptyAnswer() throws {
    let ended = try Command.run(["query", emptyDatabase(), "race.copied"])
    #expect(ended.status == 2)
    #expect(ended.output.isEmpty)
    #expect(ended.error.contains("no event"))
    #expect(ended.error.contains("hint: trace-cmd record"))
  }

  @Test func infoTellsWhichQuestionsCanBeAnswered() throws {
    let ended = try Command.run(["info", fixture])
    #expect(ended.status == 0)
    #expect(ended.output.contains("events     119407\n"))
    #expect(ended.output.contains("verdict    race\n"))
    #expect(ended.output.contains("trace.ledger"))
  }

  /// Every event that was kept is in the timeline, once.
  @Test func theTimelineIsTheRecording() throws {
    let sql = """
      WITH shown AS (SELECT event AS role, count(*) AS n FROM timeline GROUP BY event),
        kept AS (SELECT role, sum(kept) AS n FROM event_kind WHERE role <> '' GROUP BY role)
      SELECT role, shown.n, kept.n FROM kept LEFT JOIN shown USING (role)
      WHERE coalesce(shown.n, 0) <> kept.n
      UNION ALL
      SELECT role, shown.n, NULL FROM shown WHERE role NOT IN (SELECT role FROM kept)
      """
    #expect(try Command.run(["query", fixture, "--sql", sql, "--format", "jsonl"]).output == "")
  }

  @Test func theReferenceIsBuiltIn() throws {
    #expect(try Command.run(["--version"]).output == "mmtrace \(mmtraceVersion)\n")
    #expect(try Command.run(["queries"]).output.contains("trace.health"))
    #expect(try Command.run(["queries", "trace.health"]).output.contains("SELECT severity"))
    #expect(try Command.run(["schema"]).output.contains("flush_window"))
    #expect(try Command.run(["schema", "page_fault"]).output.contains("clear_flush_from"))
    #expect(try Command.run(["schema", "nothing"]).status == 2)
    #expect(try Command.run(["queries", "nothing.here"]).status == 2)
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let sql = """
      WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200000) SELECT n FROM c
      """
    let child = try Command.start(["query", emptyDatabase(), "--sql", sql], readsOutput: false)
    let ended = child.wait()
    #expect(ended.status == 0)
    #expect(ended.error.isEmpty)
  }
}
