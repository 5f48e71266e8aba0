import TraceQuery

/// A fault was served inside a window, its page not copied there.
enum ServedText: ClassText {
  static let name = "served"
  static let kind = "fault-in-window"
  static let meaning = "a fault is served between write-protect and TLB flush"
  static let counterpart = "handle_mm_fault"
  static let decides: DecidingEvents = [.fault, .flush, .race]

  static func prose(_ told: ToldFinding) -> String {
    guard let fault = told.finding.fault else { return "" }
    let copy =
      fault.clearFlush == nil
      ? "The page was not copied, so no write is lost by it."
      : "It copied the page outside of the window, or after a flush of its own."
    return """
      A write fault (\(ToldFinding.name(fault.thread, cpu: fault.handled?.cpu))) of page \(told.page) was being served \
      while its write-protect by \(told.owner) awaited the flush. \(copy) Paths that run under the read lock by design \
      allow that.
      """
  }

  static func strength(_ told: ToldFinding) -> String {
    ": allowed where the path runs under the read lock by design."
  }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    guard let handled = told.finding.fault?.handled else { return [] }
    return [told.beforeFlush("handle_mm_fault", handled.ts)].compactMap(\.self)
  }
}
