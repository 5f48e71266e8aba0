/// The tables as they are during the load, and as they are afterwards.
///
/// SQLite computes every generated column for every row it inserts, although it stores none of them: that is
/// 14 to 18 % of the instructions of an INSERT (page_fault: 8283 with, 7021 without). So rows are loaded into
/// tables without generated columns; the definitions with them take over when the first SQL wants to see
/// them. Stored rows are the same either way.
enum LoadSchema {
  /// Makes every fact table without its generated columns.
  static func create(on connection: Connection) throws(StoreError) {
    for table in FactTables.all {
      try connection.execute(Table(table.name, table.comment, table.storedColumns).createStatement)
    }
  }

  /// Makes a table of the connection's own for each with text: SQL finds it before the one of the file.
  static func createWaiting(on connection: Connection) throws(StoreError) {
    for table in FactTables.all where !table.isIntegers {
      var sql = Table(table.name, table.comment, table.storedColumns).createStatement
      sql.replace("CREATE TABLE", with: "CREATE TEMP TABLE", maxReplacements: 1)
      try connection.execute(sql)
    }
  }

  /// Moves the rows that waited to the tables of the file.
  static func moveWaiting(on connection: Connection) throws(StoreError) {
    for table in FactTables.all where !table.isIntegers {
      let (name, columns) = (table.name, table.storedColumnList)
      try connection.execute(
        "INSERT INTO main.\(name)(\(columns)) SELECT \(columns) FROM temp.\(name); DROP TABLE temp.\(name)")
    }
  }

  /// Gives the tables their documented definitions, and makes the views.
  static func complete(on connection: Connection) throws(StoreError) {
    try connection.execute("PRAGMA writable_schema = ON")
    do {
      var update = try connection.prepare(
        "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?")
      for table in FactTables.all {
        try update.bind(.text(table.createStatement), at: 1)
        try update.bind(.text(table.name), at: 2)
        try update.run()
      }
    }
    // RESET makes SQLite read the definitions again.
    try connection.execute("PRAGMA writable_schema = RESET")
    for view in Views.all { try connection.execute(view.createStatement) }
  }
}
