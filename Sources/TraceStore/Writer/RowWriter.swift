/// Appends rows of integers to one table.
///
/// Rows are given with their primary keys and may come a little out of order: a batch is sorted by its
/// first column before SQLite sees it.
public final class RowWriter {
  /// Rows appended so far.
  public private(set) var count: Int64 = 0

  private let batch: RowBatch
  private var insert: Statement

  init(_ table: Table, _ connection: Connection) throws(StoreError) {
    batch = RowBatch(columns: table.storedColumns.count)
    let source = "batch_\(table.name)"
    try BatchTable.register(source, table, batch, on: connection)
    let columns = table.storedColumnList
    insert = try connection.prepare("INSERT INTO \(table.name)(\(columns)) SELECT \(columns) FROM \(source)")
  }

  /// Appends a row.
  ///
  /// - Parameter row: one value per stored column of the table, the primary key first; `nullValue` is NULL.
  /// - Throws: `StoreError` when a batch is full and SQLite refuses it.
  public func append(_ row: Span<Int64>) throws(StoreError) {
    batch.append(row)
    count += 1
    if batch.isFull { try flush() }
  }

  /// Hands the appended rows to SQLite.
  func flush() throws(StoreError) {
    guard !batch.isEmpty else { return }
    batch.sort()
    defer { batch.removeAll() }
    try insert.run()
  }
}
