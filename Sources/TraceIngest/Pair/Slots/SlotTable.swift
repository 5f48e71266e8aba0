/// No slot: the thread, mm, window or request is not known.
let noSlot: Int32 = -1

/// Things that come and go: each has a slot while it is there, which is then given to another.
///
/// Memory follows how many there are at once. What has gone stays readable until its slot is given again, so
/// that whoever comes late finds out by its id.
struct SlotTable<Element: ~Copyable>: ~Copyable {
  private var elements = GrowingBuffer<Element>()
  private var free: [Int32] = []

  /// Slots that were ever given: all of them are below.
  var count: Int32 { Int32(elements.count) }

  /// Puts an element in the slot that became free last, or in a new one.
  mutating func insert(_ element: consuming Element) -> Int32 {
    if let slot = free.popLast() {
      elements[Int(slot)] = element
      return slot
    }
    elements.append(element)
    return Int32(elements.count - 1)
  }

  /// Lets `slot` be given again.
  mutating func remove(_ slot: Int32) { free.append(slot) }

  /// The place of an element; valid until the next is inserted.
  @inline(__always)
  func place(_ slot: Int32) -> UnsafeMutablePointer<Element> { elements.place(Int(slot)) }

  subscript(slot: Int32) -> Element {
    @inline(__always) unsafeAddress { UnsafePointer(place(slot)) }
    @inline(__always) unsafeMutableAddress { place(slot) }
  }
}
