/// A binary heap: the smallest element first, for merging what is sorted already.
struct MinHeap<Element: Comparable> {
  private var elements: [Element] = []

  /// The smallest element, nil when there is none.
  @inline(__always)
  var first: Element? { elements.first }

  /// The smallest element but the first, nil when there is none.
  @inline(__always)
  var second: Element? {
    switch elements.count {
    case 0, 1: nil
    case 2: elements[1]
    default: elements[1] < elements[2] ? elements[1] : elements[2]
    }
  }

  /// Adds an element.
  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the first element out, and puts `element` in, if there is one.
  mutating func replaceFirst(with element: Element?) {
    guard !elements.isEmpty else { return }
    if let element {
      elements[0] = element
    } else {
      let last = elements.removeLast()
      guard !elements.isEmpty else { return }
      elements[0] = last
    }
    var parent = 0
    while 2 * parent + 1 < elements.count {
      var child = 2 * parent + 1
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
