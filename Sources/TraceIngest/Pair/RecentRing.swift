/// The last elements of a long series: appending to a full ring drops the oldest.
struct RecentRing<Element> {
  private let capacity: Int
  private var next = 0
  /// The elements it holds, in no order that matters.
  private(set) var elements: [Element] = []

  init(capacity: Int) { self.capacity = capacity }

  mutating func append(_ element: Element) {
    guard elements.count >= capacity else { return elements.append(element) }
    elements[next] = element
    next = (next + 1) % capacity
  }
}
