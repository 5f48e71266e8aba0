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
    return """
      A write fault (\(ToldFinding.name(fault.thread, cpu: fault.handled?.cpu))) of page \(told.page) was being served \
      while its write-protect by \(told.owner) awaited the flush and that thread held mmap_lock for writing. \(lock) \
      It is not known to have copied the page; where a fault of this kind does, a write may be lost.
      """
  }

  static func strength(_ told: ToldFinding) -> String { ", from the order of events alone." }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    ServedText.ruledOut(told) + [
      told.finding.window?.lockEnded.map {
        "The lock given back before: it was released or downgraded at \(told.at($0))."
      } ?? "The lock given back before: no release or downgrade was recorded."
    ]
  }
}
