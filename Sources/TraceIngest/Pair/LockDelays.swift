/// Who delayed whom at an mmap_lock: each hold that ends while another thread waits is in that wait's way
/// when one of the two is for writing.
extension Pairing {
  /// Shorter waits are the cost of the lock itself.
  private static let shortestWait: Int64 = 10_000

  /// Waits remembered per mm.
  ///
  /// More mean that returns were lost.
  private static let maximumWaiters = 1024

  mutating func addWaiter(_ request: LockInProgress, _ thread: Int32) {
    let mm = Int(request.mm)
    if mms[mm].waiters.count >= Self.maximumWaiters { mms[mm].waiters.removeFirst() }
    mms[mm].waiters.append(
      LockWaiter(id: request.id, thread: thread, write: request.write, requested: request.requested))
  }

  mutating func forgetWaiter(_ request: LockInProgress) {
    mms[Int(request.mm)].waiters.removeAll { $0.id == request.id }
  }

  mutating func waiterReturned(_ request: LockInProgress, _ ts: Int64) throws(IngestError) {
    let mm = Int(request.mm)
    guard let index = mms[mm].waiters.lastIndex(where: { $0.id == request.id }) else { return }
    let waiter = mms[mm].waiters.remove(at: index)
    guard ts &- waiter.requested >= Self.shortestWait else { return }
    for delay in waiter.delays {
      let row: InlineArray<4, Int64> = [writers.lockDelay.newID(), waiter.id, delay.holder, delay.overlap]
      try writers.lockDelay.append(row.span)
    }
  }

  mutating func noteDelays(by hold: LockInProgress, _ thread: Int32, until ts: Int64) {
    let mm = Int(hold.mm)
    guard !mms[mm].waiters.isEmpty else { return }
    for index in mms[mm].waiters.indices
    where mms[mm].waiters[index].thread != thread && mms[mm].waiters[index].write | hold.write != 0 {
      let overlap = ts &- max(mms[mm].waiters[index].requested, hold.returned)
      if overlap > 0 { mms[mm].waiters[index].delays.append((hold.id, overlap)) }
    }
  }
}
