/// Who delayed whom at an mmap_lock, the table `lock_delay`: each hold that ends while another thread waits is in
/// that wait's way when one of the two is for writing.
struct LockWaits: ~Copyable {
  /// A request for an mmap_lock that has not returned, with the holds that ended while it waited.
  struct Wait {
    var lock: Int64
    var thread: Int32
    var isForWriting: Bool
    var requested: Int64
    var delays: [(holder: Int64, overlap: Int64)] = []
  }

  struct MmState: Blank, ~Copyable {
    var waits: [Wait] = []
  }

  /// Shorter waits are the cost of the lock itself.
  private static let shortestWait: Int64 = 10_000
  /// Waits remembered per mm; more mean that returns were lost.
  private static let waitLimit = 1024

  private var states = SlotStates<MmState>()
  private let writer: FactWriter<LockDelayRow>

  init(_ writers: FactWriters) { writer = writers.lockDelay }

  /// A new mm has this slot.
  mutating func begin(_ mm: Mm) { states.reset(mm.slot) }

  mutating func begin(_ request: MmapLock, _ thread: Thread) {
    let mm = request.mm.slot
    if states[mm].waits.count >= Self.waitLimit { states[mm].waits.removeFirst() }
    states[mm].waits.append(
      Wait(
        lock: request.row.mmapLockID, thread: thread.slot, isForWriting: request.isForWriting,
        requested: request.row.requested))
  }

  mutating func forget(_ request: MmapLock) {
    states[request.mm.slot].waits.removeAll { $0.lock == request.row.mmapLockID }
  }

  mutating func end(_ request: MmapLock, _ ts: Int64) throws(IngestError) {
    let (mm, id) = (request.mm.slot, request.row.mmapLockID)
    guard let index = states[mm].waits.lastIndex(where: { $0.lock == id }) else { return }
    let wait = states[mm].waits.remove(at: index)
    guard ts &- wait.requested >= Self.shortestWait else { return }
    for delay in wait.delays {
      var row = LockDelayRow()
      row.lockDelayID = writer.newID()
      row.waiterID = id
      row.holderID = delay.holder
      row.overlap = delay.overlap
      try writer.add(row)
    }
  }

  /// A hold of `thread` ends.
  mutating func noteDelays(by hold: MmapLock, _ thread: Thread, until ts: Int64) {
    let mm = hold.mm.slot
    for index in states[mm].waits.indices
    where states[mm].waits[index].thread != thread.slot
      && (states[mm].waits[index].isForWriting || hold.isForWriting)
    {
      let overlap = ts &- max(states[mm].waits[index].requested, hold.row.returned)
      if overlap > 0 { states[mm].waits[index].delays.append((hold.row.mmapLockID, overlap)) }
    }
  }
}
