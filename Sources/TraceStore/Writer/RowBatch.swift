/// Rows of integers on their way to SQLite: one flat block of memory, row after row.
final class RowBatch {
  /// Enough rows that what a statement costs by itself does not show, few enough for the CPU's cache.
  static let capacity = 1024

  let columns: Int
  private(set) var count = 0
  private(set) var values: UnsafeMutablePointer<Int64>

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

  /// The place of another row; the batch must not be full.
  func newRow() -> UnsafeMutableRawPointer {
    precondition(count < Self.capacity)
    count += 1
    return UnsafeMutableRawPointer(values + (count - 1) * columns)
  }

  func removeAll() { count = 0 }

  /// Orders the rows by their first column: SQLite appends to a table much faster than it inserts.
  func sort() {
    guard (1..<max(1, count)).contains(where: { values[$0 * columns] < values[($0 - 1) * columns] }) else {
      return
    }
    let order = (0..<count).sorted { values[$0 * columns] < values[$1 * columns] }
    let sorted = UnsafeMutablePointer<Int64>.allocate(capacity: Self.capacity * columns)
    for (to, from) in order.enumerated() {
      (sorted + to * columns).initialize(from: values + from * columns, count: columns)
    }
    values.deallocate()
    values = sorted
  }
}
