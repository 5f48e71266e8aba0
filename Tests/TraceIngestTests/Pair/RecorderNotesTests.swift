import Glibc
import TestSupport
import Testing
import TraceStore

@testable import TraceIngest

/// What `mmtrace record` wrote into a recording becomes rows.
@Suite struct RecorderNotesTests {
  private static let text = """
    # tracer: nop
    #
    mmtrace-7 [000] .....  1.000001: tracing_mark_write: mmtrace: version=0.1.0
    mmtrace-7 [000] .....  1.000002: tracing_mark_write: mmtrace: cmdline=console=ttyS0 a=b
    mmtrace-7 [000] .....  1.000003: tracing_mark_write: mmtrace: probe=f_ret r4:mmtrace/f_ret f ret=$retval:x32
    mmtrace-7 [000] .....  1.000004: tracing_mark_write: mmtrace: refused=g Invalid $-variable specified
    mmtrace-7 [000] .....  1.000005: tracing_mark_write: mmtrace: probe=h f:mmtrace/h h
    work-8    [001] .....  1.000006: tracing_mark_write: LOST addr=1000 want=2 got=1
    mmtrace-7 [000] .....  1.000007: tracing_mark_write: mmtrace: profile=f_ret 1234 56

    """

  private func rows(_ sql: String) throws -> [[SQLValue]] {
    let file = TemporaryFile(Array(Self.text.utf8))
    let path = file.path + ".db"
    defer { unlink(path) }
    let store = try StoreWriter(path: path, replacing: true)
    _ = try ingest(file.path, into: store)
    try store.finish()
    let connection = try Connection(path: path, mode: .readOnly)
    var statement = try connection.prepare(sql)
    var rows: [[SQLValue]] = []
    while try statement.step() { rows.append(statement.row) }
    return rows
  }

  @Test func notes() throws {
    #expect(
      try rows("SELECT key, value FROM recorder_note ORDER BY recorder_note_id") == [
        [.text("version"), .text("0.1.0")], [.text("cmdline"), .text("console=ttyS0 a=b")],
      ])
  }

  @Test func probes() throws {
    #expect(
      try rows("SELECT name, definition, accepted, hits, missed, error FROM probe ORDER BY probe_id") == [
        [
          .text("f_ret"), .text("r4:mmtrace/f_ret f ret=$retval:x32"), .integer(1), .integer(1234),
          .integer(56), .null,
        ],
        [.text("g"), .null, .integer(0), .null, .null, .text("Invalid $-variable specified")],
        [.text("h"), .text("f:mmtrace/h h"), .integer(1), .null, .null, .null],
      ])
  }

  /// They stay marks too: the ledger and the timeline count every line of trace_marker.
  @Test func allAreMarks() throws {
    #expect(try rows("SELECT count(*) FROM mark") == [[.integer(7)]])
  }
}
