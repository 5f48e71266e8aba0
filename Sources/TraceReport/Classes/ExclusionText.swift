import TraceQuery

/// A fault was served although the window's owner held mmap_lock for writing.
enum ExclusionText: ClassText {
  static let name = "exclusion"
  static let kind = "fault-under-lock"
  static let meaning = "a fault is served while mmap_lock is held for writing"
  static let counterpart = "handle_mm_fault"
  static let decides: DecidingEvents = [.fault, .race]

  static func prose(_ told: ToldFinding) -> String {
    guard let fault = told.finding.fault else { return "" }
    let lock =
      switch fault.isUnderVMALock {
      case true?: "It ran under the per-VMA lock: the owner of the window had not locked the VMA against it."
      case false?: "It ran under mmap_lock, which both held at once by these events."
      case nil: "Which lock it ran under was not recorded."
      }
    let who =
      "A write fault (\(ToldFinding.name(fault.thread, cpu: fault.handled?.cpu))) of page \(told.page)"
    if isAfterFlush(told) {
      return """
        \(who) was served after the flush of its write-protect by \(told.owner), but before that thread gave mmap_lock, \
        held for writing, back. \(lock) Nothing is lost after the flush; a fault of this kind that comes before it may copy \
        the page, and a write may be lost.
        """
    }
    return """
      \(who) was being served while its write-protect by \(told.owner) awaited the flush and that thread held mmap_lock \
      for writing. \(lock) It is not known to have copied the page; where a fault of this kind does, a write may be lost.
      """
  }

  /// Whether the fault came to be served only when the window had closed (queries/judge/43_exclusion.sql).
  private static func isAfterFlush(_ told: ToldFinding) -> Bool {
    guard let handled = told.finding.fault?.handled, let closed = told.finding.window?.closed else {
      return false
    }
    return handled.ts >= closed
  }

  static func strength(_ told: ToldFinding) -> String { ", from the order of events alone." }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    (isAfterFlush(told) ? [] : ServedText.ruledOut(told)) + [
      told.finding.window?.lockEnded.map {
        "The lock given back before: it was released or downgraded at \(told.at($0))."
      } ?? "The lock given back before: no release or downgrade was recorded."
    ]
  }
}
