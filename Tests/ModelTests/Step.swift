/// A step under way: the machine it changes, what it touched and what it would record.
struct Step {
  var machine: Machine
  var footprint = Footprint()
  var signals: [UInt16] = []
  let thread: Int

  init(_ machine: Machine, _ thread: Int) {
    self.machine = machine
    self.thread = thread
  }

  mutating func emit(_ kind: Signal.Kind, _ variant: UInt16 = 0) {
    signals.append(Signal(kind, thread, variant).bits)
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
  mutating func beginFlush(everything: Bool, _ isInMm: [Bool]) {
    let all: UInt16 = everything ? 8 : 0
    emit(.flush, everything ? 1 : 0)
    var isSent = false
    for cpu in isInMm.indices where cpu != thread && isInMm[cpu] {
      write(Footprint.interrupt(cpu, by: thread))
      machine.interrupts[cpu] |= (everything ? 0x11 : 1) << UInt16(thread)
      isSent = true
    }
    if isSent { emit(.tlbFlush, 4 | all) }
    guard isInMm[thread] else { return }
    emit(.receipt, UInt16(thread) | all)
    dropEntry()
    emit(.tlbFlush, 3 | all)
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
  /// Who can take a step: each thread, and each CPU's interrupt.
  static let actors = 2 * Machine.threads

  /// The next step of `actor`, nil when it has none or has to wait.
  func step(_ actor: Int, _ machine: Machine) -> Step? {
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

  /// A CPU carries out a flush it was sent: flush_tlb_func().
  private func interrupt(_ cpu: Int, _ machine: Machine) -> Step? {
    let waiting = machine.interrupts[cpu]
    guard waiting & 15 != 0 else { return nil }
    let initiator = (waiting & 15).trailingZeroBitCount
    let isEverything = waiting & 0x10 << UInt16(initiator) != 0
    var step = Step(machine, cpu)
    step.machine.interrupts[cpu] = waiting & ~(0x11 << UInt16(initiator))
    step.write(Footprint.interrupt(cpu, by: initiator))
    step.write(Footprint.receipt(cpu))
    step.emit(.receipt, UInt16(initiator) | (isEverything ? 8 : 0))
    step.dropEntry()
    step.emit(.tlbFlush, 1 | (isEverything ? 8 : 0))
    step.emit(.receiptReturn)
    return step
  }
}
