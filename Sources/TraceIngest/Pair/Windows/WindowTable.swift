/// The windows in memory, by mm, pass and address.
struct WindowTable: ~Copyable {
  struct MmState: Blank, ~Copyable {
    /// Passes with open windows, oldest first.
    var passes: [Int32] = []
  }

  private var windows = SlotTable<Window>()
  private var passes = SlotTable<WindowPass>()
  private var mms = SlotStates<MmState>()
  /// How many windows are open.
  private(set) var open = 0

  /// A new mm has this slot.
  mutating func begin(_ mm: Mm) { mms.reset(mm.slot) }

  /// Adds an open window to the pass it continues, or a new one.
  mutating func insert(_ window: consuming Window) -> Int32 {
    let mm = window.mm.slot
    let slot = windows.insert(window)
    open += 1
    if let last = mms[mm].passes.last, passes[last].continues(with: windows[slot]) {
      let end = windows[slot].end
      passes[last].append(slot, end: end)
      windows[slot].pass = last
    } else {
      let pass = passes.insert(WindowPass(windows[slot], slot))
      mms[mm].passes.append(pass)
      windows[slot].pass = pass
    }
    return slot
  }

  /// The window awaits no flush any more; it stays until its pass is removed.
  mutating func close(_ slot: Int32) {
    windows[slot].isOpen = false
    passes[windows[slot].pass].open -= 1
    open -= 1
  }

  /// Frees the slots of passes without open windows.
  mutating func removeEndedPasses(of mm: Mm) {
    guard mm.isKnown else { return }
    for pass in mms[mm.slot].passes where passes[pass].open == 0 {
      // A thread may still be inside the function of a window that its own flush has ended.
      for slot in passes[pass].windows { windows.remove(slot) }
      passes.remove(pass)
    }
    let left = mms[mm.slot].passes.filter { passes[$0].open > 0 }
    mms[mm.slot].passes = left
  }

  subscript(slot: Int32) -> Window {
    @inline(__always) unsafeAddress { UnsafePointer(windows.place(slot)) }
    @inline(__always) unsafeMutableAddress { windows.place(slot) }
  }

  /// Passes of `mm` with open windows, oldest first.
  func passes(of mm: Mm) -> [Int32] { mm.isKnown ? mms[mm.slot].passes : [] }

  /// All passes with open windows, in the order of mm slots.
  func allPasses() -> [Int32] { (0..<mms.count).flatMap { mms[$0].passes } }

  /// Slots of the windows of a pass, upwards, open or not.
  func slots(in pass: Int32) -> [Int32] { passes[pass].windows }

  /// Index in `slots(in:)` of the first window that ends above `address`.
  func firstIndex(in pass: Int32, above address: UInt64) -> Int {
    passes[pass].firstIndex(above: address, windows)
  }

  /// Calls `body` with the slot of each window of `mm` that awaits a flush of `address`.
  @inline(__always)
  func forEachAwaitingFlush(of address: UInt64, in mm: Mm, _ body: (Int32) -> Void) {
    for pass in mms[mm.slot].passes {
      let slot = passes[pass].window(at: address, windows)
      if slot != noSlot, windows[slot].awaitsFlush(of: address) { body(slot) }
    }
  }
}
