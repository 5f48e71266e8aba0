import Testing

@testable import TraceIngest

/// The heap that merges streams and sorted runs.
@Suite struct MinHeapTests {
  @Test func givesTheSmallestAndTheNext() {
    // A permutation of 0..<101: 37 is no divisor of 101.
    let numbers = (0..<101).map { $0 * 37 % 101 }
    var heap = MinHeap<Int>()
    for number in numbers { heap.insert(number) }
    for expected in 0..<101 {
      #expect(heap.first == expected)
      #expect(heap.second == (expected < 100 ? expected + 1 : nil))
      heap.replaceFirst(with: nil)
    }
    #expect(heap.first == nil)
    heap.replaceFirst(with: 1)
    #expect(heap.first == nil)
  }

  @Test func aReplacedElementFindsItsPlace() {
    var heap = MinHeap<Int>()
    for number in [5, 1, 4, 2, 3] { heap.insert(number) }
    var taken: [Int] = []
    // Every element comes back once, larger.
    while let first = heap.first, taken.count < 10 {
      taken.append(first)
      heap.replaceFirst(with: first < 10 ? first + 10 : nil)
    }
    #expect(taken == [1, 2, 3, 4, 5, 11, 12, 13, 14, 15])
  }
}
