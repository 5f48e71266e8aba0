/// The threads that change the page's protection.
extension Program {
  func own(_ steps: [[Part]], _ thread: Int, _ machine: Machine) -> Step? {
    let counter = Int(machine.counters[thread])
    guard counter < steps.count else { return nil }
    var step = Step(machine, thread)
    for part in steps[counter] {
      if part.isTimed(step) { step.write(Footprint.windowTimes) }
      guard run(part, &step) else { return nil }
    }
    step.machine.counters[thread] += 1
    return step
  }

  private func run(_ part: Part, _ step: inout Step) -> Bool {
    switch part {
    case .lockForWriting:
      step.emit(.lockStart, 1)
      step.emit(.lockReturned, 1)
      return step.lockForWriting()
    case .lockForReading:
      step.emit(.lockStart)
      step.emit(.lockReturned)
      return step.lockForReading()
    case .downgrade:
      // One event, and before the fact (include/linux/mmap_lock.h).
      step.emit(.lockReturned)
      step.unlock(keepingRead: true)
    case .unlock:
      step.emit(.lockReleased, step.machine.mmapWriter == UInt8(step.thread) ? 1 : 0)
      step.unlock()
    case .lockVMA: return step.lockVMAForWriting()
    case .lockTable: return step.lockTable()
    case .unlockTable: step.unlockTable()
    case .enterClearRefs: step.emit(.clearRefs)
    case .leaveClearRefs: step.emit(.clearRefsReturn)
    case .enter(let path):
      step.emit(path.entry, path.variant)
      step.machine.windowsOpen += 1
      step.owner.hasWindow = true
      step.owner.isInside = path.flushesInside
      step.owner.tellsChanges = path == .pagemapScan
    case .leave(let path):
      step.emit(path.exit)
      step.owner.isInside = false
      // Whether a CPU flushed before or after this is what tells lost_write from copied.
      step.read(Footprint.receipts)
    case .enterUserfault(let resolves): step.emit(.uffdRange, resolves ? Signal.resolves : 0)
    case .gather:
      step.emit(.gather)
      promise(&step, 1)
    case .finish(let isEmpty): step.emit(.finish, isEmpty ? 1 : 0)
    case .finished:
      step.emit(.finishReturn)
      promise(&step, -1)
    case .protect: return protect(&step, adding: 0)
    case .protectForUserfault: return protect(&step, adding: Entry.userfault)
    case .resolveUserfault:
      step.read(Footprint.entry)
      guard step.machine.entry.isUserfault, withTable(&step) else { return false }
      step.machine.entry.bits &= ~Entry.userfault
      step.write(Footprint.entry)
    case .share:
      step.machine.isShared = true
      step.write(Footprint.entry)
    case .flush(let span):
      step.owner.isBatch = span == .batch
      step.beginFlush(span, isInMm)
    case .flushed:
      step.emit(step.owner.isBatch ? .batchFlushReturn : .flushReturn)
      step.endWindow()
      return isFlushDone(&step)
    case .promiseFlush: promise(&step, 1)
    case .keptPromise: promise(&step, -1)
    default: return runOnPage(part, &step)
    }
    return true
  }

  private func promise(_ step: inout Step, _ change: Int) {
    step.machine.flushesPending = UInt8(Int(step.machine.flushesPending) + change)
    step.write(Footprint.pending)
  }

  func protect(_ step: inout Step, adding flags: UInt16) -> Bool {
    guard withTable(&step) else { return false }
    if step.owner.isInside, step.owner.tellsChanges {
      step.emit(.changeEntry, step.machine.entry.isWritable && step.machine.entry.isDirty ? 1 : 0)
    }
    step.machine.entry.bits = step.machine.entry.bits & ~Entry.writable | flags
    step.write(Footprint.entry)
    step.note(.protects, notes)
    return true
  }

  /// Whether the page table lock can be had for the moment of a change, or is held already.
  func withTable(_ step: inout Step) -> Bool {
    let isHeld = step.machine.pageTableOwner == UInt8(step.thread)
    guard step.lockTable() else { return false }
    if !isHeld { step.unlockTable() }
    return true
  }
}

extension Program.Part {
  /// Whether it records a time that the judge compares with those of faults.
  fileprivate func isTimed(_ step: Step) -> Bool {
    switch self {
    case .enter, .leave, .flushed, .flushedIfBegun, .finish(empty: true), .downgrade,
      .replace, .replaced:
      true
    // What falls into a flush inside the call shows that the page table lock was not held.
    case .flush, .protectFlushing: step.owner.isInside
    // The end of a read hold says nothing about windows.
    case .unlock: step.machine.mmapWriter == UInt8(step.thread)
    // How long the owner was in the kernel counts where it did not flush.
    case .leaveClearRefs: step.machine.windowsOpen > 0
    default: false
    }
  }
}

extension Program.Path {
  /// Whether its flush belongs inside its call, under the page table lock.
  var flushesInside: Bool {
    switch self {
    case .pagemapScan, .mremap, .ksm: true
    case .clearRefs, .mprotect, .userfault, .resolve, .fork: false
    }
  }

  var entry: Signal.Kind {
    switch self {
    case .clearRefs: .pteRange
    case .mprotect, .userfault, .resolve: .changeProtection
    case .fork: .copyPageRange
    case .pagemapScan: .pagemapScan
    case .mremap: .moveTables
    case .ksm: .writeProtectPage
    }
  }

  var exit: Signal.Kind {
    switch self {
    case .clearRefs: .pteRangeReturn
    case .mprotect, .userfault, .resolve: .changeProtectionReturn
    case .fork: .copyPageRangeReturn
    case .pagemapScan: .pagemapScanReturn
    case .mremap: .moveTablesReturn
    case .ksm: .writeProtectPageReturn
    }
  }

  /// change_protection's flags by number: 0 mprotect, 1 userfaultfd protects, 2 userfaultfd resolves.
  var variant: UInt16 {
    switch self {
    case .userfault: 1
    case .resolve: 2
    default: 0
    }
  }
}
