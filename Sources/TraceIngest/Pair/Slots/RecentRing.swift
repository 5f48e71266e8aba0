/// The last elements of a long series: adding to a full ring drops the oldest.
struct RecentRing<Element: ~Copyable>: ~Copyable {
  private let capacity: Int
  private var next = 0
  private var elements = GrowingBuffer<Element>()

  init(capacity: Int) { self.capacity = capacity }

  /// Elements it holds.
  var count: Int { elements.count }

  mutating func append(_ element: consuming Element) {
    guard elements.count >= capacity else { return elements.append(element) }
    elements[next] = element
    next = next + 1 == capacity ? 0 : next + 1
  }

  /// An element, in no order that matters.
  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress { UnsafePointer(elements.place(index)) }
  }
}
