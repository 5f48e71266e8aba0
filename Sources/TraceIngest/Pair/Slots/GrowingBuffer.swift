/// Elements in one block of memory that grows at its end.
///
/// They are changed in their places, never copied, and may own things: an array can do neither for certain. Elements
/// are addressed, not yielded: a coroutine per access, where it is not inlined, costs more than the access.
struct GrowingBuffer<Element: ~Copyable>: ~Copyable {
  private(set) var count = 0
  private var storage: UnsafeMutableBufferPointer<Element>

  init() { storage = UnsafeMutableBufferPointer(start: nil, count: 0) }

  /// `count` times the same element.
  init(repeating element: Element, count: Int) where Element: Copyable {
    storage = .allocate(capacity: count)
    storage.initialize(repeating: element)
    self.count = count
  }

  deinit {
    _ = storage.extracting(..<count).deinitialize()
    storage.deallocate()
  }

  mutating func append(_ element: consuming Element) {
    if count == storage.count { grow() }
    storage.initializeElement(at: count, to: element)
    count += 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(4, 2 * storage.count))
    _ = larger.moveInitialize(fromContentsOf: storage.extracting(..<count))
    storage.deallocate()
    storage = larger
  }

  /// Appends what is at `place`, without a copy between.
  mutating func append(copyOf place: UnsafePointer<Element>) where Element: Copyable {
    if count == storage.count { grow() }
    if let base = storage.baseAddress { (base + count).initialize(from: place, count: 1) }
    count += 1
  }

  /// Drops the element at `index`; those behind it move up.
  mutating func remove(at index: Int) {
    let place = place(index)
    place.deinitialize(count: 1)
    place.moveInitialize(from: place + 1, count: count - index - 1)
    count -= 1
  }

  /// The place of the element at `index`, which must be there; valid until the next is appended.
  @inline(__always)
  func place(_ index: Int) -> UnsafeMutablePointer<Element> {
    guard index >= 0, index < count, let base = storage.baseAddress else {
      preconditionFailure("no element \(index) of \(count)")
    }
    return base + index
  }

  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress { UnsafePointer(place(index)) }
    @inline(__always) unsafeMutableAddress { place(index) }
  }
}
