internal import TraceStore

extension Event {
  /// Argument `index` as the database stores it, NULL when the recording does not have it.
  @inline(__always)
  func optionalSigned(_ index: Int) -> Int64 { optional(index) == nil ? none : signed(index) }
}

/// The earlier of two times of which either may be NULL.
func earlier(_ left: Int64, _ right: Int64) -> Int64 {
  if left == none { return right }
  return right == none ? left : min(left, right)
}

extension SQLValue {
  /// A number, NULL for nil.
  init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }

  /// A text, NULL for nil.
  init(_ value: String?) { self = value.map { .text($0) } ?? .null }

  /// A number, NULL for `none`.
  init(known value: Int64) { self = value == none ? .null : .integer(value) }
}
