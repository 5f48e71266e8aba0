/// Rows of integers on their way to SQLite: one flat block of memory, row after row.
final class RowBatch {
  /// Enough rows that what a statement costs by itself does not show, few enough for the CPU's cache.
  static let capacity = 1024

  let columns: Int
  private(set) var count = 0
  private(set) var values: UnsafeMutablePointer<Int64>
  private var isSorted = true

  init(columns: Int) {
    precondition(columns > 0)
    self.columns = columns
    values = .allocate(capacity: Self.capacity * columns)
  }

  deinit {
    values.deallocate()
  }

  var isEmpty: Bool { count == 0 }
  var isFull: Bool { count == Self.capacity }

  /// Adds a row.
  ///
  /// The batch must not be full.
  func append(_ row: Span<Int64>) {
    precondition(row.count == columns && count < Self.capacity)
    let destination = values + count * columns
    row.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { destination.initialize(from: start, count: columns) }
    }
    if count > 0, destination[0] < (destination - columns)[0] { isSorted = false }
    count += 1
  }

  func removeAll() {
    count = 0
    isSorted = true
  }

  /// Orders the rows by their first column: SQLite appends to a table much faster than it inserts.
  func sort() {
    guard !isSorted else { return }
    let order = (0..<count).sorted { values[$0 * columns] < values[$1 * columns] }
    let sorted = UnsafeMutablePointer<Int64>.allocate(capacity: Self.capacity * columns)
    for (to, from) in order.enumerated() {
      (sorted + to * columns).initialize(from: values + from * columns, count: columns)
    }
    values.deallocate()
    values = sorted
    isSorted = true
  }
}
