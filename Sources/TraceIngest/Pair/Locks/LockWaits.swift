/// Who delayed whom at an mmap_lock, the table `lock_delay`: each hold that ends while another thread waits is in
/// that wait's way when one of the two is for writing.
///
/// Locks are read in their places: they are large, and a copy of what was just written is waited for.
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

  mutating func begin(_ request: UnsafePointer<MmapLock>, _ thread: Thread) {
    let mm = request.pointee.mm.slot
    if states[mm].waits.count >= Self.waitLimit { states[mm].waits.removeFirst() }
    states[mm].waits.append(
      Wait(
        lock: request.pointee.row.mmapLockID, thread: thread.slot, isForWriting: request.pointee.isForWriting,
        requested: request.pointee.row.requested))
  }

  mutating func forget(_ request: UnsafePointer<MmapLock>) {
    let id = request.pointee.row.mmapLockID
    states[request.pointee.mm.slot].waits.removeAll { $0.lock == id }
  }

  mutating func end(_ request: UnsafePointer<MmapLock>, _ ts: Int64) throws(IngestError) {
    let (mm, id) = (request.pointee.mm.slot, request.pointee.row.mmapLockID)
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
  mutating func noteDelays(by hold: UnsafePointer<MmapLock>, _ thread: Thread, until ts: Int64) {
    let state = states.place(hold.pointee.mm.slot)
    guard !state.pointee.waits.isEmpty else { return }
    let (id, returned, isForWriting) = (
      hold.pointee.row.mmapLockID, hold.pointee.row.returned, hold.pointee.isForWriting
    )
    for index in state.pointee.waits.indices
    where state.pointee.waits[index].thread != thread.slot
      && (state.pointee.waits[index].isForWriting || isForWriting)
    {
      let overlap = ts &- max(state.pointee.waits[index].requested, returned)
      if overlap > 0 { state.pointee.waits[index].delays.append((id, overlap)) }
    }
  }
}
