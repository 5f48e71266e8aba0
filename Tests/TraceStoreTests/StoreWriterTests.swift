import Glibc
import TestSupport
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
    #expect(error?.what == "cannot be written: no such file or directory")
  }

  @Test func aKilledWriterLeavesNoDatabase() async throws {
    // A child that dies in the middle, as by kill -9: no deinit runs.
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let writer = try StoreWriter(path: path)
      try writer.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1)")
      kill(getpid(), SIGKILL)
    }
    // What it left is hidden and has another ending.
    let left = try #require(folder.names.first)
    #expect(folder.names.count == 1 && left.hasPrefix(".mmtrace-") && left.hasSuffix(".tmp"))

    // Somebody may be writing what is young; what is old and nobody's is removed, whatever else is there.
    setTime("\(folder.path)/\(left)", to: time(nil))
    try StoreWriter(path: path).finish()
    #expect(folder.names == [left, "trace.db"])
    let others = [".mmtrace-abc.tmp", ".mmtrace-ABCDEFGHIJKL.tmp", "mmtrace-abcdefghijkl"]
    for name in others { close(open("\(folder.path)/\(name)", O_CREAT | O_WRONLY, 0o644)) }
    for name in others + [left] { setTime("\(folder.path)/\(name)", to: 1_000_000_000) }
    try StoreWriter(path: folder.path + "/second.db").finish()
    #expect(folder.names == (others + ["second.db", "trace.db"]).sorted())
  }

  @Test func whatIsBeingWrittenIsNotLeftBehind() throws {
    let writer = try StoreWriter(path: path)
    let temporary = try #require(folder.names.first)
    setTime("\(folder.path)/\(temporary)", to: 1_000_000_000)
    try StoreWriter(path: folder.path + "/second.db").finish()
    #expect(folder.names.contains(temporary))
    try writer.finish()
    #expect(folder.names == ["second.db", "trace.db"])
  }

  private func setTime(_ path: String, to seconds: time_t) {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
  }

  @Test func onlyADatabaseOfOursIsReplaced() throws {
    for (text, what) in [
      ("notes", "is no database of mmtrace: it is not replaced"),
      (
        "SQLite format 3\0" + String(repeating: "x", count: 100),
        "is a database, but not one of mmtrace: it is not replaced"
      ),
      ("\u{17}\u{8}Dtracing", "is a recording: it is not replaced"),
    ] {
      let descriptor = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o644)
      #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
      close(descriptor)
      #expect(throws: StoreError(path, what)) { try StoreWriter(path: path, replacing: true) }
      #expect(folder.names == ["trace.db"])
    }
  }

  @Test func theInputIsNeverWritten() throws {
    let other = folder.path + "/other.db"
    try StoreWriter(path: path).finish()
    #expect(link(path, other) == 0)
    let error = StoreError(other, "is what is read: it is never written")
    #expect(throws: error) {
      try StoreWriter(path: other, replacing: true, inputs: FileIdentity.input(path))
    }
  }

  @Test func aLinkStaysAndItsFileIsReplaced() throws {
    try StoreWriter(path: path).finish()
    let link = folder.path + "/link.db"
    #expect(symlink("trace.db", link) == 0)
    #expect(throws: StoreError(link, StoreError.exists)) { try StoreWriter(path: link) }
    let writer = try StoreWriter(path: link, replacing: true)
    try writer.execute("CREATE TABLE second(a)")
    try writer.finish()
    #expect(try Connection(path: path, mode: .readOnly).integer("SELECT count(*) FROM second") == 0)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(folder.names == ["link.db", "trace.db"])
  }

  @Test func aNameMayBeAsLongAsNamesAreAndNoUTF8() throws {
    let long = folder.path + "/" + String(repeating: "n", count: 255)
    try StoreWriter(path: long).finish()
    let bytes = Array("\(folder.path)/caf".utf8) + [0xe9, 0xff]
    let name = FileName.decode(bytes)
    #expect(FileName.encode(name) == bytes)
    try StoreWriter(path: name).finish()
    let version = try Connection(path: name, mode: .readOnly).integer("PRAGMA user_version")
    #expect(version == Int64(StoreWriter.schemaVersion))
    #expect((bytes + [0]).withUnsafeBytes { access($0.bindMemory(to: CChar.self).baseAddress!, F_OK) } == 0)
    #expect(unlink(long) == 0)
    TemporaryFiles.remove(name)
  }
}
