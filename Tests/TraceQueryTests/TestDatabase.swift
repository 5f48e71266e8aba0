import TestSupport
import TraceQuery
import TraceStore

/// A judged database in a folder of its own, with the rows a test puts in.
struct TestDatabase {
  let folder = TemporaryFolder()
  var path: String { folder.path + "/trace.db" }

  /// Writes it: `roles` are its events, 10 hits each; `fill` adds rows.
  init(
    roles: [String] = [], decoded: [String] = [], judged: Bool = true,
    _ fill: (StoreWriter) throws -> Void = { _ in }
  ) throws {
    let writer = try StoreWriter(path: path)
    try insert(
      into: writer, FactTables.trace,
      [
        "trace_id": .integer(1), "file": .text("test.dat"), "clock": .text("mono"), "clock_unit": .text("ns"),
        "clock_comparable": .integer(1), "cpus": .integer(4), "first_ts": .integer(1000),
        "last_ts": .integer(2_500_001_000), "events": .integer(Int64(roles.count) * 10),
      ])
    for (index, role) in roles.enumerated() {
      try insert(
        into: writer, FactTables.eventKind,
        [
          "event_kind_id": .integer(Int64(index + 1)), "system": .text("test"), "name": .text(role),
          "role": .text(role), "hits": .integer(10), "kept": .integer(9), "filtered": .integer(0),
          "unknown": .integer(1), "why": .text("short record"),
        ])
    }
    for (index, role) in Set(decoded).subtracting(roles).sorted().enumerated() {
      try insert(
        into: writer, FactTables.eventKind,
        [
          "event_kind_id": .integer(Int64(1000 + index)), "system": .text("test"), "name": .text(role),
          "role": .text(role), "hits": .integer(10), "kept": .integer(10), "filtered": .integer(0),
          "unknown": .integer(0),
        ])
    }
    try fill(writer)
    if judged { try Judge.judge(writer) }
    try writer.finish()
  }

  func open() throws -> Connection { try Connection(path: path, mode: .readOnly) }
}

/// Inserts a row with the columns named; every other stored column is NULL.
func insert(into writer: StoreWriter, _ table: Table, _ values: [String: SQLValue]) throws {
  try writer.insert(table, table.storedColumns.map { values[$0.name] ?? .null })
}
