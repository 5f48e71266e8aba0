import TraceQuery

/// A path that must hold mmap_lock for writing until the flush did not.
enum LateFlushText: ClassText {
  static let name = "late_flush"
  static let kind = "late-flush"
  static let meaning = "mmap_lock is not held for writing until the TLB is flushed"
  static let counterpart = "flush_tlb_mm_range"
  static let decides: DecidingEvents = [.flush, .race]

  static func prose(_ told: ToldFinding) -> String {
    guard let window = told.finding.window else { return "" }
    let range = told.labels.range(window.start, window.end)
    let flushed =
      if let closed = window.closed {
        "Their TLB entries were flushed \(told.since(closed, window.lockEnded ?? window.opened)) after that."
      } else {
        "No flush of them was done until the recording ended."
      }
    let lock =
      if window.call.lockMode == "write", let ended = window.lockEnded {
        """
        \(told.owner) changed page table entries of \(range) with mmap_lock held for writing, and the lock was \
        \(window.call.hold?.downgraded == nil ? "released" : "downgraded") \(told.since(ended, window.opened)) after \
        the call began, before the flush was done.
        """
      } else {
        "\(told.owner) changed page table entries of \(range) with mmap_lock \(told.lockMode)."
      }
    let met =
      told.finding.fault.map {
        """
        In between a write fault of \(ToldFinding.name($0.thread, cpu: $0.handled?.cpu)) was served in it. One that \
        copies a page there loses what another CPU writes through a stale TLB entry.
        """
      }
      ?? "A write fault that copies a page in between loses what another CPU writes through a stale TLB entry."
    return "\(lock) \(flushed) \(met)"
  }

  static func strength(_ told: ToldFinding) -> String { ", from the order of events alone." }

  static func notShown(_ told: ToldFinding) -> [String] {
    let pages =
      told.finding.window?.call.pages == nil
      ? ["How many PTEs the call changed; its events do not say."] : []
    return pages + ["Whether a write was lost here: no copy in this window is needed for the class."]
  }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    guard let window = told.finding.window else { return [] }
    var items: [String] = []
    if let closed = window.closed {
      let whose = window.flush.map { " (by \(ToldFinding.name($0.thread)))" } ?? ""
      items.append(
        "An earlier flush by another thread: the first that covers it all ended at \(told.at(closed))\(whose)."
      )
    } else {
      items.append("A flush by another thread: none covered it before the recording ended.")
    }
    if let pages = window.call.pages { items.append("Nothing to flush: the call changed \(pages) pages.") }
    return items
  }
}
