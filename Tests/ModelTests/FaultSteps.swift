/// Where a writer is in its fault.
enum FaultStep {
  static let store: UInt16 = 0
  static let lock: UInt16 = 1
  static let lockAfterVMA: UInt16 = 2
  static let wpPage: UInt16 = 3
  static let mitigate: UInt16 = 4
  static let mitigated: UInt16 = 5
  static let copy: UInt16 = 6
  static let clearFlush: UInt16 = 7
  static let commit: UInt16 = 8
  static let waitForUserfault: UInt16 = 9
  static let done: UInt16 = 10
  /// It has entered do_wp_page and waits for the page table lock.
  static let wpPageUnlocked: UInt16 = 11
}

/// What a writer remembers, in 16 bits of `Machine.registers`.
struct Fault {
  /// The entry as do_wp_page found it (vmf->orig_pte).
  var original = Entry.none
  var newFrame = 0
  var hasVMALock = false

  init() {}

  init(bits: UInt16) {
    original = Entry(bits: bits & 0x30f)
    newFrame = Int(bits >> 4 & 3)
    hasVMALock = bits & 0x40 != 0
  }

  var bits: UInt16 { original.bits & 0x30f | UInt16(newFrame) << 4 | (hasVMALock ? 0x40 : 0) }
}

/// The threads that store to the page: user mode, exception, lock, handle_mm_fault, do_wp_page, copy.
extension Program {
  func fault(_ writer: Writer, _ thread: Int, _ machine: Machine) -> Step? {
    var step = Step(machine, thread)
    let isDone =
      switch machine.counters[thread] {
      case FaultStep.store: store(writer, &step)
      case FaultStep.lock: lock(writer, &step)
      case FaultStep.lockAfterVMA: lockMmap(writer, &step)
      case FaultStep.wpPage, FaultStep.wpPageUnlocked: wpPage(writer, &step)
      case FaultStep.mitigate: mitigate(writer, &step)
      case FaultStep.mitigated: endMitigation(writer, &step)
      case FaultStep.copy: copy(writer, &step)
      case FaultStep.clearFlush: clearFlush(writer, &step)
      case FaultStep.commit: commit(writer, &step)
      case FaultStep.waitForUserfault: waitForUserfault(writer, &step)
      default: false
      }
    guard isDone else { return nil }
    if step.isRecorded { step.read(Footprint.windowTimes) }
    return step
  }

  private func go(_ step: inout Step, _ next: UInt16) -> Bool {
    step.machine.counters[step.thread] = next
    return true
  }

  // MARK: user mode

  private func store(_ writer: Writer, _ step: inout Step) -> Bool {
    if writer.isRemote { return remoteStore(writer, &step) }
    step.read(Footprint.tlb(step.thread))
    let cached = Entry(bits: step.machine.tlbs[step.thread])
    // What makes the race: a writable and dirty TLB entry is used as it is, whatever the page table says.
    if cached.isPresent, cached.isWritable, cached.isDirty { return land(writer, &step, in: cached.frame) }
    // Any other makes the CPU walk the page table; a clean one because it has to set the dirty bit there.
    step.read(Footprint.entry)
    guard step.machine.entry.isPresent, step.machine.entry.isWritable else {
      // The exception drops this CPU's own entry.
      step.dropEntry()
      step.emit(.pageFault)
      if writer.endsAtFault { return go(&step, FaultStep.done) }
      if !writer.usesVMALock { step.emit(.lockStart) }
      return go(&step, FaultStep.lock)
    }
    step.machine.entry.bits |= Entry.dirty
    step.machine.tlbs[step.thread] = step.machine.entry.bits
    step.write(Footprint.entry | Footprint.tlb(step.thread))
    return land(writer, &step, in: step.machine.entry.frame)
  }

  /// get_user_pages() looks at the page table under its lock and faults by calling handle_mm_fault itself.
  private func remoteStore(_ writer: Writer, _ step: inout Step) -> Bool {
    step.read(Footprint.entry)
    guard step.lockTable() else { return false }
    step.unlockTable()
    guard step.machine.entry.isPresent, step.machine.entry.isWritable else {
      step.emit(.lockStart)
      return go(&step, FaultStep.lock)
    }
    return land(writer, &step, in: step.machine.entry.frame)
  }

  private func land(_ writer: Writer, _ step: inout Step, in frame: Int) -> Bool {
    let number = Machine.word(step.machine.stored, of: step.thread) + 1
    step.machine.stored = Machine.stored(number, by: step.thread, in: step.machine.stored)
    step.machine.frames[frame] = Machine.stored(number, by: step.thread, in: step.machine.frames[frame])
    step.write(Footprint.frame(frame))
    // The old page is somebody else's, or write permission is gone.
    step.read(Footprint.page)
    if frame == 0, !step.machine.page.isDisjoint(with: [.freed, .forbidden]) { step.machine.isLost = true }
    step.note(.stores, notes)
    return go(&step, number == UInt16(writer.stores) ? FaultStep.done : FaultStep.store)
  }

  // MARK: handle_mm_fault

  private func lock(_ writer: Writer, _ step: inout Step) -> Bool {
    guard writer.usesVMALock, !writer.isRemote else { return lockMmap(writer, &step) }
    step.read(Footprint.vmaLock)
    guard step.machine.vmaWriter == Machine.nobody else {
      step.emit(.lockStart)
      return go(&step, FaultStep.lockAfterVMA)
    }
    step.machine.vmaReaders |= 1 << UInt8(step.thread)
    var fault = Fault()
    fault.hasVMALock = true
    step.machine.registers[step.thread] = fault.bits
    step.emit(.handleFault, Signal.perVMALock)
    return go(&step, FaultStep.wpPage)
  }

  private func lockMmap(_ writer: Writer, _ step: inout Step) -> Bool {
    guard step.lockForReading() else { return false }
    step.machine.registers[step.thread] = Fault().bits
    step.emit(.lockReturned)
    step.emit(.handleFault, writer.isRemote ? Signal.isRemote : 0)
    return go(&step, FaultStep.wpPage)
  }

  /// handle_mm_fault returns and its lock is dropped; the store is tried again.
  private func finish(_ step: inout Step, retrying: Bool = false) -> Bool {
    var fault = Fault(bits: step.machine.registers[step.thread])
    let hadVMALock = fault.hasVMALock
    // handle_userfault() drops mmap_lock before VM_FAULT_RETRY gets back to handle_mm_fault's caller.
    if retrying, !hadVMALock { step.emit(.lockReleased) }
    step.emit(.wpPageReturn)
    step.emit(.handleFaultReturn, retrying ? 1 : 0)
    if hadVMALock {
      step.read(Footprint.vmaLock)
      step.machine.vmaReaders &= ~(1 << UInt8(step.thread))
    } else {
      if !retrying { step.emit(.lockReleased) }
      step.unlock()
    }
    fault = Fault()
    step.machine.registers[step.thread] = fault.bits
    return go(&step, retrying ? FaultStep.waitForUserfault : FaultStep.store)
  }

  private func waitForUserfault(_ writer: Writer, _ step: inout Step) -> Bool {
    step.read(Footprint.entry)
    guard !step.machine.entry.isUserfault else { return false }
    if !writer.usesVMALock { step.emit(.lockStart) }
    return go(&step, FaultStep.lock)
  }

  /// handle_pte_fault() takes the page table lock and calls do_wp_page with it.
  private func wpPage(_ writer: Writer, _ step: inout Step) -> Bool {
    step.read(Footprint.entry)
    let isEarly = axiomsOff.contains(.faultsLockTables)
    if isEarly, step.machine.counters[step.thread] == FaultStep.wpPage {
      step.emit(.wpPage)
      return go(&step, FaultStep.wpPageUnlocked)
    }
    guard step.lockTable() else { return false }
    let entry = step.machine.entry
    guard entry.isPresent, !entry.isWritable else {
      // Somebody else served it: a spurious fault.
      step.unlockTable()
      step.emit(.handleFaultReturn)
      return leaveSpurious(&step)
    }
    if !isEarly { step.emit(.wpPage) }
    // Which CPUs have flushed by now is what tells lost_write from copied.
    step.read(Footprint.receipts)
    if entry.isUserfault {
      step.unlockTable()
      return finish(&step, retrying: true)
    }
    var fault = Fault(bits: step.machine.registers[step.thread])
    fault.original = entry
    step.machine.registers[step.thread] = fault.bits
    if writer.mitigates { return go(&step, FaultStep.mitigate) }
    return decide(writer, &step)
  }

  private func leaveSpurious(_ step: inout Step) -> Bool {
    if Fault(bits: step.machine.registers[step.thread]).hasVMALock {
      step.read(Footprint.vmaLock)
      step.machine.vmaReaders &= ~(1 << UInt8(step.thread))
    } else {
      step.emit(.lockReleased)
      step.unlock()
    }
    step.machine.registers[step.thread] = 0
    return go(&step, FaultStep.store)
  }

  // MARK: do_wp_page

  /// A flush that was promised and has not happened: flush the page before anything else.
  private func mitigate(_ writer: Writer, _ step: inout Step) -> Bool {
    step.read(Footprint.pending)
    step.write(Footprint.pageTableLock)
    guard step.machine.flushesPending > 0 else { return decide(writer, &step) }
    step.beginFlush(.page, isInMm)
    return go(&step, FaultStep.mitigated)
  }

  private func endMitigation(_ writer: Writer, _ step: inout Step) -> Bool {
    guard isFlushDone(&step) else { return false }
    step.emit(.flushReturn)
    endFlush(&step)
    return decide(writer, &step)
  }

  /// A fault's own flush ends windows too, if there are any.
  private func endFlush(_ step: inout Step) {
    if step.machine.windowsOpen > 0 { step.write(Footprint.windowTimes) }
  }

  /// Reuse the frame, or drop the lock and copy it.
  private func decide(_ writer: Writer, _ step: inout Step) -> Bool {
    step.read(Footprint.entry)
    guard step.machine.isShared, step.machine.entry.frame == 0 else {
      step.machine.entry.bits |= Entry.writable | Entry.dirty
      step.write(Footprint.entry)
      step.unlockTable()
      return finish(&step)
    }
    if !writer.copiesLocked { step.unlockTable() }
    return go(&step, FaultStep.copy)
  }

  private func copy(_ writer: Writer, _ step: inout Step) -> Bool {
    var fault = Fault(bits: step.machine.registers[step.thread])
    if recordsCopy { step.emit(.wpPageCopy) } else { step.note(.copies, notes) }
    fault.newFrame = Int(step.machine.frameCount)
    precondition(fault.newFrame < 4, "more copies than frames")
    step.machine.frameCount += 1
    step.machine.frames[fault.newFrame] = step.machine.frames[fault.original.frame]
    step.machine.registers[step.thread] = fault.bits
    step.read(Footprint.frame(fault.original.frame))
    step.write(Footprint.frameCount | Footprint.frame(fault.newFrame))
    return go(&step, FaultStep.clearFlush)
  }

  /// Under the page table lock: nothing changed meanwhile, so ptep_clear_flush().
  private func clearFlush(_ writer: Writer, _ step: inout Step) -> Bool {
    guard step.lockTable() else { return false }
    let fault = Fault(bits: step.machine.registers[step.thread])
    step.read(Footprint.entry)
    guard Entry(bits: step.machine.entry.bits & 0x30f) == fault.original else {
      step.unlockTable()
      return finish(&step)
    }
    step.emit(.clearFlush)
    step.machine.entry = .none
    step.write(Footprint.entry)
    step.beginFlush(.page, isInMm)
    return go(&step, FaultStep.commit)
  }

  /// Every CPU has flushed: the copy becomes the page.
  ///
  /// A store that the old frame has and the copy has not is lost now.
  private func commit(_ writer: Writer, _ step: inout Step) -> Bool {
    guard isFlushDone(&step) else { return false }
    let fault = Fault(bits: step.machine.registers[step.thread])
    step.emit(.flushReturn)
    step.emit(.clearFlushReturn)
    endFlush(&step)
    step.write(Footprint.entry)
    step.machine.entry = Entry(frame: fault.newFrame, Entry.writable | Entry.dirty)
    for frame in 0..<4 { step.read(Footprint.frame(frame)) }
    if step.machine.frames[fault.newFrame] != step.machine.stored { step.machine.isLost = true }
    step.unlockTable()
    return finish(&step)
  }
}
