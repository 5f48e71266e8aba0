@testable import TraceIngest

/// Signals as the events a kernel would record, for one execution after the other in one recording.
///
/// Every execution has an address space of its own and a stretch of time of its own, so thousands share a
/// database without knowing of each other.
struct SignalEvents {
  /// The page that all stores go to.
  static let page: UInt64 = 0x7f00_0000_1000
  static let tick: Int64 = 1000
  /// Ends of what is walked at once: the page's own table, and as much of several as mremap moves.
  private static let endOfTable: UInt64 = 0x7f00_0020_0000
  private static let moved: UInt64 = 0x40_0000

  /// Time of the last event.
  private(set) var now: Int64 = 1_000_000_000
  private var running: [Int32] = Array(repeating: 0, count: Machine.threads)

  /// Address of the mm of execution `number`.
  static func mm(_ number: Int) -> UInt64 { 0xffff_8880_0000_0000 + UInt64(number) * 0x1000 }
  /// The mm of owners that are in another process.
  private static let otherMm: UInt64 = 0xffff_8881_0000_0000
  /// Number of the execution whose mm is at `address`, nil when it is none's.
  static func execution(at address: UInt64) -> Int? {
    guard address >= mm(0), address < otherMm else { return nil }
    return Int((address - mm(0)) / 0x1000)
  }

  static func thread(_ index: Int, of number: Int) -> Int32 { Int32(1000 + 10 * (number % 2000) + index) }

  /// All events of `recordings`, one after the other.
  mutating func play(
    _ recordings: [(program: Program, signals: [UInt16])],
    _ take: (borrowing Event) throws(IngestError) -> Void
  ) throws(IngestError) {
    for (number, recording) in recordings.enumerated() {
      try begin(number, recording.program, take)
      try record(number, recording.signals, take)
      try end(number, recording.program, take)
    }
  }

  /// Whether argument `index` of `kind` is in the recording: neither the memory cgroup of mmap_lock events
  /// nor the count inside mmap_lock is, nor more of handle_mm_fault and do_wp_page than is needed.
  static func isRecorded(_ index: Int, of kind: EventKind) -> Bool {
    switch kind {
    case .mmapLockStartLocking, .mmapLockAcquireReturned, .mmapLockReleased: index != 2
    case .changeProtection, .clearRefsPteRange: index != 3
    case .copyPageRange, .handleMmFault: index < 3
    case .doWpPage: index < 2
    default: true
    }
  }

  /// The threads of an execution come onto their CPUs.
  private mutating func begin(
    _ number: Int, _ program: Program, _ take: (borrowing Event) throws(IngestError) -> Void
  ) throws(IngestError) {
    for (cpu, role) in program.roles.enumerated() {
      if case .absent = role { continue }
      let next = Self.thread(cpu, of: number)
      // sched_switch fires before the switch, and what the switch does is still recorded for the thread before.
      try take(event(.schedSwitch, cpu, running[cpu], [UInt64(running[cpu]), UInt64(next), 0]))
      let mm = program.isInMm[cpu] ? Self.mm(number) : Self.otherMm
      try take(event(.switchMmIrqsOff, cpu, running[cpu], [mm]))
      running[cpu] = next
    }
  }

  /// What happened in it, in order.
  private mutating func record(
    _ number: Int, _ signals: [UInt16], _ take: (borrowing Event) throws(IngestError) -> Void
  ) throws(IngestError) {
    let mm = Self.mm(number)
    for bits in signals {
      let signal = Signal(bits: bits)
      guard signal.kind.isRecorded else { continue }
      let (kind, arguments) = Self.event(signal, mm)
      try take(event(kind, signal.thread, Self.thread(signal.thread, of: number), arguments))
    }
  }

  /// The address space and its threads go away: windows that nobody flushed end with it.
  private mutating func end(
    _ number: Int, _ program: Program, _ take: (borrowing Event) throws(IngestError) -> Void
  ) throws(IngestError) {
    try take(event(.exitMmap, 1, Self.thread(1, of: number), [Self.mm(number)]))
    for (cpu, role) in program.roles.enumerated() {
      if case .absent = role { continue }
      try take(event(.schedProcessExit, cpu, running[cpu], [UInt64(running[cpu])]))
    }
  }

  private mutating func event(_ kind: EventKind, _ cpu: Int, _ tid: Int32, _ arguments: [UInt64]) -> Event {
    now += Self.tick
    var all = InlineArray<6, UInt64>(repeating: 0)
    for (index, argument) in arguments.enumerated() { all[index] = argument }
    var present: UInt8 = 0
    for index in kind.argumentNames.indices where Self.isRecorded(index, of: kind) {
      present |= 1 << UInt8(index)
    }
    return Event(ts: now, cpu: Int32(cpu), tid: tid, kind: kind, present: present, arguments: all)
  }

  /// The arguments by the index that `EventKind` documents.
  private static func event(_ signal: Signal, _ mm: UInt64) -> (EventKind, [UInt64]) {
    let variant = UInt64(signal.variant)
    let end = page + 0x1000
    let tlb = 0xffff_c900_0000_0000 + UInt64(signal.thread) * 0x1000
    switch signal.kind {
    case .lockStart: return (.mmapLockStartLocking, [mm, variant])
    case .lockReturned: return (.mmapLockAcquireReturned, [mm, variant, 0, 1])
    case .lockReleased: return (.mmapLockReleased, [mm, variant])
    case .pageFault: return (.pageFaultUser, [page + 8, 0x40_1000, 7])
    case .handleFault:
      // FAULT_FLAG_WRITE, and USER, REMOTE or VMA_LOCK (include/linux/mm_types.h).
      let flags: UInt64 =
        signal.variant & Signal.isRemote != 0 ? 0x81 : signal.variant & Signal.perVMALock != 0 ? 0x1041 : 0x41
      return (.handleMmFault, [mm, page + 8, flags])
    case .handleFaultReturn: return (.handleMmFaultReturn, [variant == 1 ? 0x400 : 0])
    case .wpPage: return (.doWpPage, [mm, page + 8])
    case .wpPageReturn: return (.doWpPageReturn, [0])
    case .wpPageCopy: return (.wpPageCopy, [page + 8])
    case .clearFlush: return (.ptepClearFlush, [mm, page])
    case .clearFlushReturn: return (.ptepClearFlushReturn, [])
    case .clearRefs: return (.clearRefsWrite, [])
    case .clearRefsReturn: return (.clearRefsWriteReturn, [1])
    case .pteRange: return (.clearRefsPteRange, [mm, page, end])
    case .pteRangeReturn: return (.clearRefsPteRangeReturn, [])
    case .changeProtection: return (.changeProtection, [mm, page, end, 0, [0, 4, 8][Int(variant)], tlb])
    case .changeProtectionReturn: return (.changeProtectionReturn, [1])
    case .copyPageRange: return (.copyPageRange, [mm, page, end])
    case .copyPageRangeReturn: return (.copyPageRangeReturn, [0])
    case .uffdRange: return (.uffdWpRange, [mm, page, 0x1000, 1 - variant])
    case .gather: return (.tlbGatherMmu, [tlb, mm])
    // An mmu_gather that collected nothing has start above end (__tlb_reset_range).
    case .finish: return (.tlbFinishMmu, variant == 1 ? [tlb, mm, .max, 0] : [tlb, mm, page, end])
    case .finishReturn: return (.tlbFinishMmuReturn, [])
    case .pagemapScan: return (.pagemapScanPmdEntry, [mm, page, Self.endOfTable])
    case .pagemapScanReturn: return (.pagemapScanPmdEntryReturn, [])
    case .changeEntry: return (.makeUffdWpPte, [page, variant == 1 ? 0x67 : 0x25])
    case .moveTables: return (.movePageTables, [mm, page, Self.moved])
    case .moveTablesReturn: return (.movePageTablesReturn, [])
    case .writeProtectPage: return (.writeProtectPage, [mm, page, Self.endOfTable])
    case .writeProtectPageReturn: return (.writeProtectPageReturn, [0])
    case .flush: return (.flushTlbMmRange, [mm] + range(of: FlushSpan(rawValue: signal.variant) ?? .page))
    case .batchFlush: return (.archTlbbatchFlush, [])
    case .batchFlushReturn: return (.archTlbbatchFlushReturn, [])
    case .flushReturn: return (.flushTlbMmRangeReturn, [])
    case .receipt:
      let range: [UInt64] = variant & 8 != 0 ? [0, .max] : [page, end]
      return (.flushTlbFunc, [0xffff_8880_ffff_0000, variant & 4 != 0 ? 0 : mm] + range + [2, variant & 3])
    case .receiptReturn: return (.flushTlbFuncReturn, [])
    case .tlbFlush: return (.tlbFlush, [variant & 7, variant & 8 != 0 ? .max : 1])
    case .stores, .protects, .copies, .frees, .writesOut, .looksAhead: preconditionFailure("no event")
    }
  }

  /// What flush_tlb_mm_range() is asked for: start, end, stride, freed_tables.
  private static func range(of span: FlushSpan) -> [UInt64] {
    switch span {
    case .everything, .batch: [0, .max, 12, 1]
    case .page: [page, page + 0x1000, 12, 0]
    case .tables: [page, page + moved, 12, 0]
    case .elsewhere: [page + 0x1000, page + 0x2000, 12, 0]
    }
  }
}
