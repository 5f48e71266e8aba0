internal import TraceStore

/// Address spaces: kernel pointers to generations, and the table `mm`.
struct AddressSpaceTracker: ~Copyable {
  /// What is known of an address space.
  struct Life: ~Copyable {
    var row: MmRow
    /// It went through its last full unmap: the next beginning at this address is another mm.
    var isEnding = false
  }

  private static let retiringDelay = 4096

  private var lives = SlotTable<Life>()
  private var slots: [UInt64: Int32] = [:]
  /// Slots whose address another mm has taken over, oldest first: a thread that has not been seen since may
  /// still name one.
  private var retired: [Int32] = []
  /// The last answers, by a hash of the address: most events find their mm here.
  private var recent = GrowingBuffer<Int32>(repeating: noSlot, count: 32)
  private let writer: FactWriter<MmRow>

  init(_ writers: FactWriters) { writer = writers.mm }

  /// The mm at `address`, nil when it is new.
  ///
  /// `begins` says that the event can be the first of a new mm. After an mm went through its last full
  /// unmap, such an event at its address is about another mm: the kernel has reused the memory.
  @inline(__always)
  mutating func known(_ address: UInt64, _ ts: Int64, begins: Bool) -> Mm? {
    let place = Self.place(address)
    var slot = recent[place]
    if slot == noSlot || lives[slot].row.address != Int64(bitPattern: address) {
      guard let found = slots[address] else { return nil }
      slot = found
      recent[place] = slot
    }
    let life = lives.place(slot)
    guard !(begins && life.pointee.isEnding) else { return nil }
    life.pointee.row.lastTs = ts
    return Mm(slot: slot, id: life.pointee.row.mmID)
  }

  /// Begins to follow the mm that is at `address` now.
  mutating func add(_ address: UInt64, _ ts: Int64) throws(IngestError) -> Mm {
    var row = MmRow()
    row.mmID = writer.newID()
    row.address = Int64(bitPattern: address)
    row.generation = 1
    row.firstTs = ts
    row.lastTs = ts
    if let before = slots[address] {
      row.generation = lives[before].row.generation + 1
      try retire(before)
    }
    let mm = Mm(slot: lives.insert(Life(row: row)), id: row.mmID)
    slots[address] = mm.slot
    recent[Self.place(address)] = mm.slot
    return mm
  }

  /// The mm goes through its last full unmap; false when that is known already.
  mutating func end(_ mm: Mm, _ ts: Int64) -> Bool {
    guard mm.isKnown, !lives[mm.slot].isEnding else { return false }
    lives[mm.slot].isEnding = true
    lives[mm.slot].row.endedTs = ts
    return true
  }

  /// Writes all that are left.
  mutating func finish() throws(IngestError) {
    for slot in slots.values.sorted() { try writer.add(lives[slot].row) }
  }

  @inline(__always)
  private static func place(_ address: UInt64) -> Int {
    Int(truncatingIfNeeded: ((address >> 6) &* 0x9e37_79b9_7f4a_7c15) >> 59)
  }

  private mutating func retire(_ slot: Int32) throws(IngestError) {
    try writer.add(lives[slot].row)
    retired.append(slot)
    guard retired.count >= 2 * Self.retiringDelay else { return }
    for slot in retired.prefix(Self.retiringDelay) { lives.remove(slot) }
    retired.removeFirst(Self.retiringDelay)
  }
}
