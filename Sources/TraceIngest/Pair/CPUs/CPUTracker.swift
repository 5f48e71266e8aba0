/// What each CPU flushed, which mm it has loaded, when its threads were in the kernel; the table `tlb_flush_receipt`.
///
/// History is bounded: only a copy's few microseconds are ever asked for.
struct CPUTracker: ~Copyable {
  /// flush_tlb_func under way: its row, and what the row does not have.
  struct Receipt {
    var row: TlbFlushReceiptRow
    var mm: Mm
    var hasFlushedAll = false

    /// What it flushes: what it was asked to, or everything where tlb_flush said so.
    var carried: CarriedFlush {
      let isAll = hasFlushedAll || row.start == none || row.end == none
      let range =
        isAll
        ? FlushRange(allOf: mm)
        : FlushRange(mm: mm, start: UInt64(bitPattern: row.start), end: UInt64(bitPattern: row.end))
      return CarriedFlush(range: range, earliest: row.fromTs, latest: row.fromTs)
    }
  }

  struct CPUState: Blank, ~Copyable {
    /// The mm that the last switch_mm_irqs_off loaded.
    var loaded = Mm.unknown
    var receipt: Receipt?
    var flushes = RecentRing<CarriedFlush>(capacity: historyLength)
    var kernelSpans = RecentRing<KernelSpan>(capacity: historyLength)
  }

  private static let historyLength = 64

  private var states = SlotStates<CPUState>()
  private let writer: FactWriter<TlbFlushReceiptRow>

  init(_ writers: FactWriters) { writer = writers.tlbFlushReceipt }

  // MARK: flush_tlb_func

  mutating func receiptBegun(
    _ cpu: Int32, _ event: borrowing Event, _ mm: Mm, request: Int64
  ) throws(IngestError) {
    try endReceipt(cpu)
    var row = TlbFlushReceiptRow()
    row.tlbFlushReceiptID = writer.newID()
    row.tlbFlushRequestID = request
    row.cpu = Int64(cpu)
    row.tid = Int64(event.tid)
    row.fromTs = event.ts
    row.mmID = mm.id
    row.start = event.optionalSigned(FlushTlbFuncArgument.start)
    row.end = event.optionalSigned(FlushTlbFuncArgument.end)
    row.newTlbGen = event.optionalSigned(FlushTlbFuncArgument.newTlbGen)
    states[cpu].receipt = Receipt(row: row, mm: mm)
  }

  /// - Returns: since when the CPU was in it and for which thread, nil when it was not seen to enter.
  mutating func receiptEnded(
    _ cpu: Int32, _ event: borrowing Event
  ) throws(IngestError) -> (tid: Int32, since: Int64)? {
    guard var receipt = states[cpu].receipt.take() else {
      var half = TlbFlushReceiptRow()
      half.tlbFlushReceiptID = writer.newID()
      half.cpu = Int64(cpu)
      half.tid = Int64(event.tid)
      half.toTs = event.ts
      try writer.add(half)
      return nil
    }
    receipt.row.toTs = event.ts
    try writer.add(receipt.row)
    if receipt.mm.isKnown { states[cpu].flushes.append(receipt.carried) }
    return (Int32(truncatingIfNeeded: receipt.row.tid), receipt.row.fromTs)
  }

  /// Writes, as a half, what the CPU has under way.
  private mutating func endReceipt(_ cpu: Int32) throws(IngestError) {
    if let receipt = states[cpu].receipt { try writer.add(receipt.row) }
  }

  /// Writes, as a half, what the CPU has under way at the end of the recording.
  mutating func finish(_ cpu: Int32) throws(IngestError) { try endReceipt(cpu) }

  /// The mm and the request of the flush_tlb_func that the CPU is in.
  func receipt(_ cpu: Int32) -> (mm: Mm, request: Int64)? {
    states[cpu].receipt.map { ($0.mm, $0.row.tlbFlushRequestID) }
  }

  /// The flush_tlb_func that the CPU is in has flushed everything.
  mutating func receiptFlushesAll(_ cpu: Int32) { states[cpu].receipt?.hasFlushedAll = true }

  // MARK: flushes

  mutating func load(_ mm: Mm, on cpu: Int32) { states[cpu].loaded = mm }

  func loaded(on cpu: Int32) -> Mm { states[cpu].loaded }

  mutating func note(_ flush: CarriedFlush, on cpu: Int32) { states[cpu].flushes.append(flush) }

  /// Time of the last flush of anything of `mm` that the CPU carried out before `ts`, or NULL.
  func lastFlush(ofAnyPageOf mm: Mm, on cpu: Int32, before ts: Int64) -> Int64 {
    var last = none
    for index in 0..<states[cpu].flushes.count {
      let flush = states[cpu].flushes[index]
      if flush.range.mm == mm, flush.earliest <= ts { last = max(last, flush.earliest) }
    }
    if let receipt = states[cpu].receipt, receipt.mm == mm, receipt.row.fromTs <= ts {
      last = max(last, receipt.row.fromTs)
    }
    return last
  }

  /// Time of the last flush of `address` that the CPU carried out before `ts`, or NULL.
  func lastFlush(of address: UInt64, _ mm: Mm, on cpu: Int32, before ts: Int64) -> Int64 {
    var last = none
    for index in 0..<states[cpu].flushes.count {
      let flush = states[cpu].flushes[index]
      if flush.latest < ts, flush.earliest > last, flush.range.covers(address, of: mm) {
        last = flush.earliest
      }
    }
    if let flush = states[cpu].receipt?.carried, flush.earliest < ts, flush.range.covers(address, of: mm) {
      last = max(last, flush.earliest)
    }
    return last
  }

  /// Time of the first flush of `address` that the CPU began at `ts` or later, or NULL.
  func firstFlush(of address: UInt64, _ mm: Mm, on cpu: Int32, from ts: Int64) -> Int64 {
    var first = none
    for index in 0..<states[cpu].flushes.count {
      let flush = states[cpu].flushes[index]
      if flush.latest >= ts, first == none || flush.latest < first, flush.range.covers(address, of: mm) {
        first = flush.latest
      }
    }
    if first == none, let flush = states[cpu].receipt?.carried, flush.earliest >= ts,
      flush.range.covers(address, of: mm)
    {
      first = flush.earliest
    }
    return first
  }

  // MARK: time in the kernel

  /// A thread was in the kernel on the CPU for certain.
  mutating func note(_ span: KernelSpan, on cpu: Int32) { states[cpu].kernelSpans.append(span) }

  /// When the thread was in the kernel on the CPU for certain, in `[begin, end]`.
  func kernelSpans(of tid: Int32, on cpu: Int32, from begin: Int64, to end: Int64) -> [KernelSpan] {
    var spans: [KernelSpan] = []
    for index in 0..<states[cpu].kernelSpans.count {
      let span = states[cpu].kernelSpans[index]
      if span.tid == tid, span.to > begin, span.from < end { spans.append(span) }
    }
    return spans
  }
}
