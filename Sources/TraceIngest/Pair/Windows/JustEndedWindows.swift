/// Windows that ended at the latest moment at which any did: a fault that begins in the same tick may have met them.
struct JustEndedWindows: ~Copyable {
  private var ts: Int64 = none
  private var windows: [(id: Int64, start: UInt64, end: UInt64)] = []

  /// A window ends.
  mutating func note(_ id: Int64, _ start: UInt64, _ end: UInt64, _ ts: Int64) {
    if ts != self.ts { windows.removeAll(keepingCapacity: true) }
    self.ts = ts
    windows.append((id, start, end))
  }

  /// Those with `address`, if they ended at `ts`.
  func windows(at ts: Int64, around address: UInt64) -> [Int64] {
    guard ts == self.ts else { return [] }
    return windows.filter { $0.start <= address && address < $0.end }.map(\.id)
  }
}
