/// What an owner remembers, in 16 bits of `Machine.registers`.
struct Owner {
  /// Of a page that is replaced: its entry when it was read, and the frame of the copy.
  var copied = Fault()
  /// It has begun a flush that `flushedIfBegun` waits for.
  var isFlushing = false
  /// The recording shows a window of it that is open until its own flush ends.
  var hasWindow = false
  /// It is in the call that opened it.
  var isInside = false
  /// Whether its path records each entry that it changes.
  var tellsChanges = false
  /// Its flush is that of reclaim.
  var isBatch = false
  /// Its flush is that of ptep_clear_flush().
  var isClearing = false

  init(bits: UInt16) {
    copied = Fault(bits: bits)
    isFlushing = bits & 0x400 != 0
    hasWindow = bits & 0x800 != 0
    isInside = bits & 0x1000 != 0
    tellsChanges = bits & 0x8000 != 0
    isBatch = bits & 0x2000 != 0
    isClearing = bits & 0x4000 != 0
  }

  var bits: UInt16 {
    copied.bits | (isFlushing ? 0x400 : 0) | (hasWindow ? 0x800 : 0) | (isInside ? 0x1000 : 0)
      | (tellsChanges ? 0x8000 : 0)
      | (isBatch ? 0x2000 : 0) | (isClearing ? 0x4000 : 0)
  }
}

extension Step {
  /// What the thread of this step remembers, when it is an owner.
  var owner: Owner {
    get { Owner(bits: machine.registers[thread]) }
    set { machine.registers[thread] = newValue.bits }
  }

  /// The owner's own flush is done, and with it the window that it has, if it has one.
  mutating func endWindow() {
    if owner.hasWindow { machine.windowsOpen -= 1 }
    owner.hasWindow = false
  }
}

/// Owners that take an entry away, and those who come by the page meanwhile: truncation, writeback, reclaim, KSM.
extension Program {
  /// Whether every CPU has carried out this thread's flush, or nobody waits for that.
  func isFlushDone(_ step: inout Step) -> Bool {
    let isDone = step.isFlushDone(isInMm)
    return isDone || axiomsOff.contains(.flushesWait)
  }

  func runOnPage(_ part: Part, _ step: inout Step) -> Bool {
    switch part {
    case .takeEntry:
      guard withTable(&step) else { return false }
      step.machine.entry = .none
      step.write(Footprint.entry)
      change(&step, .taken)
      step.note(.protects, notes)
    case .awaitTaken:
      step.read(Footprint.page)
      return step.machine.page.contains(.taken) && withTable(&step)
    case .protectFlushing(let looksForPending): return protectFlushing(looksForPending, &step)
    case .flushIfBatched:
      step.read(Footprint.page)
      if step.machine.page.contains(.batched) { beginOptionalFlush(&step) }
    case .flushIfNested:
      step.read(Footprint.pending)
      if step.machine.flushesPending > 1 { beginOptionalFlush(&step) }
    case .flushedIfBegun:
      guard step.owner.isFlushing else { return true }
      guard isFlushDone(&step) else { return false }
      step.owner.isFlushing = false
      step.emit(.flushReturn)
      if step.owner.isClearing { step.emit(.clearFlushReturn) }
      step.endWindow()
    case .noteBatch: change(&step, .batched)
    case .forgetBatch:
      step.machine.page.remove(.batched)
      step.write(Footprint.page)
    case .removeMapping: change(&step, .unmapped)
    case .forbid: change(&step, .forbidden)
    case .free: return visit(&step, .freed)
    case .writeOut:
      guard visit(&step, .cleaned) else { return false }
      step.machine.disk = step.machine.frames[0]
      step.read(Footprint.frame(0))
    case .compare: compare(&step)
    case .replace: return replace(&step)
    case .replaced: return endReplacing(&step)
    default: preconditionFailure("no such part")
    }
    return true
  }

  private func change(_ step: inout Step, _ state: PageState) {
    step.machine.page.insert(state)
    step.write(Footprint.page)
  }

  private func beginOptionalFlush(_ step: inout Step) {
    step.owner.isFlushing = true
    step.beginFlush(.everything, isInMm)
  }

  /// Who comes by the page finds its entry by its mapping; of a page without one he has it to himself.
  private func visit(_ step: inout Step, _ state: PageState) -> Bool {
    step.read(Footprint.page)
    guard step.machine.page.contains(.taken), step.machine.page.contains(.unmapped) || withTable(&step) else {
      return false
    }
    change(&step, state)
    step.note(state == .freed ? .frees : .writesOut, notes)
    return true
  }

  // MARK: KSM

  private func protectFlushing(_ looksForPending: Bool, _ step: inout Step) -> Bool {
    let wasWritable = step.machine.entry.isWritable
    guard protect(&step, adding: 0) else { return false }
    if looksForPending { step.read(Footprint.pending) }
    guard wasWritable || (looksForPending && step.machine.flushesPending > 0) else { return true }
    step.owner.isFlushing = true
    step.owner.isClearing = true
    step.emit(.clearFlush)
    step.beginFlush(.page, isInMm)
    return true
  }

  /// The page is read, and is what the other one is.
  private func compare(_ step: inout Step) {
    var copied = Fault()
    // Writable again: not the entry that was protected, and pte_same() will say so.
    copied.original = step.machine.entry.isWritable ? .none : step.machine.entry
    copied.newFrame = Int(step.machine.frameCount)
    step.machine.frameCount += 1
    step.machine.frames[copied.newFrame] = step.machine.frames[step.machine.entry.frame]
    step.owner.copied = copied
    step.read(Footprint.entry | Footprint.frame(step.machine.entry.frame))
    step.write(Footprint.frameCount | Footprint.frame(copied.newFrame))
    step.note(.copies, notes)
  }

  private func replace(_ step: inout Step) -> Bool {
    step.read(Footprint.entry)
    guard step.lockTable() else { return false }
    guard Entry(bits: step.machine.entry.bits & 0x30f) == step.owner.copied.original,
      step.machine.entry.isPresent
    else {
      step.unlockTable()
      return true
    }
    step.owner.isFlushing = true
    step.emit(.clearFlush)
    step.machine.entry = .none
    step.write(Footprint.entry)
    step.beginFlush(.page, isInMm)
    return true
  }

  private func endReplacing(_ step: inout Step) -> Bool {
    guard step.owner.isFlushing else { return true }
    guard isFlushDone(&step) else { return false }
    step.emit(.flushReturn)
    step.emit(.clearFlushReturn)
    if step.machine.windowsOpen > 0 { step.write(Footprint.windowTimes) }
    let frame = step.owner.copied.newFrame
    step.machine.entry = Entry(frame: frame, 0)
    step.write(Footprint.entry)
    for frame in 0..<4 { step.read(Footprint.frame(frame)) }
    if step.machine.frames[frame] != step.machine.stored { step.machine.isLost = true }
    step.owner.isFlushing = false
    step.unlockTable()
    return true
  }
}
