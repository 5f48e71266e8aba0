/// A CPU that has loaded an mm and kept its entries.
struct MmLoad {
  /// Row of its tlb_flush.
  var event: Int64
  var mm: Mm
  var cpu: Int32
  /// The run of a thread that it was for.
  var run: Int64
  /// When switch_mm_irqs_off was entered.
  var from: Int64
  /// The CPU's last flush of the mm before.
  var lastFlush: Int64
}

/// Loads that keep TLB entries while the mm is being flushed, the table `load_during_flush`.
///
/// On a correct kernel the CPU either reads the new TLB generation and flushes, or is sent the flush
/// (arch/x86/mm/tlb.c, switch_mm_irqs_off()).
struct LoadsDuringFlush: ~Copyable {
  /// Loads during flushes that have not ended.
  private var open: [(flush: Int64, load: MmLoad)] = []
  /// The last flushes that ended: a load may have begun before one of them ended.
  private var ended = RecentRing<EndedFlush>(capacity: 64)
  private let writer: FactWriter<LoadDuringFlushRow>

  init(_ writers: FactWriters) { writer = writers.loadDuringFlush }

  /// A load falls in a flush that is under way.
  mutating func note(_ load: MmLoad, during flush: Int64) { open.append((flush, load)) }

  /// A load began before flushes ended that have ended by now.
  func meetEnded(_ load: MmLoad, _ runs: borrowing RunTracker) throws(IngestError) {
    for index in 0..<ended.count
    where ended[index].range.mm == load.mm && ended[index].cpu != Int64(load.cpu)
      && ended[index].to >= load.from
    {
      try write(load, ended[index], runs)
    }
  }

  /// A flush has ended: it is known now which CPUs it reached.
  mutating func ended(_ flush: EndedFlush, _ runs: borrowing RunTracker) throws(IngestError) {
    ended.append(flush)
    guard !open.isEmpty else { return }
    for entry in open where entry.flush == flush.id { try write(entry.load, flush, runs) }
    open.removeAll { $0.flush == flush.id }
  }

  private func write(
    _ load: MmLoad, _ flush: EndedFlush, _ runs: borrowing RunTracker
  ) throws(IngestError) {
    var row = LoadDuringFlushRow()
    row.loadDuringFlushID = writer.newID()
    row.tlbFlushRequestID = flush.id
    row.tlbFlushID = load.event
    row.cpu = Int64(load.cpu)
    row.switchFrom = load.from
    row.received = flush.reach.receivers.contains(load.cpu) ? 1 : 0
    row.ipiSent = flush.reach.isSent ? 1 : 0
    row.stayed = runs.isUsing(load.run, on: CPUSlot.of(load.cpu)) ? 1 : 0
    row.lastFlush = load.lastFlush
    try writer.add(row)
  }
}
