/// Axioms of docs/model.md that the machine keeps to, for the tests that take one away.
struct AxiomSet: OptionSet {
  var rawValue: UInt8

  /// flush_tlb_mm_range() returns when every CPU has flushed.
  static let flushesWait = AxiomSet(rawValue: 1)
  /// A CPU that carries out a flush runs nothing of user mode until it has.
  static let noStoreInFlush = AxiomSet(rawValue: 2)
  /// A walk of the page table that begins after a change sees it.
  static let walksSeeChanges = AxiomSet(rawValue: 4)
  /// do_wp_page() is entered under the page table lock.
  static let faultsLockTables = AxiomSet(rawValue: 8)
}
