/// Round times along a timeline.
struct TimelineAxis {
  /// A line and its time.
  struct Tick {
    var ts: Int64
    var text: String
  }

  let ticks: [Tick]

  /// At most seven ticks: multiples of 1, 2 or 5 times a power of ten, counted from `origin`.
  init(from start: Int64, to end: Int64, origin: Int64, times: Times) {
    let step = Self.step(end - start)
    var ticks: [Tick] = []
    // Times before the origin do not occur: the picture begins there or later.
    var next = (start - origin + step - 1) / step * step
    while origin + next <= end {
      let unit = ticks.isEmpty ? " \(times.unit)" : ""
      ticks.append(Tick(ts: origin + next, text: Self.short(times.bare(next)) + unit))
      next += step
    }
    self.ticks = ticks
  }

  private static func step(_ span: Int64) -> Int64 {
    var unit: Int64 = 1
    while unit <= span / 60 { unit *= 10 }
    return [1, 2, 5].map { $0 * unit }.first { $0 > span / 6 } ?? unit * 10
  }

  /// Without zeros after the point.
  private static func short(_ number: String) -> String {
    guard number.contains(".") else { return number }
    let digits = number.reversed().drop { $0 == "0" }
    return String((digits.first == "." ? digits.dropFirst() : digits).reversed())
  }
}
