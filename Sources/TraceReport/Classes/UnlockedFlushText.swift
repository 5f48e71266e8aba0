import TraceQuery

/// A path that flushes under page table locks dropped one before the flush.
enum UnlockedFlushText: ClassText {
  static let name = "unlocked_flush"
  static let kind = "unlocked-flush"
  static let meaning = "the page table lock is dropped before the TLB is flushed"
  static let counterpart = "flush_tlb_mm_range"
  static let decides: DecidingEvents = [.flush, .race]

  static func prose(_ told: ToldFinding) -> String {
    guard let window = told.finding.window else { return "" }
    let range = told.labels.range(window.start, window.end)
    let changed = "\(told.owner) changed page table entries of \(range)."
    let danger = "What takes that lock in between finds entries that a stale TLB entry still goes around."
    if let fault = told.finding.fault {
      return """
        \(changed) While it flushed them, a write fault of \(ToldFinding.name(fault.thread, cpu: fault.handled?.cpu)) \
        had the page table lock, which the call has to keep until the flush is done. \(danger)
        """
    }
    if window.isUnheeded { return "\(unheeded(window, range, told)) \(danger)" }
    guard let returned = window.call.returned?.ts, let closed = window.closed else {
      return """
        \(changed) It flushed nothing before it returned, by when it had dropped the page table lock. \(danger)
        """
    }
    guard closed > returned else {
      return """
        \(changed) It flushed them in one go, although they are in several page tables, of which it has one locked at \
        a time: the lock of the first was dropped before. \(danger)
        """
    }
    let other = flushOfAnother(window).map { ", by \(ToldFinding.name($0.thread, cpu: $0.entered.cpu))" }
    return """
      \(changed) It had dropped the page table lock when it returned; their TLB entries were flushed \
      \(told.since(closed, returned)) after that\(other ?? ""). \(danger)
      """
  }

  /// What a call overlooked that had to flush for another thread.
  private static func unheeded(_ window: FlushWindow, _ range: String, _ told: ToldFinding) -> String {
    let found =
      "\(told.owner) found a page of \(range) read-only and flushed nothing, although a flush was pending"
    guard let flush = window.flush, let closed = window.closed, let returned = window.call.returned?.ts else {
      return "\(found)."
    }
    return """
      \(found): that of \(ToldFinding.name(flush.thread, cpu: flush.entered.cpu)), which had taken the permission, was \
      done \(told.since(closed, returned)) after it returned.
      """
  }

  private static func flushOfAnother(_ window: FlushWindow) -> FlushRequest? {
    window.flush.flatMap { $0.thread.tid == window.call.thread.tid ? nil : $0 }
  }

  static func strength(_ told: ToldFinding) -> String { ", from the order and the range of events alone." }

  static func notShown(_ told: ToldFinding) -> [String] {
    ["When the page table lock was taken and dropped: no event tells."]
  }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    guard let window = told.finding.window else { return [] }
    if window.isUnheeded { return ["That it found no such page: it returned success."] }
    guard window.flush != nil, flushOfAnother(window) == nil else { return [] }
    return ["A flush for something else that the thread did since: it cleared no entry and gathered nothing."]
  }
}
