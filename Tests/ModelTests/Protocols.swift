/// A protocol of the January 2021 mail, or a kin of it.
struct Protocol {
  /// Letter of the mail's list and what it is, as the table shows it.
  var name: String
  var program: Program
  /// Whether the kernel is right to use it: no execution may lose a store.
  var isCorrect: Bool
  /// Whether its mmu_gathers overlook that another has a flush pending, which costs nobody a store here: to flush then too
  /// would make a hundred times as many interleavings.
  var overlooksGather = false
  /// What the judge says that it does not judge, where that may lose a store; nil where it has to find all that do.
  var unjudged: String?

  init(
    _ name: String, _ roles: [Program.Role], isCorrect: Bool, ownersInMm: Bool = true,
    recordsCopy: Bool = false, unjudged: String? = nil
  ) {
    self.name = name
    self.isCorrect = isCorrect
    self.unjudged = unjudged
    program = Program(name, roles, ownersInMm: ownersInMm)
    program.recordsCopy = recordsCopy
  }

  // MARK: writers

  /// Has the page writable and dirty in its TLB: writes without asking anyone until it is flushed.
  private static let victim = Program.Writer()
  /// Has no TLB entry: its store walks the page table, and faults if the page is read-only.
  private static let trigger = Program.Writer(tlb: .none)
  private static let remote = Program.Writer(isRemote: true)

  /// The same, with a victim that ends where it would fault.
  static func writersOneFaulting(_ change: (inout Program.Writer) -> Void = { _ in }) -> [Program
    .Role]
  {
    writers(change).enumerated().map { index, role in
      guard index == 1, case .writer(var victim) = role else { return role }
      victim.endsAtFault = true
      return .writer(victim)
    }
  }

  static func writers(_ change: (inout Program.Writer) -> Void = { _ in }) -> [Program.Role] {
    var both = [trigger, victim]
    for index in both.indices { change(&both[index]) }
    return both.map { .writer($0) }
  }

  // MARK: owners

  /// clear_refs as it is since January 2021.
  static let clearRefs: [[Program.Part]] = [
    [.lockForWriting, .enterClearRefs, .enter(.clearRefs)],
    [.protect],
    [.leave(.clearRefs)],
    [.flush(.everything)],
    [.flushed, .unlock, .leaveClearRefs],
  ]

  /// clear_refs "1": referenced bits only, which needs no flush.
  private static let referencedOnly: [[Program.Part]] = [
    [.lockForWriting, .enterClearRefs, .enter(.clearRefs)],
    [.leave(.clearRefs)],
    [.unlock, .leaveClearRefs],
  ]

  private static let downgrading: [[Program.Part]] = [
    [.enterClearRefs, .lockForWriting, .downgrade, .enter(.clearRefs)],
    [.protect],
    [.leave(.clearRefs)],
    [.flush(.everything)],
    [.flushed, .unlock, .leaveClearRefs],
  ]

  static let reading: [[Program.Part]] = [
    [.enterClearRefs, .lockForReading, .enter(.clearRefs)],
    [.protect],
    [.leave(.clearRefs)],
    [.flush(.everything)],
    [.flushed, .unlock, .leaveClearRefs],
  ]

  private static let neverFlushing: [[Program.Part]] = [
    [.enterClearRefs, .lockForReading, .enter(.clearRefs)],
    [.protect],
    [.leave(.clearRefs)],
    [.unlock, .leaveClearRefs],
  ]

  /// Flushes before it drops the page table lock.
  private static let flushingLocked: [[Program.Part]] = [
    [.enterClearRefs, .lockForReading, .enter(.clearRefs)],
    [.lockTable, .protect, .flush(.page)],
    [.flushed, .unlockTable],
    [.leave(.clearRefs), .unlock, .leaveClearRefs],
  ]

  private static let promising: [[Program.Part]] = [
    [.enterClearRefs, .lockForReading, .promiseFlush, .enter(.clearRefs)],
    [.protect],
    [.leave(.clearRefs)],
    [.flush(.everything)],
    [.flushed],
    [.keptPromise, .unlock, .leaveClearRefs],
  ]

  private static let fork: [[Program.Part]] = [
    [.lockForWriting, .enter(.fork)],
    [.protect, .share],
    [.leave(.fork)],
    [.flush(.everything)],
    [.flushed, .unlock],
  ]

  private static let forkFlushingLate: [[Program.Part]] = [
    [.lockForWriting, .enter(.fork)],
    [.protect, .share],
    [.leave(.fork)],
    [.unlock],
    [.flush(.everything)],
    [.flushed],
  ]

  static let userfaultProtect: [[Program.Part]] = [
    [.lockForReading, .enterUserfault(resolves: false), .gather, .enter(.userfault)],
    [.protectForUserfault],
    [.leave(.userfault)],
    [.finish(empty: false), .flush(.page)],
    [.flushed],
    [.finished, .unlock],
  ]

  /// Takes the mark away, which needs no flush of its own; that another has one pending it overlooks.
  private static let userfaultResolve: [[Program.Part]] = [
    [
      .resolveUserfault, .lockForReading, .enterUserfault(resolves: true), .gather, .enter(.resolve),
      .leave(.resolve),
      .finish(empty: true), .finished, .unlock,
    ]
  ]

  private static let lockingVMA: [[Program.Part]] = [
    [.lockForWriting, .enterClearRefs],
    [.lockVMA, .enter(.clearRefs)],
    [.protect],
    [.leave(.clearRefs)],
    [.flush(.everything)],
    [.flushed, .unlock, .leaveClearRefs],
  ]

  // MARK: the list

  static let all = mmapLocked + tableLocked + batched

  private static let mmapLocked: [Protocol] = [
    Protocol("a  write lock held until the flush", [.owner(clearRefs)] + writers(), isCorrect: true),
    Protocol(
      "a  the same, written to by GUP", [.owner(clearRefs), .writer(remote), .writer(victim)], isCorrect: true
    ),
    readOnlyBefore(
      Protocol("a  the same, page read-only before", [.owner(clearRefs)] + writers(), isCorrect: true)),
    readOnlyBefore(
      Protocol("a  referenced bits only, no flush", [.owner(referencedOnly)] + writers(), isCorrect: true)),
    Protocol("b  downgraded, late flush", [.owner(downgrading)] + writers(), isCorrect: false),
    Protocol(
      "b  the same, written to by GUP", [.owner(downgrading), .writer(remote), .writer(victim)],
      isCorrect: false),
    Protocol("b  read lock, late flush", [.owner(reading)] + writers(), isCorrect: false),
    Protocol("b  read lock, no flush", [.owner(neverFlushing)] + writers(), isCorrect: false),
    Protocol(
      "c  flush and copy under the PT lock", [.owner(flushingLocked)] + writers { $0.copiesLocked = true },
      isCorrect: true),
    readOnlyBefore(
      Protocol(
        "c  the same, page read-only before", [.owner(flushingLocked)] + writers { $0.copiesLocked = true },
        isCorrect: true)),
    Protocol("c  flush under the PT lock only", [.owner(flushingLocked)] + writers(), isCorrect: true),
    Protocol(
      "c  copy under the PT lock only", [.owner(reading)] + writers { $0.copiesLocked = true },
      isCorrect: false),
    Protocol(
      "d  pending count, flush in the fault",
      [.owner(promising)] + writersOneFaulting { $0.mitigates = true }, isCorrect: true),
    recordingCopies(
      Protocol(
        "d  the same, wp_page_copy recorded",
        [.owner(promising)] + writersOneFaulting { $0.mitigates = true }, isCorrect: true)),
    readOnlyBefore(
      Protocol(
        "d  the same, page read-only before", [.owner(promising)] + writers { $0.mitigates = true },
        isCorrect: true)),
    Protocol("d  pending count, nobody looks", [.owner(promising)] + writers(), isCorrect: false),
    unshared(Protocol("e  fork", [.owner(fork)] + writers(), isCorrect: true)),
    unshared(
      Protocol("e  fork, flush after unlock", [.owner(forkFlushingLate)] + writers(), isCorrect: false)),
    overlookingGathers(
      Protocol(
        "f  userfaultfd, not mitigated",
        [.owner(userfaultProtect), .owner(userfaultResolve)] + writersOneFaulting(), isCorrect: false,
        ownersInMm: false)),
    overlookingGathers(
      Protocol(
        "f  userfaultfd, mitigated",
        [.owner(userfaultProtect), .owner(userfaultResolve)] + writersOneFaulting { $0.mitigates = true },
        isCorrect: true, ownersInMm: false)),
    Protocol(
      "g  VMA lock, vma_start_write", [.owner(lockingVMA)] + writers { $0.usesVMALock = true },
      isCorrect: true),
    Protocol(
      "g  VMA lock, no vma_start_write", [.owner(clearRefs)] + writers { $0.usesVMALock = true },
      isCorrect: false),
  ]

  /// Few enough interleavings to walk all of them.
  static let small: [Protocol] = [
    Protocol("b  read lock, no flush", [.owner(neverFlushing)] + writers(), isCorrect: false),
    readOnlyBefore(
      Protocol(
        "c  flush under the PT lock", [.owner(flushingLocked)] + writers { $0.copiesLocked = true },
        isCorrect: true)),
    Protocol(
      "b  late flush, one fault", [.owner(reading)] + writersOneFaulting(), isCorrect: false,
      ownersInMm: false),
  ]

  /// The same threads on two kernels: one looks for pending flushes before it copies.
  static let undecidable = (
    right: Protocol(
      "pending count", [.owner(promising)] + writersOneFaulting { $0.mitigates = true }, isCorrect: true),
    wrong: Protocol("no mitigation", [.owner(promising)] + writersOneFaulting(), isCorrect: false)
  )

  /// Enough to tell a wrong judge from a right one.
  static let telling: [Protocol] =
    all.filter { known in
      ["a  write", "a  ref", "c  flush and", "c  the same", "d  pending count, flush", "d  the same", "e  "]
        .contains { known.name.hasPrefix($0) }
    } + small

  /// The page was read-only before: a write fault may be copying it as the owner begins.
  static func readOnlyBefore(_ other: Protocol) -> Protocol {
    var other = other
    other.program.entry = Entry(frame: 0, Entry.dirty)
    other.program.roles = other.program.roles.map { role in
      guard case .writer(var writer) = role, writer.tlb != .none else { return role }
      // It would fault at its first store: there is nothing that it could write by itself.
      writer.tlb = other.program.entry
      writer.stores = 0
      return .writer(writer)
    }
    return other
  }

  /// Where wp_page_copy is not inlined, and recorded.
  private static func recordingCopies(_ other: Protocol) -> Protocol {
    var other = other
    other.program.recordsCopy = true
    return other
  }

  private static func overlookingGathers(_ other: Protocol) -> Protocol {
    var other = other
    other.overlooksGather = true
    return other
  }

  /// Nobody else has the page until the fork.
  static func unshared(_ other: Protocol) -> Protocol {
    var other = other
    other.program.isShared = false
    return other
  }
}
