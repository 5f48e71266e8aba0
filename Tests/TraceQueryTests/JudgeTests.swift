import Glibc
import TestSupport
import Testing
import TraceQuery
import TraceStore

@Suite struct JudgeTests {
  @Test func ingestLeavesAJudgedDatabase() throws {
    let database = try TestDatabase()
    #expect(try Judge.isCurrent(database.open()))
    #expect(try Verdict(database.open()).answer == .inconclusive)
    #expect(try !Verdict(database.open()).decisive.isEmpty)
  }

  @Test func anotherJudgesWorkIsDoneAgain() throws {
    let database = try TestDatabase()
    do {
      let writing = try Connection(path: database.path, mode: .readWrite)
      try writing.execute("UPDATE judge_version SET version = 1; DELETE FROM verdict")
    }
    #expect(try !Judge.isCurrent(database.open()))
    let opened = try TraceDatabase.open(database.path) { "" }
    #expect(try Judge.isCurrent(opened))
    #expect(try Verdict(opened).answer == .inconclusive)
  }

  @Test func aDatabaseWithoutJudgementsGetsThem() throws {
    let database = try TestDatabase(judged: false)
    let opened = try TraceDatabase.open(database.path) { "" }
    #expect(try Verdict(opened).answer == .inconclusive)
  }

  @Test func aDatabaseThatCannotBeWrittenIsCopied() throws {
    let database = try TestDatabase(judged: false)
    // Another process that is reading refuses us the lock to write, as a read-only folder would.
    let reader = try Connection(path: database.path, mode: .readOnly)
    try reader.execute("BEGIN; SELECT count(*) FROM trace")
    let copy = database.folder.path + "/copy.db"
    let opened = try TraceDatabase.open(database.path) { copy }
    #expect(opened.path == copy)
    #expect(try Verdict(opened).answer == .inconclusive)
    try reader.execute("COMMIT")
    #expect(try !Judge.isCurrent(database.open()))
  }

  @Test func otherFilesAreRefused() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/other.db"
    do { try Connection(path: path, mode: .create).execute("CREATE TABLE t(a)") }
    #expect(TraceDatabase.isDatabase(path))
    let other = #expect(throws: QueryError.self) { try TraceDatabase.open(path) { "" } }
    #expect(other?.what == "an SQLite database, but not one of mmtrace")

    let newer = try TestDatabase()
    do { try Connection(path: newer.path, mode: .readWrite).execute("PRAGMA user_version = 99") }
    let error = #expect(throws: QueryError.self) { try TraceDatabase.open(newer.path) { "" } }
    #expect(error?.what == "has schema version 99, this mmtrace knows version \(StoreWriter.schemaVersion)")
    #expect(!TraceDatabase.isDatabase("/etc/hostname"))
    #expect(!TraceDatabase.isDatabase(folder.path + "/none"))
  }
}
