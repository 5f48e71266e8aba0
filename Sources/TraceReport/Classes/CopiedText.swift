import TraceQuery

/// A page was copied; nobody is known who could write to the old one.
enum CopiedText: ClassText {
  static let name = "copied"
  static let kind = "cow-in-window"
  static let meaning = "a page is copied between write-protect and TLB flush"
  static let counterpart = "do_wp_page"
  static let decides: DecidingEvents = [.fault, .copy, .race]

  static func prose(_ told: ToldFinding) -> String {
    """
    \(CopyText.prose(told)) A store by another CPU through a stale TLB entry would have been lost; no thread that \
    could make one was seen in user mode meanwhile.
    """
  }

  static func strength(_ told: ToldFinding) -> String {
    ", from the order of events. That no store was lost is not proven."
  }

  static func notShown(_ told: ToldFinding) -> [String] { CopyText.notShown(told) }

  static func ruledOut(_ told: ToldFinding) -> [String] { CopyText.ruledOut(told) }
}
