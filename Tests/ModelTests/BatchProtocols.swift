/// Protocols of reclaim, which flushes many entries at once and later, and of zap, which gathers what to flush.
extension Protocol {
  private static let victim = Program.Role.writer(Program.Writer(endsAtFault: true))
  private static let victimTwice = Program.Role.writer(Program.Writer(stores: 2, endsAtFault: true))

  static let reclaim: [[Program.Part]] = [
    [.takeEntry, .noteBatch],
    [.flush(.batch)],
    [.flushed],
    [.writeOut],
    [.free],
  ]

  private static let reclaimFlushingLate: [[Program.Part]] = [
    [.takeEntry, .noteBatch],
    [.writeOut],
    [.flush(.batch)],
    [.flushed],
    [.free],
  ]

  /// mprotect of a page whose entry reclaim has taken.
  private static func mprotect(looksForBatch: Bool) -> [[Program.Part]] {
    [
      [.lockForWriting, .gather, .enter(.mprotect)],
      looksForBatch ? [.lockTable, .awaitTaken, .flushIfBatched] : [.awaitTaken],
      [.flushedIfBegun] + (looksForBatch ? [.unlockTable] : []),
      [.leave(.mprotect), .finish(empty: true), .finished, .forbid, .unlock],
    ]
  }

  /// Another thread that found a batch of other pages, flushes it and says that there is none any more.
  static let forgettingBatch: [[Program.Part]] = [
    [.lockForReading, .flush(.everything)],
    [.flushed],
    [.forgetBatch, .unlock],
  ]

  private static func zapping(_ steps: [[Program.Part]]) -> [[Program.Part]] {
    [[.lockForReading, .gather]] + steps
  }

  private static let zap = zapping([
    [.lockTable, .takeEntry, .flush(.page)],
    [.flushed, .removeMapping, .unlockTable],
    [.finish(empty: true), .finished, .unlock],
  ])

  static let zapFlushingLate = zapping([
    [.takeEntry, .removeMapping],
    [.finish(empty: false), .flush(.page)],
    [.flushed],
    [.finished, .unlock],
  ])

  /// Finds nothing to zap.
  private static func zapAgain(looksForPending: Bool) -> [[Program.Part]] {
    zapping([
      [.awaitTaken],
      [.finish(empty: true)] + (looksForPending ? [.flushIfNested] : []),
      [.flushedIfBegun],
      [.finished, .forbid, .unlock],
    ])
  }

  /// Nothing that it recorded was judged.
  private static let nothing = "verdict: inconclusive"

  static let batched: [Protocol] = [
    Protocol("k  reclaim", [.owner(reclaim), victimTwice], isCorrect: true, unjudged: nothing),
    Protocol(
      "k  reclaim, flush after the page is written", [.owner(reclaimFlushingLate), victimTwice],
      isCorrect: false, unjudged: nothing),
    Protocol(
      "k  reclaim and mprotect", [.owner(reclaim), .owner(mprotect(looksForBatch: true)), victimTwice],
      isCorrect: true, unjudged: nothing),
    Protocol(
      "k  the same, batched flush not looked for",
      [.owner(reclaim), .owner(mprotect(looksForBatch: false)), victimTwice], isCorrect: false,
      unjudged: nothing),
    afterBatch(
      Protocol(
        "k  the same, batch forgotten after its flush",
        [.owner(reclaim), .owner(mprotect(looksForBatch: true)), victimTwice, .owner(forgettingBatch)],
        isCorrect: false, unjudged: nothing)),
    Protocol(
      "l  zap beside writeback", [.owner(zap), .owner([[.writeOut]]), victimTwice], isCorrect: true,
      unjudged: nothing),
    Protocol(
      "l  the same, mapping removed before the flush",
      [.owner(zapFlushingLate), .owner([[.writeOut]]), victimTwice],
      isCorrect: false, unjudged: nothing),
    Protocol(
      "l  zap twice", [.owner(zapFlushingLate), .owner(zapAgain(looksForPending: true)), victimTwice],
      isCorrect: true, unjudged: nothing),
    Protocol(
      "l  the same, the other's flush not looked for",
      [.owner(zapFlushingLate), .owner(zapAgain(looksForPending: false)), victimTwice], isCorrect: false),
  ]

  /// Reclaim has batched other pages before.
  private static func afterBatch(_ other: Protocol) -> Protocol {
    var other = other
    other.program.page = .batched
    return other
  }
}
