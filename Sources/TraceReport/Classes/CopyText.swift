import TraceQuery

/// What is said alike of the classes in which a page was copied.
enum CopyText {
  /// The fault that copied, and the window that it did so in.
  static func prose(_ told: ToldFinding) -> String {
    guard let fault = told.finding.fault, told.finding.window != nil else { return "" }
    let kind = fault.entered == nil ? "with no exception event, as from get_user_pages(), by" : "of"
    var text = """
      A write fault \(kind) \(ToldFinding.name(fault.thread, cpu: fault.handled?.cpu)) copied page \(told.page), which \
      \(told.owner) had write-protected with mmap_lock \(told.lockMode), before a flush of it was done.
      """
    if let released = released(told) { text += " \(released)" }
    if told.finding.isExclusion { text += " The owner of that window held mmap_lock for writing meanwhile." }
    return text
  }

  /// That the owner gave a write lock back before the flush, if it did.
  private static func released(_ told: ToldFinding) -> String? {
    guard let window = told.finding.window, let ended = window.lockEnded, ended < window.closed ?? .max else {
      return nil
    }
    let how = window.call.hold?.downgraded == nil ? "released" : "downgraded"
    return """
      \(ToldFinding.name(window.call.thread)) had \(how) the lock \(told.since(ended, window.opened)) after that call \
      began.
      """
  }

  static func notShown(_ told: ToldFinding) -> [String] {
    guard let fault = told.finding.fault, fault.clearFlush != nil,
      let begun = fault.copy ?? fault.writeProtect
    else { return [] }
    return ["The start of the copy; it was after \(told.at(begun.ts))."]
  }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    guard let fault = told.finding.fault, let begun = fault.writeProtect, let cleared = fault.clearFlush
    else {
      return []
    }
    return [
      told.beforeFlush("do_wp_page", begun.ts)
        ?? "A flush of the page: none was done before the recording ended.",
      "A flush by \(ToldFinding.name(fault.thread)) itself before it copied (userfaultfd's mitigation): none between "
        + "\(told.at(begun.ts)) and \(told.at(cleared.ts)).",
    ]
  }
}
