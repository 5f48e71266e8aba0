/// Units of columns: what a header says of them, and how people read a value.
///
/// `time` is a moment on the recording's clock, `ns` a length of time; both are nanoseconds to a machine.
enum Unit {
  /// What is no measure: the name of the column says enough.
  private static let bare: Set = [
    "", "text", "id", "address", "tid", "cpu", "count", "boolean", "bits", "code",
  ]

  /// The unit as machines have it; nil for what is no measure, and for ids of rows (`mm.mm_id`).
  static func machine(_ unit: String) -> String? {
    if bare.contains(unit) || unit == "ratio" || unit.contains(".") { return nil }
    return unit == "time" ? "ns" : unit
  }

  /// The header of a column for machines: its name with what it is measured in, `held_ns`.
  static func suffixed(_ name: String, _ unit: String) -> String {
    guard let measure = machine(unit), name != measure, !name.hasSuffix("_\(measure)") else { return name }
    return "\(name)_\(measure)"
  }

  /// The header of a column for people; `inCells` says that its cells carry their unit.
  static func header(_ name: String, _ unit: String, inCells: Bool) -> String {
    guard let measure = machine(unit) else { return name }
    guard inCells else { return "\(name) (\(measure))" }
    switch unit {
    case "time": return "\(name) (s)"
    case "ns", "bytes", "percent", "per_s": return name
    default: return "\(name) (\(measure))"
    }
  }

  /// An integer with its unit, as people read it; nil where the bare number is best.
  static func reading(_ value: Int64, _ unit: String) -> String? {
    switch unit {
    case "ns": scaled(value, [("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000)])
    case "bytes": scaled(value, [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)])
    case "time": seconds(value)
    case "percent": "\(value) %"
    case "per_s": "\(value) /s"
    default: nil
    }
  }

  /// The same for a number with a fraction.
  static func reading(_ value: Double, _ unit: String) -> String? {
    switch unit {
    case "ns", "bytes": value.magnitude < 9e15 ? reading(Int64(value.rounded()), unit) : nil
    case "percent": "\(value) %"
    case "per_s": "\(value) /s"
    default: nil
    }
  }

  /// A moment as the recorders print it, so that it can be searched for: seconds with nine digits.
  private static func seconds(_ value: Int64) -> String {
    let fraction = String(value.magnitude % 1_000_000_000)
    let zeros = String(repeating: "0", count: 9 - fraction.count)
    return "\(value < 0 ? "-" : "")\(value.magnitude / 1_000_000_000).\(zeros)\(fraction)"
  }

  /// Four digits in the largest unit of which there is one; the smallest unit has no fraction.
  private static func scaled(_ value: Int64, _ units: [(name: String, size: UInt64)]) -> String {
    let sign = value < 0 ? "-" : ""
    let size = value.magnitude
    guard let smallest = units.first, let next = units.dropFirst().first, size >= next.size else {
      return "\(value) \(units.first?.name ?? "")"
    }
    for unit in units.dropFirst() {
      let (whole, rest) = size.quotientAndRemainder(dividingBy: unit.size)
      for (digits, power) in [(3, 1000), (2, 100), (1, 10)] as [(Int, UInt64)] where whole < 1000 {
        let number = whole * power + (rest * power + unit.size / 2) / unit.size
        guard number < 10_000 else { continue }
        let fraction = String(number % power)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(number / power).\(zeros)\(fraction) \(unit.name)"
      }
    }
    let last = units.last ?? smallest
    return "\(sign)\((size + last.size / 2) / last.size) \(last.name)"
  }
}
