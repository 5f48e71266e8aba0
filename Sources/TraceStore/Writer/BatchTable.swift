import CSQLite

/// A `RowBatch` as a table that SQL can select from: the source of `INSERT INTO ... SELECT`.
///
/// One statement then inserts a whole batch, and SQLite asks for each value by a function call instead of
/// being told it by a bind.
enum BatchTable {
  /// Makes `batch` selectable as table `name` on a connection.
  ///
  /// The batch must live as long as the connection runs statements that select from it.
  static func register(
    _ name: String, _ table: Table, _ batch: RowBatch, on connection: Connection
  ) throws(StoreError) {
    let source = BatchSource(batch, "CREATE TABLE x(\(table.storedColumnList))")
    let code = sqlite3_create_module_v2(
      connection.handle, name, module, Unmanaged.passRetained(source).toOpaque(),
      { pointer in pointer.map { Unmanaged<BatchSource>.fromOpaque($0).release() } })
    guard code == SQLITE_OK else { throw connection.error() }
  }

  /// Its callbacks. SQLite keeps the address, so they are never freed; nothing writes to them after this.
  nonisolated(unsafe) private static let module: UnsafeMutablePointer<sqlite3_module> = {
    let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    module.initialize(to: sqlite3_module())
    // No xCreate: the table exists by itself and needs no CREATE VIRTUAL TABLE.
    module.pointee.xConnect = { database, pointer, _, _, result, _ in
      guard let pointer, let result else { return SQLITE_MISUSE }
      let source = Unmanaged<BatchSource>.fromOpaque(pointer).takeUnretainedValue()
      let code = sqlite3_declare_vtab(database, source.declaration)
      guard code == SQLITE_OK else { return code }
      let table = UnsafeMutablePointer<ConnectedTable>.allocate(capacity: 1)
      table.initialize(to: ConnectedTable(base: sqlite3_vtab(), batch: .passUnretained(source.batch)))
      result.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(to: sqlite3_vtab.self)
      return SQLITE_OK
    }
    module.pointee.xDisconnect = { table in
      table?.deallocate()
      return SQLITE_OK
    }
    module.pointee.xBestIndex = { _, information in
      information?.pointee.estimatedCost = Double(RowBatch.capacity)
      information?.pointee.estimatedRows = Int64(RowBatch.capacity)
      return SQLITE_OK
    }
    module.pointee.xOpen = { _, result in
      let cursor = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
      cursor.initialize(to: Cursor(base: sqlite3_vtab_cursor(), row: nil, end: nil, columns: 0))
      result?.pointee = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
      return SQLITE_OK
    }
    module.pointee.xClose = { cursor in
      cursor?.deallocate()
      return SQLITE_OK
    }
    module.pointee.xFilter = { cursor, _, _, _, _ in
      guard let cursor, let table = cursor.pointee.pVtab else { return SQLITE_MISUSE }
      let batch = UnsafeRawPointer(table).assumingMemoryBound(to: ConnectedTable.self).pointee.batch
        .takeUnretainedValue()
      let state = Cursor.at(cursor)
      state.pointee.row = UnsafePointer(batch.values)
      state.pointee.end = UnsafePointer(batch.values + batch.count * batch.columns)
      state.pointee.columns = batch.columns
      return SQLITE_OK
    }
    module.pointee.xNext = { cursor in
      guard let cursor else { return SQLITE_MISUSE }
      let state = Cursor.at(cursor)
      state.pointee.row = state.pointee.row.map { $0 + state.pointee.columns }
      return SQLITE_OK
    }
    module.pointee.xEof = { cursor in
      guard let cursor else { return 1 }
      let state = Cursor.at(cursor)
      return state.pointee.row == state.pointee.end ? 1 : 0
    }
    module.pointee.xColumn = { cursor, context, column in
      guard let cursor, let row = Cursor.at(cursor).pointee.row else { return SQLITE_MISUSE }
      let value = row[Int(column)]
      // A result that is not set is NULL.
      if value != nullValue { sqlite3_result_int64(context, value) }
      return SQLITE_OK
    }
    module.pointee.xRowid = { cursor, rowid in
      guard let cursor, let row = Cursor.at(cursor).pointee.row else { return SQLITE_MISUSE }
      rowid?.pointee = row[0]
      return SQLITE_OK
    }
    return module
  }()
}

/// What a module keeps: the batch, and how its table is declared.
private final class BatchSource {
  let batch: RowBatch
  let declaration: String

  init(_ batch: RowBatch, _ declaration: String) {
    self.batch = batch
    self.declaration = declaration
  }
}

/// SQLite's table object with ours behind it: `base` must be first.
private struct ConnectedTable {
  var base: sqlite3_vtab
  var batch: Unmanaged<RowBatch>
}

/// SQLite's cursor with ours behind it: `base` must be first.
private struct Cursor {
  var base: sqlite3_vtab_cursor
  var row: UnsafePointer<Int64>?
  var end: UnsafePointer<Int64>?
  var columns: Int

  static func at(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>) -> UnsafeMutablePointer<Cursor> {
    UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self)
  }
}
