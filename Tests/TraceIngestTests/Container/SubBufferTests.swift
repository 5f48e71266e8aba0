import TestSupport
import Testing

@testable import TraceIngest

@Suite struct SubBufferTests {
  static let layouts = [
    SubBufferLayout(longSize: 8, dataOffset: 16, isBigEndian: false),
    SubBufferLayout(longSize: 4, dataOffset: 12, isBigEndian: false),
    SubBufferLayout(longSize: 8, dataOffset: 16, isBigEndian: true),
    SubBufferLayout(longSize: 4, dataOffset: 12, isBigEndian: true),
  ]

  /// Times and payloads of a sub-buffer, its mark, and whether it is sound.
  private func walk(
    _ page: [UInt8], _ layout: SubBufferLayout
  ) -> (records: [(UInt64, [UInt8])], missed: SubBufferCursor.Missed, isSound: Bool) {
    page.withUnsafeBytes { page in
      var cursor = SubBufferCursor(bigEndian: layout.isBigEndian)
      var isSound = cursor.load(page, layout: layout)
      var records: [(UInt64, [UInt8])] = []
      loop: while true {
        switch cursor.next() {
        case .record:
          let bytes = UnsafeRawBufferPointer(start: cursor.record, count: cursor.recordSize)
          records.append((cursor.timestamp, Array(bytes)))
        case .end: break loop
        case .damaged:
          isSound = false
          break loop
        }
      }
      return (records, cursor.missed, isSound)
    }
  }

  @Test(arguments: layouts) func everyRecordType(_ layout: SubBufferLayout) {
    var page = SubBufferBuilder(layout, timestamp: 1_000_000)
    page.record([1, 2, 3, 4])
    page.record([5, 6, 7, 8, 9, 10, 11, 12], delta: 7)
    page.record([UInt8](repeating: 9, count: 116), delta: 3, long: true)
    page.discarded(bytes: 12, delta: 5)
    page.timeExtend(1 << 40)
    page.record([1, 1, 1, 1], delta: 2)
    page.timeStamp(0x0123_4567_89ab_cdef)
    page.record([2, 2, 2, 2])
    page.record([3, 3, 3, 3])
    page.paddingToEnd()
    page.record([4, 4, 4, 4])
    let (records, missed, isSound) = walk(page.bytes(), layout)
    let times: [UInt64] = [
      1_000_000, 1_000_007, 1_000_010, 1_000_015 + (1 << 40) + 2, 0x0123_4567_89ab_cdef,
      0x0123_4567_89ab_cdef,
    ]
    #expect(records.map(\.0) == times)
    #expect(records.map(\.1.count) == [4, 8, 116, 4, 4, 4])
    #expect(records.first?.1 == [1, 2, 3, 4])
    #expect(missed == .none)
    #expect(isSound)
  }

  @Test(arguments: layouts) func timeStampKeepsTheTopFiveBits(_ layout: SubBufferLayout) {
    var page = SubBufferBuilder(layout, timestamp: 0xa800_0000_0000_0001)
    page.timeStamp(0x0700_0000_0000_0042)
    page.record([0, 0, 0, 0])
    #expect(walk(page.bytes(), layout).records.first?.0 == 0xaf00_0000_0000_0042)
  }

  @Test(arguments: layouts) func lostMarks(_ layout: SubBufferLayout) {
    var page = SubBufferBuilder(layout, timestamp: 5)
    page.timeExtend(1 << 30)
    page.record([0, 0, 0, 0])
    #expect(walk(page.bytes(missed: .count(77)), layout).missed == .count(77))
    #expect(walk(page.bytes(missed: .unknown), layout).missed == .unknown)
    #expect(walk(page.bytes(), layout).missed == .none)
    #expect(walk(page.bytes(missed: .count(77)), layout).records.count == 1)
  }

  @Test(arguments: layouts) func damageEndsTheSubBuffer(_ layout: SubBufferLayout) {
    var page = SubBufferBuilder(layout, timestamp: 5)
    page.record([1, 2, 3, 4])
    #expect(walk(page.bytes(commit: 100_000), layout).isSound == false)
    #expect(walk(page.bytes(commit: 100_000), layout).records.count == 1)
    #expect(walk(page.bytes(commit: 6), layout).isSound == false)
    #expect(walk(Array(page.bytes()[..<10]), layout).isSound == false)
    page.raw(0)
    page.raw(0xffff_ffff)
    #expect(walk(page.bytes(), layout).isSound == false)
    #expect(walk(page.bytes(), layout).records.count == 1)
  }

  @Test(arguments: layouts) func randomBytesStayInside(_ layout: SubBufferLayout) {
    var dice = Dice(seed: 1)
    for _ in 0..<500 {
      let page = (0..<256).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
      for (_, payload) in walk(page, layout).records { #expect(payload.count <= 256) }
    }
  }
}
