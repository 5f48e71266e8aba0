/// Appends rows of integers to one table.
///
/// Rows are given with their primary keys and may come a little out of order.
public final class RowWriter {
  /// Rows appended so far.
  public var count: Int64 { handedOn + Int64(batch.count) }

  private var handedOn: Int64 = 0

  private let table: Table
  private var batch: RowBatch
  private var way: Way

  /// How rows reach the table.
  private enum Way {
    /// As pages that a second thread makes: while the database is loaded.
    case pages(LoadQueue, table: Int)
    /// By SQLite.
    case statement(RowInsertion)
    /// The database is complete, or was given up.
    case closed
  }

  /// A writer of rows that become pages.
  init(_ table: Table, _ queue: LoadQueue, number: Int) {
    self.table = table
    batch = RowBatch(columns: table.storedColumns.count)
    way = .pages(queue, table: number)
  }

  /// A writer of rows that SQLite inserts.
  init(_ table: Table, _ connection: Connection) throws(StoreError) {
    self.table = table
    batch = RowBatch(columns: table.storedColumns.count)
    way = .statement(try RowInsertion(table, batch, connection))
  }

  /// Appends a row.
  ///
  /// - Parameter row: one value per stored column of the table, the primary key first; `nullValue` is NULL.
  /// - Throws: `StoreError` when a batch is full and cannot be stored.
  public func append(_ row: Span<Int64>) throws(StoreError) {
    precondition(row.count == batch.columns)
    let place = try newRow()
    row.withUnsafeBytes { source in
      if let start = source.baseAddress { place.copyMemory(from: start, byteCount: source.count) }
    }
  }

  /// Where a row goes that the caller writes at once: a value per stored column, the primary key first.
  ///
  /// - Throws: `StoreError` when the rows before it cannot be stored.
  package func newRow() throws(StoreError) -> UnsafeMutableRawPointer {
    if batch.isFull { try flush() }
    return batch.newRow()
  }

  /// Hands on the appended rows.
  func flush() throws(StoreError) {
    guard !batch.isEmpty else { return }
    let rows = Int64(batch.count)
    switch way {
    case .pages(let queue, let number):
      batch = try queue.give(batch, table: number)
    case .statement(let insertion):
      defer { batch.removeAll() }
      try insertion.run()
    case .closed: preconditionFailure("rows appended to a database that was finished or abandoned")
    }
    handedOn += rows
  }

  /// Goes on with SQLite, which inserts what came too late to have its place in a page.
  func insert(on connection: Connection, late: [Int64]) throws(StoreError) {
    let insertion = try RowInsertion(table, batch, connection)
    way = .statement(insertion)
    // They were counted when they came.
    handedOn -= Int64(late.count / batch.columns)
    let columns = batch.columns
    for start in stride(from: 0, to: late.count, by: columns) {
      try append(late[start..<start + columns].span)
    }
    try flush()
  }

  /// Lets go of the database, which stays open and locked while a statement is left.
  func close() { way = .closed }
}

/// The statement that inserts the rows of a batch.
private final class RowInsertion {
  private let batch: RowBatch
  private var insert: Statement

  init(_ table: Table, _ batch: RowBatch, _ connection: Connection) throws(StoreError) {
    self.batch = batch
    let source = "batch_\(table.name)"
    try BatchTable.register(source, table, batch, on: connection)
    let columns = table.storedColumnList
    insert = try connection.prepare("INSERT INTO \(table.name)(\(columns)) SELECT \(columns) FROM \(source)")
  }

  /// Runs it: what is in the batch is in the table then.
  func run() throws(StoreError) {
    batch.sort()
    try insert.run()
  }
}
