import Glibc
import Testing
import TraceStore

/// A database is complete or absent.
@Suite struct StoreWriterTests {
  let folder = TemporaryFolder()
  var path: String { folder.path + "/trace.db" }

  @Test func finishShowsTheDatabaseAndNothingElse() throws {
    let writer = try StoreWriter(path: path)
    #expect(!folder.names.contains("trace.db"))
    try writer.finish()
    #expect(folder.names == ["trace.db"])

    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.integer("PRAGMA application_id") == Int64(StoreWriter.applicationID))
    #expect(try database.integer("PRAGMA user_version") == Int64(StoreWriter.schemaVersion))
    #expect(try database.text("PRAGMA integrity_check") == "ok")
    #expect(try database.text("PRAGMA journal_mode") == "delete")
  }

  @Test func abandonAndForgettingLeaveNothing() throws {
    let writer = try StoreWriter(path: path)
    try writer.execute("CREATE TABLE t(a)")
    writer.abandon()
    #expect(folder.names.isEmpty)
    #expect(throws: StoreError.self) { try writer.finish() }
    do { _ = try StoreWriter(path: path) }
    #expect(folder.names.isEmpty)
  }

  @Test func anExistingFileIsKeptUnlessReplacingIt() throws {
    try StoreWriter(path: path).finish()
    let error = #expect(throws: StoreError.self) { try StoreWriter(path: path) }
    #expect(error?.description == "\(path): exists already")

    let writer = try StoreWriter(path: path, replacing: true)
    try writer.execute("CREATE TABLE second(a)")
    try writer.finish()
    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.integer("SELECT count(*) FROM second") == 0)
  }

  @Test func aFileThatAppearsMeanwhileIsKept() throws {
    let writer = try StoreWriter(path: path)
    let descriptor = open(path, O_CREAT | O_WRONLY, 0o644)
    close(descriptor)
    #expect(throws: StoreError(path, "exists already")) { try writer.finish() }
    #expect(folder.names == ["trace.db"])
  }

  @Test func anUnwritableFolderIsNamed() {
    let error = #expect(throws: StoreError.self) { try StoreWriter(path: folder.path + "/no/trace.db") }
    #expect(error?.file == folder.path + "/no/trace.db")
    #expect(error?.code != 0)
  }

  @Test func aKilledWriterLeavesNoDatabase() async throws {
    // A child that dies in the middle, as by kill -9: no deinit runs.
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let writer = try StoreWriter(path: "/tmp/mmtrace-killed-test.db", replacing: true)
      try writer.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1)")
      kill(getpid(), SIGKILL)
    }
    #expect(access("/tmp/mmtrace-killed-test.db", F_OK) != 0)
    // What it left is hidden and has another ending.
    var found = glob_t()
    defer { globfree(&found) }
    #expect(glob("/tmp/.mmtrace-killed-test.db.mmtrace-*.tmp", 0, nil, &found) == 0)
    for index in 0..<Int(found.gl_pathc) { found.gl_pathv[index].map { _ = unlink($0) } }
  }
}
