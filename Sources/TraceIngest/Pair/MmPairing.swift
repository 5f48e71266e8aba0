internal import TraceStore

/// Address spaces: kernel pointers to generations.
extension Pairing {
  /// Slot of the mm at `address`.
  ///
  /// `begins` says that the event can be the first of a new mm. After an mm went through its last full
  /// unmap, such an event at its address is about another mm: the kernel has reused the memory.
  mutating func mmSlot(_ address: UInt64, _ ts: Int64, begins: Bool = false) throws(IngestError) -> Int32 {
    var slot = noSlot
    if lastMm.address == address, lastMm.slot != noSlot {
      slot = lastMm.slot
    } else if let known = mmSlots[address] {
      slot = known
      lastMm = (address, slot)
    }
    guard slot != noSlot else { return newMm(address, generation: 1, ts) }
    if begins, mms[Int(slot)].isEnding {
      let generation = mms[Int(slot)].generation
      try retireMm(slot)
      return newMm(address, generation: generation + 1, ts)
    }
    mms[Int(slot)].lastTs = ts
    return slot
  }

  /// `mm_id` of a slot as a row has it.
  func mmID(_ slot: Int32) -> Int64 { slot == noSlot ? none : mms[Int(slot)].id }

  private mutating func newMm(_ address: UInt64, generation: Int64, _ ts: Int64) -> Int32 {
    let state = MmState(
      id: writers.mm.newID(), address: address, generation: generation, firstTs: ts, lastTs: ts)
    let slot: Int32
    if let free = freeMms.popLast() {
      slot = free
      mms[Int(slot)] = state
    } else {
      slot = Int32(mms.count)
      mms.append(state)
    }
    mmSlots[address] = slot
    lastMm = (address, slot)
    return slot
  }

  /// Writes the row of an mm whose address another mm has taken over, and frees its slot later: a thread
  /// that has not been seen since may still name it.
  private mutating func retireMm(_ slot: Int32) throws(IngestError) {
    try writeMm(slot)
    retiredMms.append(slot)
    if retiredMms.count >= 2 * Self.retiredMmDelay {
      freeMms.append(contentsOf: retiredMms.prefix(Self.retiredMmDelay))
      retiredMms.removeFirst(Self.retiredMmDelay)
    }
  }

  /// The mm went through exit_mmap: its windows have ended, whoever flushed.
  mutating func mmEnded(_ slot: Int32, _ ts: Int64) throws(IngestError) {
    guard slot != noSlot, !mms[Int(slot)].isEnding else { return }
    mms[Int(slot)].isEnding = true
    mms[Int(slot)].endedTs = ts
    try endAllWindows(of: slot, ts)
  }

  mutating func mmExited(_ thread: Int32, _ event: borrowing Event) throws(IngestError) {
    let mm = try mmSlot(event.arguments[0], event.ts)
    try writeCall(.exitMmap, thread, event, mm: mm)
    try mmEnded(mm, event.ts)
  }

  mutating func writeMm(_ slot: Int32) throws(IngestError) {
    let mm = mms[Int(slot)]
    let row: InlineArray<6, Int64> = [
      mm.id, Int64(bitPattern: mm.address), mm.generation, mm.firstTs, mm.lastTs, mm.endedTs,
    ]
    try writers.mm.append(row.span)
  }
}
