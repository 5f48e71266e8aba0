/// A step under way: the machine it changes, what it touched and what it would record.
struct Step {
  var machine: Machine
  var footprint = Footprint()
  var signals: [UInt16] = []
  /// Whether the recording shows anything of it.
  var isRecorded = false
  let thread: Int

  init(_ machine: Machine, _ thread: Int) {
    self.machine = machine
    self.thread = thread
  }

  mutating func emit(_ kind: Signal.Kind, _ variant: UInt16 = 0) {
    signals.append(Signal(kind, thread, variant).bits)
    isRecorded = true
  }

  /// Something that no recording shows, for a reader.
  mutating func note(_ kind: Signal.Kind, _ isWanted: Bool) {
    if isWanted { signals.append(Signal(kind, thread).bits) }
  }

  mutating func read(_ resource: UInt64) { footprint.reads |= resource }
  mutating func write(_ resource: UInt64) { footprint.writes |= resource }

  // MARK: locks; false when the thread has to wait

  mutating func lockForReading() -> Bool {
    read(Footprint.mmapLock)
    guard machine.mmapWriter == Machine.nobody else { return false }
    machine.mmapReaders |= 1 << UInt8(thread)
    return true
  }

  mutating func lockForWriting() -> Bool {
    write(Footprint.mmapLock)
    guard machine.mmapWriter == Machine.nobody, machine.mmapReaders == 0 else { return false }
    machine.mmapWriter = UInt8(thread)
    return true
  }

  /// mmap_write_unlock() and mmap_write_downgrade() give up every per-VMA lock first (vma_end_write_all).
  mutating func unlock(keepingRead: Bool = false) {
    if machine.mmapWriter == UInt8(thread) {
      write(Footprint.mmapLock)
      machine.mmapWriter = Machine.nobody
      if machine.vmaWriter == UInt8(thread) {
        write(Footprint.vmaLock)
        machine.vmaWriter = Machine.nobody
      }
      if keepingRead { machine.mmapReaders |= 1 << UInt8(thread) }
    } else {
      read(Footprint.mmapLock)
      machine.mmapReaders &= ~(1 << UInt8(thread))
    }
  }

  mutating func lockVMAForWriting() -> Bool {
    write(Footprint.vmaLock)
    guard machine.vmaReaders == 0 else { return false }
    machine.vmaWriter = UInt8(thread)
    return true
  }

  /// Takes the page table lock, or still has it.
  mutating func lockTable() -> Bool {
    write(Footprint.pageTableLock)
    guard machine.pageTableOwner == Machine.nobody || machine.pageTableOwner == UInt8(thread) else {
      return false
    }
    machine.pageTableOwner = UInt8(thread)
    return true
  }

  mutating func unlockTable() {
    write(Footprint.pageTableLock)
    machine.pageTableOwner = Machine.nobody
  }

  // MARK: flushes

  /// flush_tlb_mm_range() up to the wait: interrupts are on their way, this CPU has flushed.
  mutating func beginFlush(_ span: FlushSpan, _ isInMm: [Bool]) {
    let all: UInt16 = span.flags
    if span == .batch { emit(.batchFlush) } else { emit(.flush, span.rawValue) }
    // It concerns nothing here.
    if span == .elsewhere { return }
    var isSent = false
    for cpu in isInMm.indices where cpu != thread && isInMm[cpu] {
      write(Footprint.interrupt(cpu, by: thread))
      machine.interrupts[cpu] |= span.interrupt << UInt16(thread)
      isSent = true
    }
    if isSent { emit(.tlbFlush, 4 | all & 8) }
    guard isInMm[thread] else { return }
    emit(.receipt, UInt16(thread) | all)
    dropEntry()
    emit(.tlbFlush, (span == .batch ? 2 : 3) | all & 8)
    emit(.receiptReturn)
    write(Footprint.receipt(thread))
  }

  /// Whether every CPU has carried out this thread's flush.
  mutating func isFlushDone(_ isInMm: [Bool]) -> Bool {
    for cpu in isInMm.indices where cpu != thread {
      read(Footprint.interrupt(cpu, by: thread))
      if machine.interrupts[cpu] & 1 << UInt16(thread) != 0 { return false }
    }
    return true
  }

  /// This CPU's TLB lets go of the page.
  mutating func dropEntry() {
    write(Footprint.tlb(thread))
    machine.tlbs[thread] = 0
  }
}

extension Program {
  /// Who can take a step: each thread, each CPU's interrupt, and each CPU that looks ahead.
  static let actors = 3 * Machine.threads

  /// The next step of `actor`, nil when it has none or has to wait.
  func step(_ actor: Int, _ machine: Machine) -> Step? {
    if actor >= 2 * Machine.threads { return lookAhead(actor - 2 * Machine.threads, machine) }
    if actor >= Machine.threads { return interrupt(actor - Machine.threads, machine) }
    guard actor < roles.count else { return nil }
    switch roles[actor] {
    case .absent: return nil
    case .owner(let steps): return own(steps, actor, machine)
    case .writer(let writer): return fault(writer, actor, machine)
    }
  }

  /// Whether every thread is at its end.
  func isFinished(_ machine: Machine) -> Bool {
    for index in roles.indices {
      switch roles[index] {
      case .absent: continue
      case .owner(let steps): if Int(machine.counters[index]) < steps.count { return false }
      case .writer: if machine.counters[index] != FaultStep.done { return false }
      }
    }
    return true
  }

  /// A CPU loads its TLB although nothing asked for the page yet.
  ///
  /// It walks the page table as it is; only a kernel or CPU against the rules finds the entry of before.
  private func lookAhead(_ cpu: Int, _ machine: Machine) -> Step? {
    guard looksAhead == cpu, machine.tlbs[cpu] == 0, !machine.hasLookedAhead else { return nil }
    var step = Step(machine, cpu)
    step.machine.hasLookedAhead = true
    step.read(Footprint.entry)
    step.write(Footprint.tlb(cpu))
    step.machine.tlbs[cpu] = (axiomsOff.contains(.walksSeeChanges) ? entry : machine.entry).bits
    step.note(.looksAhead, notes)
    return step
  }

  /// A CPU carries out a flush it was sent: flush_tlb_func().
  private func interrupt(_ cpu: Int, _ machine: Machine) -> Step? {
    let waiting = machine.interrupts[cpu]
    guard waiting & 15 != 0 else { return nil }
    let initiator = (waiting & 15).trailingZeroBitCount
    let all: UInt16 = waiting & 0x10 << UInt16(initiator) != 0 ? 8 : 0
    let batch: UInt16 = waiting & 0x100 << UInt16(initiator) != 0 ? 4 : 0
    var step = Step(machine, cpu)
    step.write(Footprint.interrupt(cpu, by: initiator))
    step.write(Footprint.receipt(cpu))
    if waiting & 0x1000 == 0 {
      step.emit(.receipt, UInt16(initiator) | all | batch)
      if axiomsOff.contains(.noStoreInFlush) {
        step.machine.interrupts[cpu] |= 0x1000
        return step
      }
    }
    step.machine.interrupts[cpu] = waiting & ~(0x111 << UInt16(initiator)) & ~0x1000
    step.dropEntry()
    step.emit(.tlbFlush, 1 | all)
    step.emit(.receiptReturn)
    return step
  }
}

/// What a flush asks for.
enum FlushSpan: UInt16 {
  case page, everything
  /// Several page tables, so many pages that each CPU flushes everything.
  case tables
  /// Another page, beside the one of the model.
  case elsewhere
  /// arch_tlbbatch_flush(): everything, and of no mm that anyone could name.
  case batch

  /// Its bit in `Machine.interrupts`, with those that tell what it asks for.
  var interrupt: UInt16 {
    switch self {
    case .page: 1
    case .elsewhere: 0
    case .everything, .tables: 0x11
    case .batch: 0x111
    }
  }

  /// The same in the variant of a receipt.
  var flags: UInt16 {
    switch self {
    case .page, .elsewhere: 0
    case .everything, .tables: 8
    case .batch: 12
    }
  }
}
