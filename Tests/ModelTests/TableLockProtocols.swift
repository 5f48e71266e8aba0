/// Protocols that flush under the page table lock, and those of who takes an entry away while others come by the page.
extension Protocol {
  /// Has the page writable and dirty in its TLB, and ends where it would fault.
  private static let oldEntry = Program.Role.writer(Program.Writer(endsAtFault: true))
  private static let oldEntryTwice = Program.Role.writer(Program.Writer(stores: 2, endsAtFault: true))

  private static func scanning(_ steps: [[Program.Part]]) -> [[Program.Part]] {
    [[.lockForReading, .enter(.pagemapScan)]] + steps
  }

  static let scan = scanning([
    [.lockTable, .protect, .flush(.page)],
    [.flushed, .unlockTable],
    [.leave(.pagemapScan), .unlock],
  ])

  static let scanFlushingUnlocked = scanning([
    [.protect],
    [.flush(.page)],
    [.flushed],
    [.leave(.pagemapScan), .unlock],
  ])

  private static let scanFlushingLate = scanning([
    [.protect],
    [.leave(.pagemapScan)],
    [.flush(.page)],
    [.flushed, .unlock],
  ])

  private static let scanNotFlushing = scanning([
    [.protect],
    [.leave(.pagemapScan)],
    [.unlock],
  ])

  private static func moving(_ steps: [[Program.Part]]) -> Program.Role {
    .owner([[.lockForWriting, .enter(.mremap)]] + steps)
  }

  private static let move = moving([
    [.lockTable, .takeEntry, .flush(.page)],
    [.flushed, .unlockTable],
    [.leave(.mremap), .unlock],
  ])

  /// After the page table lock: of the one table, or of several at the end.
  private static func moveFlushingUnlocked(_ span: FlushSpan) -> Program.Role {
    moving([
      [.takeEntry],
      [.flush(span)],
      [.flushed],
      [.leave(.mremap), .unlock],
    ])
  }

  private static let moveFlushingLate = moving([
    [.takeEntry],
    [.leave(.mremap)],
    [.flush(.page)],
    [.flushed, .unlock],
  ])

  private static func merging(_ steps: [[Program.Part]]) -> [Program.Role] {
    [
      .owner(
        [[.lockForReading, .enter(.ksm)]] + steps + [[.replace], [.replaced, .unlock]]
      )
    ]
  }

  private static func merge(looksForPending: Bool) -> [Program.Role] {
    merging([
      [.lockTable, .protectFlushing(looksForPending: looksForPending)],
      [.flushedIfBegun, .unlockTable],
      [.leave(.ksm)],
      [.compare],
    ])
  }

  static let tableLocked: [Protocol] =
    scans + [
      moves("truncated", move, .free, isCorrect: true),
      moves(
        "truncated, flush after the PT lock", moveFlushingUnlocked(.page), .free,
        unjudged: insideTheCall("mremap")),
      moves("truncated, one flush of all tables", moveFlushingUnlocked(.tables), .free),
      moves("truncated, flush after the call", moveFlushingLate, .free),
      moves("written out", move, .writeOut, isCorrect: true),
      moves("written out, one flush of all tables", moveFlushingUnlocked(.tables), .writeOut),
    ] + merges

  private static func insideTheCall(_ path: String) -> String {
    "whether \(path) held the page table lock until the flush inside the call"
  }

  private static let scans = [
    Protocol("h  PAGEMAP_SCAN", [.owner(scan)] + writersOneFaulting(), isCorrect: true),
    readOnlyBefore(
      Protocol("h  the same, page read-only before", [.owner(scan)] + writers(), isCorrect: true)),
    Protocol(
      "h  flush after the PT lock", [.owner(scanFlushingUnlocked)] + writersOneFaulting(), isCorrect: false),
    Protocol(
      "h  flush after the call", [.owner(scanFlushingLate)] + writersOneFaulting(), isCorrect: false),
    Protocol("h  no flush", [.owner(scanNotFlushing)] + writers(), isCorrect: false),
  ]

  /// Few enough interleavings to walk all of them.
  static let smallTableLocked =
    tableLocked.filter { known in ["h  the same", "i  ", "j  KSM"].contains { known.name.hasPrefix($0) } } + [
      Protocol(
        "h  flush after the PT lock", [.owner(scanFlushingUnlocked)] + writersOneFaulting(), isCorrect: false,
        ownersInMm: false),
      Protocol(
        "h  flush after the call", [.owner(scanFlushingLate)] + writersOneFaulting(), isCorrect: false,
        ownersInMm: false),
    ]

  /// Enough to tell a wrong rule about page table locks from a right one.
  static let tellingOfTableLocks = tableLocked.filter { $0.name.hasPrefix("h  ") }

  /// With victims that fault too: tens of thousands of executions.
  static let large: [Protocol] = [
    Protocol("h  PAGEMAP_SCAN, both fault", [.owner(scan)] + writers(), isCorrect: true),
    Protocol(
      "h  flush after the PT lock, both fault", [.owner(scanFlushingUnlocked)] + writers(), isCorrect: false),
    Protocol("h  flush after the call, both fault", [.owner(scanFlushingLate)] + writers(), isCorrect: false),
  ]

  private static func moves(
    _ what: String, _ owner: Program.Role, _ visit: Program.Part, isCorrect: Bool = false,
    unjudged: String? = nil
  ) -> Protocol {
    Protocol(
      "i  mremap, \(what)", [owner, .owner([[visit]]), oldEntryTwice], isCorrect: isCorrect,
      unjudged: unjudged)
  }

  private static let merges = [
    unshared(
      Protocol(
        "j  KSM", merge(looksForPending: true) + writersOneFaulting(), isCorrect: true, ownersInMm: false)),
    unshared(
      Protocol(
        "j  flush after the call",
        merging([
          [.protect],
          [.leave(.ksm)],
          [.compare],
          [.flush(.page)],
          [.flushed],
        ]) + writersOneFaulting(), isCorrect: false, ownersInMm: false)),
    unshared(
      Protocol(
        "j  beside userfaultfd", merge(looksForPending: true) + [.owner(userfaultProtect), oldEntryTwice],
        isCorrect: true, ownersInMm: false)),
    unshared(
      Protocol(
        "j  the same, pending flushes not looked for",
        merge(looksForPending: false) + [.owner(userfaultProtect), oldEntryTwice],
        isCorrect: false, ownersInMm: false)),
  ]
}
