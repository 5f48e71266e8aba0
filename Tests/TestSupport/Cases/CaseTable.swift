import TraceStore

/// Rows that a case puts in by hand: what no event says.
struct CaseTable {
  private let block: Case.Block

  init(_ block: Case.Block) { self.block = block }

  /// Inserts its rows; those of `trace` change the row of the recording.
  func fill(_ store: StoreWriter) throws {
    guard let table = FactTables.all.first(where: { $0.name == block.name }) else {
      throw CaseSentence("no table \(block.name); a case has events, without, tables, param and expect")
    }
    for column in block.columns {
      guard table.storedColumns.contains(where: { $0.name == column }) else {
        throw CaseSentence("no column \(table.name).\(column)")
      }
    }
    // A table of integers is put together outside of SQLite until then.
    try store.flush()
    for (index, row) in block.rows.enumerated() {
      if table.name == FactTables.trace.name {
        let changes = zip(block.columns, row).map { "\"\($0)\" = \(Self.literal($1.sql))" }
        try store.execute("UPDATE trace SET \(changes.joined(separator: ", "))")
        continue
      }
      var values = Dictionary(zip(block.columns, row.map(\.sql)), uniquingKeysWith: { $1 })
      let key = table.columns[0].name
      values[key] = values[key] ?? .integer(Int64(index + 1))
      try store.insert(table, table.storedColumns.map { values[$0.name] ?? .null })
    }
  }

  private static func literal(_ value: SQLValue) -> String {
    switch value {
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): "'\(text)'"
    case .null, .blob: "NULL"
    }
  }
}
