/// Makes the b-tree of one table of rows that come in about the order of their keys.
struct TableLoader: ~Copyable {
  /// Page that the table has in sqlite_schema.
  private let root: UInt32
  private let columns: Int
  private var order: RowOrder
  private var leaf: TreePage
  private let cell: RecordCell
  private var lastKey: Int64 = 0
  /// Leaves that are in the file, with the largest key of each.
  private var leaves: [(page: UInt32, key: Int64)] = []
  /// Rows whose place had been passed, one after the other.
  private(set) var late: [Int64] = []

  init(root: UInt32, columns: Int, pageSize: Int) {
    self.root = root
    self.columns = columns
    order = RowOrder(columns: columns)
    leaf = TreePage(.leaf, size: pageSize)
    cell = RecordCell(columns: columns)
  }

  /// Takes the rows of a batch.
  mutating func take(_ batch: RowBatch, _ file: inout PageFile) throws(StoreError) {
    let values = UnsafePointer(batch.values)
    for index in 0..<batch.count { try take(values + index * columns, &file) }
  }

  private mutating func take(_ row: UnsafePointer<Int64>, _ file: inout PageFile) throws(StoreError) {
    while true {
      switch order.take(row) {
      case .next:
        try write(row, &file)
        while let waiting = order.takeNext() { try write(waiting, &file) }
        return
      case .kept: return
      case .late:
        late.append(contentsOf: UnsafeBufferPointer(start: row, count: columns))
        return
      case .far:
        if order.passNext(before: row[0]) {
          while let waiting = order.takeNext() { try write(waiting, &file) }
        }
      }
    }
  }

  private mutating func write(_ row: UnsafePointer<Int64>, _ file: inout PageFile) throws(StoreError) {
    let bytes = cell.write(row)
    if !leaf.hasRoom(for: bytes.count) {
      leaf.note()
      leaves.append((try file.append(leaf.bytes), lastKey))
      leaf.clear()
    }
    leaf.append(bytes)
    lastKey = row[0]
  }

  /// Writes what is left, and the pages above the leaves.
  mutating func finish(_ file: inout PageFile) throws(StoreError) {
    while order.hasWaiting {
      while let waiting = order.takeNext() { try write(waiting, &file) }
      if order.hasWaiting { _ = order.passNext(before: order.next + 1) }
    }
    leaf.note()
    guard !leaves.isEmpty else { return try file.replace(root, with: leaf.bytes) }
    leaves.append((try file.append(leaf.bytes), lastKey))
    var level = leaves
    leaves = []
    while true {
      var above: [(page: UInt32, key: Int64)] = []
      var page = TreePage(.interior, size: file.pageSize)
      // Pages of the same number of children but for the last, which has two at least.
      let most = (file.pageSize - 12) / (2 + 4 + 9)
      var index = 0
      while index < level.count {
        var count = min(most, level.count - index)
        if level.count - index - count == 1 { count -= 1 }
        page.clear()
        for child in level[index..<index + count - 1] { append(child, to: &page) }
        let last = level[index + count - 1]
        page.note(rightmost: last.page)
        index += count
        if count == level.count { return try file.replace(root, with: page.bytes) }
        above.append((try file.append(page.bytes), last.key))
      }
      level = above
    }
  }

  private func append(_ child: (page: UInt32, key: Int64), to page: inout TreePage) {
    var key = InlineArray<12, UInt8>(repeating: 0)
    let size = Varint.write(UInt64(bitPattern: child.key), at: 0, &key)
    var cell = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<4 { cell[index] = UInt8(truncatingIfNeeded: child.page >> UInt32(24 - 8 * index)) }
    for index in 0..<size { cell[4 + index] = key[index] }
    cell.span.withUnsafeBytes { page.append(UnsafeRawBufferPointer(rebasing: $0[..<(4 + size)])) }
  }
}
