/// A stretch of time in which a thread was in the kernel for certain.
struct KernelSpan {
  var tid: Int32
  var from: Int64
  var to: Int64
}

/// When a thread may have been in user mode.
struct UserTime {
  /// First and last moment, `none` when there is none.
  var from: Int64 = none
  var to: Int64 = none
  /// Sum of the stretches.
  var length: Int64 = 0

  /// What `spans` leave of `[begin, end]`.
  init(from begin: Int64, to end: Int64, without spans: [KernelSpan]) {
    var position = begin
    for span in spans.sorted(by: { $0.from < $1.from }) where span.to > position {
      if span.from > position { add(position, min(span.from, end)) }
      position = max(position, span.to)
      if position >= end { return }
    }
    add(position, end)
  }

  private mutating func add(_ begin: Int64, _ end: Int64) {
    guard begin < end else { return }
    if from == none { from = begin }
    to = end
    length += end - begin
  }
}
