import TraceQuery

/// Times of a recording as a report writes them.
struct Times {
  /// Whether the clock counts nanoseconds; else times are bare numbers of its unit.
  let isNanoseconds: Bool
  /// Unit of differences: `us`, or the clock's own.
  let unit: String

  init(_ summary: TraceSummary) {
    let unit = summary.trace["clock_unit"] ?? "ns"
    isNanoseconds = unit == "ns"
    self.unit = isNanoseconds ? "us" : unit
  }

  /// A difference, without its unit.
  func bare(_ difference: Int64) -> String {
    guard isNanoseconds else { return String(difference) }
    let size = difference.magnitude
    return "\(difference < 0 ? "-" : "")\(size / 1000).\(digits(size % 1000, 3))"
  }

  /// A difference with its unit; milliseconds or seconds when it is long.
  func length(_ difference: Int64) -> String {
    guard isNanoseconds, difference.magnitude >= 10_000_000 else { return "\(bare(difference)) \(unit)" }
    return difference.magnitude >= 1_000_000_000
      ? seconds(difference) + " s"
      : seconds(difference.multipliedReportingOverflow(by: 1000).partialValue) + " ms"
  }

  /// A difference in seconds with three decimals.
  func seconds(_ difference: Int64) -> String {
    let size = difference.magnitude
    let milli = digits(size % 1_000_000_000 / 1_000_000, 3)
    return "\(difference < 0 ? "-" : "")\(size / 1_000_000_000).\(milli)"
  }

  /// A moment as `trace-cmd report -t` prints it.
  func absolute(_ ts: Int64) -> String {
    guard isNanoseconds else { return String(ts) }
    let size = UInt64(bitPattern: ts)
    return "\(size / 1_000_000_000).\(digits(size % 1_000_000_000, 9))"
  }

  private func digits(_ number: UInt64, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
