/// Addresses of an mm that a flush covers.
struct FlushRange {
  var mm: Mm
  var start: UInt64
  /// First address after; all bits mean that everything above `start` is covered.
  var end: UInt64

  /// All of an mm.
  init(allOf mm: Mm) { self.init(mm: mm, start: 0, end: UInt64.max) }

  init(mm: Mm, start: UInt64, end: UInt64) {
    self.mm = mm
    self.start = start
    self.end = end
  }

  @inline(__always)
  func covers(_ address: UInt64) -> Bool { start <= address && (address < end || end == UInt64.max) }

  func covers(_ address: UInt64, of mm: Mm) -> Bool { self.mm == mm && covers(address) }
}
