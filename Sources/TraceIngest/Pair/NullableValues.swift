internal import TraceStore

extension Event {
  /// Argument `index` as the database stores it, NULL when the recording does not have it.
  @inline(__always)
  func optionalSigned(_ index: Int) -> Int64 { optional(index) == nil ? none : signed(index) }

  /// The argument at a place that its kind may not have.
  @inline(__always)
  func optional(_ index: Int?) -> UInt64? { if let index { optional(index) } else { nil } }

  /// The argument at a place that its kind may not have, as the database stores it.
  @inline(__always)
  func optionalSigned(_ index: Int?) -> Int64 { optional(index).map { Int64(bitPattern: $0) } ?? none }
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
