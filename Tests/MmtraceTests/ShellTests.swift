import TestSupport
import Testing

/// What the shell and its user see: completion, complaints, words in any order.
@Suite struct ShellTests {
  let fixture = Fixture.path("f-tponly.dat")

  /// What TAB offers after a command line, whose last word is not whole.
  private func completed(_ words: String...) throws -> [Substring] {
    let positional = ["query": "positional@1", "queries": "positional@0", "schema": "positional@0"]
    let place = words.dropLast().last == "-p" ? "--param" : positional[words[0]] ?? ""
    let last = words.last ?? ""
    let request =
      ["---completion", words[0], "--", place, "\(words.count)", "\(last.count)", "mmtrace"] + words
    let child = try Command.start(request, environment: ["SAP_SHELL=bash", "SAP_SHELL_VERSION=5.2"])
    return child.wait().output.split(separator: "\n")
  }

  @Test func tabCompletesNamesThatOnlyTheProgramKnows() throws {
    #expect(try completed("query", "x.db", "lock.longest") == ["lock.longest_holds", "lock.longest_waits"])
    #expect(try completed("queries", "trace.le") == ["trace.ledger"])
    #expect(try completed("query", "x.db", "race.in_window", "-p", "") == ["class=", "limit=", "path="])
    #expect(
      try completed("schema", "pte_") == ["pte_change", "pte_flush_part", "pte_protect", "pte_protect_view"])
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func everyShellHasAScript(shell: String) throws {
    let ended = try Command.run(["--generate-completion-script", shell])
    #expect(ended.status == 0)
    #expect(ended.output.contains("---completion query"))
  }

  @Test(arguments: [
    (["reprot", "x"], "mmtrace: reprot: no such command\n  hint: did you mean report?\n"),
    (["report", "--fromat", "md", "x"], "mmtrace: report: unknown option '--fromat'\n"),
    (["query", "x.db"], "mmtrace: query: give the name of a query, --sql SQL, or - for standard input\n"),
    (["--wat"], "mmtrace: usage: unknown option '--wat'\n"),
  ])
  func whatIsWrongIsToldInOneVoice(words: [String], begin: String) throws {
    let ended = try Command.run(words)
    #expect(ended.status == 64)
    #expect(ended.output.isEmpty)
    #expect(ended.error.hasPrefix(begin), "\(ended.error)")
    #expect(ended.error.hasSuffix(" --help\n") || ended.error.hasSuffix("lists the commands\n"))
  }

  @Test func quietIsUnderstoodBeforeAndAfter() throws {
    let after = try Command.run(["check", fixture, "-q"])
    #expect(after.status == 125)
    for words in [["-q", "check", fixture], ["--quiet", "check", fixture], ["-q", "check", "-q", fixture]] {
      let ended = try Command.run(words)
      #expect(ended.status == 125 && ended.output == after.output && ended.error.isEmpty, "\(words)")
    }
    #expect(try Command.run(["-q", "queries", "trace.ledger"]).status == 0)
  }

  @Test func aSchemaOfADatabaseCountsItsRows() throws {
    let list = try Command.run(["schema", fixture])
    #expect(list.output.split(separator: "\n").first?.contains("rows") == true)
    let table = try Command.run(["schema", fixture, "trace"])
    #expect(table.output.hasPrefix("trace (fact, 1 row): "))
    let plain = try Command.run(["schema", "trace"])
    #expect(plain.output.hasPrefix("trace (fact): "))
    let wrong = try Command.run(["schema", "page_fult"])
    #expect(wrong.status == 2)
    #expect(wrong.error.contains("hint: did you mean page_fault?"))
  }

  /// The SQL that is printed answers in sqlite3 as in mmtrace.
  @Test func aQueryIsPrintedForAnotherProgram() throws {
    let printed = try Command.run(["queries", "trace.ledger", "--sql"])
    #expect(printed.output.hasPrefix("-- What became of every hit"))
    #expect(printed.output.hasSuffix(";\n"))
    let typed = try Command.run(["query", fixture, "-", "--format", "jsonl"], input: printed.output)
    let canned = try Command.run(["query", fixture, "trace.ledger", "--format", "jsonl"])
    #expect(typed.output == canned.output && !typed.output.isEmpty)
    #expect(try Command.run(["queries", "--sql"]).status == 64)
  }

  @Test func whatALimitCutsIsTold() throws {
    let race = Fixture.path("lab1-softdirty-pin.dat")
    let cut = try Command.run(["query", race, "race.late_flush"])
    #expect(cut.error == "mmtrace: race.late_flush: 100 of 1464 rows; -p limit=0 for all\n")
    #expect(try Command.run(["query", race, "race.late_flush", "-q"]).error.isEmpty)
    let all = try Command.run(["query", race, "race.late_flush", "--format", "csv"])
    #expect(all.error.isEmpty && all.output.split(separator: "\r\n").count == 1465)
    let few = try Command.run(["query", race, "race.late_flush", "--format", "csv", "-p", "limit=2"])
    #expect(few.output.split(separator: "\r\n").count == 3)
  }
}
