import Glibc

/// A bar with rate and time left on standard error, if that is a terminal; nothing anywhere else.
final class ProgressBar {
  private let label: String
  private let isShown: Bool
  private let start: UInt64
  private var next: UInt64 = 0
  private var isDirty = false

  /// A bar for one file.
  init(_ label: String, quiet: Bool) {
    self.label = label
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isShown = !quiet && terminal != "dumb" && isatty(STDERR_FILENO) == 1
    start = Self.now()
  }

  deinit { clear() }

  /// Shows how far it is, at most ten times a second.
  ///
  /// - Parameters:
  ///   - done: bytes done.
  ///   - total: bytes in all.
  func update(_ done: UInt64, _ total: UInt64) {
    guard isShown, total > 0 else { return }
    let now = Self.now()
    guard now >= next else { return }
    next = now + 100_000_000
    let seconds = Double(now - start) / 1e9
    let line = Self.line(label, done: min(done, total), total: total, seconds, Self.width)
    Complaint.print("\r\u{1B}[K" + line)
    isDirty = true
  }

  /// Removes the bar.
  func clear() {
    guard isDirty else { return }
    Complaint.print("\r\u{1B}[K")
    isDirty = false
  }

  /// The bar's line: no longer than `width`, without a newline.
  static func line(_ label: String, done: UInt64, total: UInt64, _ seconds: Double, _ width: Int) -> String {
    let share = Double(done) / Double(total)
    let percent = String(Int(share * 100))
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let rateText = String(Int(rate / 1e6)) + " MB/s"
    let left = rate > 0 ? String(Int((Double(total - done) / rate).rounded(.up))) + " s left" : ""
    let tail = " \(String(repeating: " ", count: 3 - percent.count))\(percent)%  \(rateText)  \(left)"
    let room = width - 1 - tail.count - label.count - 3
    guard room >= 10 else { return String((label + tail).prefix(width - 1)) }
    let bar = min(room, 40)
    let filled = Int(share * Double(bar))
    let cells = String(repeating: "#", count: filled) + String(repeating: ".", count: bar - filled)
    return "\(label) [\(cells)]\(tail)"
  }

  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
