/// A thread on a CPU.
struct Stint {
  var id: Int64 = none
  var tid: Int32
  /// Slot of the thread when the stint began.
  ///
  /// Valid as long as the thread is current.
  var thread: Int32
  /// The mm switch_mm_irqs_off loaded for it, or noSlot.
  var mm: Int32 = noSlot
  var from: Int64
  /// Whether `from` is the time of a sched_switch or switch_mm, not just of a first sight.
  var beginIsKnown: Bool
  var loaded: Int64 = none
}

/// A stint that is over, for the question who ran during a copy.
struct PastStint {
  var tid: Int32
  var mm: Int32
  var from: Int64
  var to: Int64
}

/// A flush that a CPU carried out.
struct CarriedFlush {
  /// When it began at the earliest.
  ///
  /// In flush_tlb_func a CPU runs no user code, and after it none with old entries: a flush that began before
  /// a moment leaves no old entry to be used after it.
  var ts: Int64
  /// When it began at the latest: later than `ts` only where nothing but its end is an event.
  var latest: Int64
  var mm: Int32
  var start: UInt64
  var end: UInt64

  func covers(_ address: UInt64, of mm: Int32) -> Bool {
    self.mm == mm && start <= address && (address < end || end == UInt64.max)
  }
}

/// flush_tlb_func under way.
struct ReceiptInProgress {
  var id: Int64
  var request: Int64
  var tid: Int32
  var from: Int64
  var mm: Int32
  var start: Int64
  var end: Int64
  var generation: Int64
  var flushedAll = false

  /// What it flushes: what it was asked to, or everything where tlb_flush said so.
  var carried: CarriedFlush {
    let isAll = flushedAll || start == none || end == none
    return CarriedFlush(
      ts: from, latest: from, mm: mm, start: isAll ? 0 : UInt64(bitPattern: start),
      end: isAll ? UInt64.max : UInt64(bitPattern: end))
  }
}

/// What is known of a CPU.
///
/// History is bounded: only a copy's few microseconds are ever asked for.
struct CPUState {
  static let historyLength = 64

  var current: Stint?
  /// Thread that sched_switch switched from: it still is `common_pid` of the events of the switch itself.
  var switchedFrom: Int32 = -1
  /// mm that the last switch_mm_irqs_off loaded, or noSlot.
  var loadedMm: Int32 = noSlot
  var receipt: ReceiptInProgress?
  var lastTs: Int64 = none
  var pastStints = RecentRing<PastStint>(capacity: historyLength)
  var flushes = RecentRing<CarriedFlush>(capacity: historyLength)
  var kernelSpans = RecentRing<KernelSpan>(capacity: historyLength)

  /// Time of the last flush of anything of `mm` that this CPU carried out before `ts`, or `none`.
  func lastFlush(ofAnyPageOf mm: Int32, before ts: Int64) -> Int64 {
    var last = none
    for flush in flushes.elements where flush.mm == mm && flush.ts <= ts && flush.ts > last {
      last = flush.ts
    }
    if let receipt, receipt.mm == mm, receipt.from <= ts { last = max(last, receipt.from) }
    return last
  }

  /// Time of the last flush of `address` that this CPU carried out before `ts`, or `none`.
  func lastFlush(of address: UInt64, mm: Int32, before ts: Int64) -> Int64 {
    var last = none
    for flush in flushes.elements
    where flush.latest < ts && flush.ts > last && flush.covers(address, of: mm) {
      last = flush.ts
    }
    if let flush = receipt?.carried, flush.ts < ts, flush.covers(address, of: mm) {
      last = max(last, flush.ts)
    }
    return last
  }

  /// Time of the first flush of `address` that this CPU began at `ts` or later, or `none`.
  func firstFlush(of address: UInt64, mm: Int32, from ts: Int64) -> Int64 {
    var first = none
    for flush in flushes.elements
    where flush.latest >= ts && (first == none || flush.latest < first) && flush.covers(address, of: mm) {
      first = flush.latest
    }
    if first == none, let flush = receipt?.carried, flush.ts >= ts, flush.covers(address, of: mm) {
      first = flush.ts
    }
    return first
  }
}
