/// What the judge's rules take for granted of kernel, CPU and recording (docs/model.md): each with a machine that keeps
/// to it, on which the judge is right, and one that does not.
struct Axiom {
  /// What the judge does wrong without it.
  enum Mistake {
    /// A store is lost, and nothing is found; no `lost_write` is found; a right kernel is accused.
    case missed, underrated, accused
  }

  var words: String
  var mistake: Mistake
  var kept: Protocol
  var dropped: Protocol
  /// What the recording does not show, of the events in order, and by how many events a CPU's times are wrong.
  var hides = Hiding.nothing
  var isLate: [Int] = [0, 0, 0, 0]

  enum Hiding {
    case nothing, protectors, flushesOfOwner, copies, changes
  }

  static let all: [Axiom] = [
    Axiom(
      "every call that takes permission is recorded", .missed, Protocol.readLocked,
      hides: .protectors),
    Axiom("every flush is recorded", .accused, Protocol.named("e  fork"), hides: .flushesOfOwner),
    Axiom("every copy is recorded", .missed, Protocol.unprotecting, hides: .copies),
    Axiom("times of CPUs compare", .accused, Protocol.named("a  write"), isLate: [6, 0, 0, 0]),
    Axiom("a flush returns when every CPU has flushed", .missed, Protocol.named("a  write")) {
      $0.axiomsOff = .flushesWait
    },
    Axiom(
      "a CPU that flushes runs no user mode until it has", .underrated, Protocol.readLocked
    ) {
      $0.axiomsOff = .noStoreInFlush
    },
    Axiom("who walks a page table after a change sees it", .missed, Protocol.lookingAhead) {
      $0.axiomsOff = .walksSeeChanges
    },
    Axiom("do_wp_page is entered under the page table lock", .accused, Protocol.scanOneFaulting) {
      $0.axiomsOff = .faultsLockTables
    },
    Axiom("the page table lock is dropped when the call returns", .accused, Protocol.scanOneFaulting) {
      $0.roles[0] = .owner(Protocol.scanReturningLocked)
    },
    Axiom("a flush inside the call covers what changed", .missed, Protocol.scanOneFaulting, hides: .changes) {
      $0.roles[0] = .owner(Protocol.scanFlushingElsewhere)
    },
  ]

  private init(
    _ words: String, _ mistake: Mistake, _ kept: Protocol, hides: Hiding = .nothing,
    isLate: [Int] = [0, 0, 0, 0],
    _ drop: (inout Program) -> Void = { _ in }
  ) {
    self.words = words
    self.mistake = mistake
    self.kept = kept
    self.hides = hides
    self.isLate = isLate
    dropped = kept
    drop(&dropped.program)
  }

  /// Whether the recording shows each of `signals`.
  func shown(_ signals: [UInt16]) -> [Bool] {
    // The CPUs that carry out a flush of the owner.
    var isAtHidden = [false, false, false, false]
    return signals.map { bits in
      let signal = Signal(bits: bits)
      switch hides {
      case .nothing: return true
      case .protectors:
        return ![.pteRange, .pteRangeReturn, .clearRefs, .clearRefsReturn].contains(signal.kind)
      case .changes: return signal.kind != .changeEntry
      case .copies:
        return ![.clearFlush, .clearFlushReturn].contains(signal.kind)
      case .flushesOfOwner:
        switch signal.kind {
        case .flush, .flushReturn: return signal.thread != 0
        case .receipt:
          isAtHidden[signal.thread] = signal.variant & 3 == 0
          return !isAtHidden[signal.thread]
        case .tlbFlush where signal.variant & 7 == 4: return signal.thread != 0
        case .tlbFlush, .receiptReturn: return !isAtHidden[signal.thread]
        default: return true
        }
      }
    }
  }

  /// `signals` in the order of their times; notes stay with the event before.
  func inOrderOfTimes(_ signals: [UInt16]) -> [UInt16] {
    guard isLate.contains(where: { $0 != 0 }) else { return signals }
    var place = 0
    let placed = signals.map { bits in
      let signal = Signal(bits: bits)
      if signal.kind.isRecorded { place += 1 }
      return (bits, place + isLate[signal.thread])
    }
    return placed.enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(
      \.element.0)
  }

  /// The recording of an execution: what is not a note.
  static func recorded(_ execution: [UInt16]) -> [UInt16] {
    execution.filter { Signal(bits: $0).kind.isRecorded }
  }

  /// The recording of `signals`, without the axiom.
  func recording(_ signals: [UInt16]) -> [UInt16] {
    inOrderOfTimes(
      zip(signals, shown(signals)).filter { $0.1 && Signal(bits: $0.0).kind.isRecorded }.map(\.0))
  }

  /// Whether `judgement` of a recording is wrong.
  func isWrong(_ judgement: Judgement, _ executions: Executions, _ known: Protocol) -> Bool {
    switch mistake {
    case .missed: executions.lossy > 0 && !judgement.isFound
    case .underrated: executions.lossy > 0 && !judgement.has("lost_write")
    case .accused: known.isCorrect && executions.lossy == 0 && judgement.isAccusation
    }
  }
}

extension Protocol {
  fileprivate static func named(_ prefix: String) -> Protocol {
    guard let known = all.first(where: { $0.name.hasPrefix(prefix) }) else { preconditionFailure(prefix) }
    return known
  }

  /// Each with a victim that ends where it would fault.
  fileprivate static let readLocked = Protocol(
    "clear_refs", [.owner(reading)] + writersOneFaulting(), isCorrect: false)

  /// userfaultfd takes the mark away from a page whose flush is still due, and leaves it read-only.
  fileprivate static let unprotecting = Protocol(
    "userfaultfd",
    [
      .owner([
        [.lockForReading, .enterUserfault(resolves: true), .gather, .enter(.resolve)],
        [.protect],
        [.leave(.resolve)],
        [.finish(empty: false), .flush(.page)],
        [.flushed],
        [.finished, .unlock],
      ])
    ] + writersOneFaulting(), isCorrect: false)

  fileprivate static let scanOneFaulting = Protocol(
    "PAGEMAP_SCAN", [.owner(scan)] + writersOneFaulting(), isCorrect: true)

  fileprivate static let lookingAhead = {
    var known = Protocol("looks ahead", [.owner(clearRefs)] + writersOneFaulting(), isCorrect: true)
    known.program.looksAhead = 2
    return known
  }()

  fileprivate static let scanReturningLocked: [[Program.Part]] = [
    [.lockForReading, .enter(.pagemapScan)],
    [.lockTable, .protect],
    [.leave(.pagemapScan), .flush(.page)],
    [.flushed, .unlockTable, .unlock],
  ]

  fileprivate static let scanFlushingElsewhere: [[Program.Part]] = [
    [.lockForReading, .enter(.pagemapScan)],
    [.lockTable, .protect, .flush(.elsewhere)],
    [.flushed, .unlockTable],
    [.leave(.pagemapScan), .unlock],
  ]
}
