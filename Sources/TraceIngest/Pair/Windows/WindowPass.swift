/// Windows of one pass: a thread that walks upwards through an mm.
///
/// One clear_refs write opens a window per page-middle-directory entry, thousands at once; in a pass they are
/// sorted by address.
struct WindowPass: ~Copyable {
  let tid: Int64
  let path: ProtectPath
  /// Slots of windows, ascending and disjoint in address.
  private(set) var windows: [Int32]
  /// How many of them are open.
  var open = 1
  private var lastEnd: UInt64

  /// A pass that begins with `window`, which has `slot`.
  init(_ window: borrowing Window, _ slot: Int32) {
    tid = window.row.tid
    path = window.path
    windows = [slot]
    lastEnd = window.end
  }

  /// Whether `window` is the next of this pass.
  func continues(with window: borrowing Window) -> Bool {
    tid == window.row.tid && path == window.path && lastEnd <= window.start
  }

  /// Adds the window that has `slot` and ends at `end`.
  mutating func append(_ slot: Int32, end: UInt64) {
    windows.append(slot)
    open += 1
    lastEnd = end
  }

  /// Index of the first window that ends above `address`.
  func firstIndex(above address: UInt64, _ table: borrowing SlotTable<Window>) -> Int {
    let windows = windows.span
    var low = 0
    var high = windows.count
    while low < high {
      let middle = (low + high) / 2
      if table[windows[middle]].end <= address { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The window whose range has `address`, open or not; noSlot when there is none.
  func window(at address: UInt64, _ table: borrowing SlotTable<Window>) -> Int32 {
    let index = firstIndex(above: address, table)
    guard index < windows.count, table[windows[index]].start <= address else { return noSlot }
    return windows[index]
  }
}
