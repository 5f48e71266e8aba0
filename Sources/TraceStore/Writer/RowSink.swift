/// The value that stands for NULL in a row of integers.
///
/// No time, address or count of a trace is this one.
public let nullValue = Int64.min

/// A value of a row in a small table.
public enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}
