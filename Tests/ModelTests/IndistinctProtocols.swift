/// Wrong protocols whose recordings right ones make too: where a lossy recording is one of these as well, no judge can tell.
extension Protocol {
  /// Each that the judge is silent about, and right ones that together make all its lossy recordings.
  ///
  /// Those on a read-only page need no flush before they go on: another call finds nothing to take there, and the zap of a
  /// clean page flushes at the end of its mmu_gather.
  static let indistinct: [(wrong: String, right: [Protocol])] = [
    ("i  mremap, truncated, flush after the PT lock", all.filter { $0.name == "i  mremap, truncated" }),
    ("k  reclaim, flush after the page is written", all.filter { $0.name == "k  reclaim" }),
    (
      "k  the same, batched flush not looked for",
      onReadOnlyPage("reclaim after mprotect", [.owner(reclaim), .owner(mprotectFindingNothing)])
    ),
    (
      "k  the same, batch forgotten after its flush",
      onReadOnlyPage(
        "reclaim after mprotect, beside a flush",
        [.owner(reclaim), .owner(mprotectFindingNothing), .owner(forgettingBatch)])
    ),
    (
      "l  the same, mapping removed before the flush",
      onReadOnlyPage("zap beside writeback", [.owner(zapFlushingLate), .owner([[.writeOut]])])
    ),
  ]

  private static let mprotectFindingNothing: [[Program.Part]] = [
    [.lockForWriting, .gather, .enter(.mprotect)],
    [.leave(.mprotect), .finish(empty: true), .finished, .unlock],
  ]

  /// Owners beside a writer that faults once, and beside one that never does.
  private static func onReadOnlyPage(_ name: String, _ owners: [Program.Role]) -> [Protocol] {
    [0, 1].map { stores in
      var other = Protocol(name, owners, isCorrect: true)
      other.program.entry = Entry(frame: 0, 0)
      let writer = Program.Writer(stores: stores, tlb: other.program.entry, endsAtFault: true)
      // The same thread as in the protocol that it is compared with.
      other.program.roles.insert(.writer(writer), at: 2)
      other.program.isInMm.insert(true, at: 2)
      return other
    }
  }
}
