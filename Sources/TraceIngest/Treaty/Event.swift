/// One decoded event, as the pairing takes it.
///
/// The fields are plain numbers: no object, string or array is made per event.
struct Event {
  /// Time in the trace clock's unit, after the file's own conversions.
  var ts: Int64
  /// CPU it was recorded on.
  var cpu: Int32
  /// Thread that ran there (common_pid); 0 for the idle thread of each CPU.
  var tid: Int32
  /// What it is.
  var kind: EventKind
  /// Bit i is set when `arguments[i]` is in the recording.
  var present: UInt8
  /// Arguments by the places of `...Argument` (catalogue/), sign-extended where their fields are signed.
  var arguments: InlineArray<6, UInt64>

  /// Argument `index`, nil when the recording does not have it.
  @inline(__always)
  func optional(_ index: Int) -> UInt64? { present & (1 << UInt8(index)) != 0 ? arguments[index] : nil }

  /// Argument `index` as the database stores it.
  @inline(__always)
  func signed(_ index: Int) -> Int64 { Int64(bitPattern: arguments[index]) }
}
