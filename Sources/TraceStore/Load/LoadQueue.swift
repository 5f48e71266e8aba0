/// Batches of rows on their way to a second thread that makes pages of them.
final class LoadQueue {
  /// What the second thread has to itself.
  private final class Pages {
    private let loaders: UnsafeMutableBufferPointer<TableLoader>
    private var file: PageFile

    init(_ tables: [LoadedTable], _ file: consuming PageFile) {
      loaders = .allocate(capacity: tables.count)
      for (number, table) in tables.enumerated() {
        loaders.initializeElement(
          at: number, to: TableLoader(root: table.root, columns: table.columns, pageSize: file.pageSize))
      }
      self.file = file
    }

    deinit {
      loaders.deinitialize()
      loaders.deallocate()
    }

    func take(_ batch: RowBatch, table: Int) throws(StoreError) {
      try loaders[table].take(batch, &file)
      batch.removeAll()
    }

    func finish() throws(StoreError) -> [[Int64]] {
      for table in loaders.indices { try loaders[table].finish(&file) }
      try file.finish()
      return loaders.indices.map { loaders[$0].late }
    }
  }

  private let pages: Pages
  private let queue: HandOver<(table: Int, batch: RowBatch), StoreError>
  /// Batches that were taken, by table: memory to use again.
  private var spare: [[RowBatch]]

  /// Batches that may wait.
  private static let capacity = 48

  init(_ tables: [LoadedTable], _ file: consuming PageFile) {
    spare = tables.map { _ in [] }
    let pages = Pages(tables, file)
    self.pages = pages
    queue = HandOver(capacity: Self.capacity) { item throws(StoreError) in
      try pages.take(item.batch, table: item.table)
    }
  }

  /// Gives a batch away; the caller does not touch it again.
  ///
  /// - Returns: an empty one for the same table.
  func give(_ batch: RowBatch, table: Int) throws(StoreError) -> RowBatch {
    if let used = try queue.give((table, batch)) { spare[used.table].append(used.batch) }
    return spare[table].popLast() ?? RowBatch(columns: batch.columns)
  }

  /// Waits until every batch is in the file, and completes it.
  ///
  /// - Returns: rows that came too late for their place, by table.
  func finish() throws(StoreError) -> [[Int64]] {
    try queue.finish()
    return try pages.finish()
  }

  /// Drops what was not written and waits for the thread's end.
  func cancel() { queue.cancel() }
}

/// A table whose pages are made.
struct LoadedTable {
  /// Page that the table has in sqlite_schema.
  var root: UInt32
  var columns: Int
}
