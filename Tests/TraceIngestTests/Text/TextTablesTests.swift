import Glibc
import TestSupport
import Testing
import TraceStore

@testable import TraceIngest

/// The tables of a text are those of the recording that it was printed from, at the text's precision.
@Suite struct TextTablesTests {
  /// Tables whose rows say nothing but what happened.
  private static let tables = FactTables.all.filter {
    !["trace", "event_kind", "text_line", "unread_line"].contains($0.name)
  }

  /// What a text cannot say: trace-cmd's plugin prints `R` for a thread that was preempted as well; names of
  /// processes are not in it.
  private static let unsaid = ["prev_state"]

  private func rows(_ recording: String, roundingTo unit: Int64 = 1) throws -> [String: [[SQLValue]]] {
    let place = TemporaryFile([])
    let path = place.path + ".db"
    defer { unlink(path) }
    let store = try StoreWriter(path: path, replacing: true)
    _ = try ingest(Fixture.path(recording), into: store)
    try store.finish()
    let connection = try Connection(path: path, mode: .readOnly)
    var all: [String: [[SQLValue]]] = [:]
    for table in Self.tables {
      let columns = table.storedColumns.filter { !Self.unsaid.contains($0.name) }
      let names = columns.map { column in
        column.unit == "ns" && unit > 1
          ? "(\"\(column.name)\" + \(unit / 2)) / \(unit) * \(unit)" : "\"\(column.name)\""
      }
      var statement = try connection.prepare(
        "SELECT \(names.joined(separator: ", ")) FROM \(table.name) ORDER BY 1")
      while try statement.step() { all[table.name, default: []].append(statement.row) }
    }
    return all
  }

  @Test(
    arguments: [
      ("lab612-64-softdirty-report-t-R.txt.gz", 1), ("lab612-64-softdirty-report.txt.gz", 1000),
    ] as [(String, Int64)])
  func report(_ name: String, _ unit: Int64) throws {
    let text = try rows(name)
    let binary = try rows("lab612-64-softdirty.dat", roundingTo: unit)
    // Of rounded times the differences are off by a microsecond.
    for table in Self.tables where unit == 1 || table.name != "lock_delay" {
      #expect(text[table.name] == binary[table.name], "\(table.name)")
    }
  }
}
