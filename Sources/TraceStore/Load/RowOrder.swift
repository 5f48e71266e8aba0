/// Rows that came before rows with smaller keys, until those have come or there is no more room.
///
/// Keys are handed out when things begin and rows written when they end: nearly all of them arrive within a few
/// hundred of their place. A row has its place by its key, so that nothing is sorted.
struct RowOrder: ~Copyable {
  /// Keys from the next one on that have a place.
  static let capacity = 4096

  private let columns: Int
  private let rows: UnsafeMutablePointer<Int64>
  private let isThere: UnsafeMutablePointer<Bool>
  /// The smallest key that has not been passed.
  private(set) var next: Int64 = 1
  private var waiting = 0

  init(columns: Int) {
    self.columns = columns
    rows = .allocate(capacity: Self.capacity * columns)
    isThere = .allocate(capacity: Self.capacity)
    isThere.initialize(repeating: false, count: Self.capacity)
  }

  deinit {
    rows.deallocate()
    isThere.deallocate()
  }

  /// What became of a row.
  enum Place {
    /// It is the next one: the caller passes it on.
    case next
    /// It waits.
    case kept
    /// Its place has been passed, or it is there already.
    case late
    /// There is no room yet: the caller takes rows out first.
    case far
  }

  /// Takes a row.
  @inline(__always)
  mutating func take(_ row: UnsafePointer<Int64>) -> Place {
    let key = row[0]
    if key == next, !isThere[slot(key)] {
      next += 1
      return .next
    }
    guard key >= next else { return .late }
    guard key - next < Self.capacity else { return .far }
    let slot = slot(key)
    guard !isThere[slot] else { return .late }
    isThere[slot] = true
    waiting += 1
    (rows + slot * columns).initialize(from: row, count: columns)
    return .kept
  }

  /// The row with the next key; nil when it has not come.
  @inline(__always)
  mutating func takeNext() -> UnsafePointer<Int64>? {
    guard waiting > 0 else { return nil }
    let slot = slot(next)
    guard isThere[slot] else { return nil }
    isThere[slot] = false
    waiting -= 1
    next += 1
    return UnsafePointer(rows + slot * columns)
  }

  /// Gives up the next key: a row with it that comes now is late.
  ///
  /// - Returns: whether rows wait behind it.
  mutating func passNext(before key: Int64) -> Bool {
    if waiting == 0 {
      next = key
      return false
    }
    next += 1
    return true
  }

  /// Whether rows wait.
  var hasWaiting: Bool { waiting > 0 }

  @inline(__always)
  private func slot(_ key: Int64) -> Int { Int(truncatingIfNeeded: key & Int64(Self.capacity - 1)) }
}
