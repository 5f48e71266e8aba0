import TraceQuery

/// A fault waited until the window had closed: the lock worked.
enum BlockedText: ClassText {
  static let name = "blocked"
  static let kind = "fault-blocked"
  static let meaning = "a fault waits until the TLB is flushed"
  static let counterpart = "handle_mm_fault"
  static let decides: DecidingEvents = [.fault, .flush]

  static func prose(_ told: ToldFinding) -> String {
    guard let fault = told.finding.fault else { return "" }
    return """
      A write fault (\(ToldFinding.name(fault.thread, cpu: fault.handled?.cpu))) of page \(told.page) began between its \
      write-protect by \(told.owner) and the flush, and was served after the flush. The lock kept it out, as it must: \
      this is no race, but it cost \(told.since(fault.handled?.ts, fault.entered?.ts)).
      """
  }

  static func strength(_ told: ToldFinding) -> String { ": no race." }

  static func ruledOut(_ told: ToldFinding) -> [String] { [] }
}
