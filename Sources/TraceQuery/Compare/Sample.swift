/// Numbers of the same thing.
struct Sample {
  let count: Int
  /// Their mean; nil without any.
  let mean: Double?
  /// Standard error of the mean as a share of it; nil for a single number, which tells nothing of it.
  let relativeError: Double?

  init(_ values: [Double]) {
    count = values.count
    guard !values.isEmpty else {
      (mean, relativeError) = (nil, nil)
      return
    }
    let number = Double(values.count)
    let middle = values.reduce(0, +) / number
    mean = middle
    let squares = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    guard values.count > 1 else {
      relativeError = nil
      return
    }
    relativeError = middle > 0 ? (squares / (number - 1) / number).squareRoot() / middle : 0
  }

  /// Student's t for 99.9 % on both sides: by how many standard errors chance alone makes means differ.
  static func factor(_ freedom: Int) -> Double {
    let table = [
      636.6, 31.60, 12.92, 8.610, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587, 4.437, 4.318, 4.221, 4.140, 4.073,
      4.015, 3.965, 3.922,
    ]
    return freedom < 1
      ? .infinity : freedom <= table.count ? table[freedom - 1] : freedom < 30 ? 3.922 : 3.646
  }
}
