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

/// A gap in a recording.
struct Loss {
  /// CPU that lost events, nil when unknown.
  var cpu: Int32?
  /// Index of the ring buffer in `RecordingInfo.buffers`.
  var buffer: Int
  /// Last event before the gap, nil when there is none.
  var from: Int64?
  /// First event after the gap, nil when there is none.
  var to: Int64?
  /// Events lost, nil when unknown.
  var events: Int64?
  /// What says so, as `event_loss.why`.
  var why: String
}

/// Where decoded events go, in the order (ts, cpu, order in the file).
protocol EventSink: ~Copyable {
  /// Takes one event.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - text: the text argument of its kind (no terminating NUL), empty when there is none. Valid
  ///     during the call only.
  /// - Throws: when it cannot go on; reading ends.
  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError)

  /// Takes a gap, before the first event after it on that CPU, or at the end.
  mutating func accept(_ loss: Loss) throws(IngestError)

  /// Takes an event of kind `other` that the user asked to keep.
  ///
  /// - Parameters:
  ///   - event: its time, CPU and thread.
  ///   - index: index of its kind in the reader's list of `RecordedEvent`.
  ///   - fields: its fields as a JSON object.
  /// - Throws: when it cannot go on; reading ends.
  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError)

  /// Takes the callers of the event accepted last.
  mutating func note(_ callers: EventCallers) throws(IngestError)

  /// Takes what is known of the line of the event that comes next.
  mutating func note(_ line: TextLineNote) throws(IngestError)

  /// Takes a line of a text that was not understood.
  mutating func note(_ line: UnreadLine) throws(IngestError)
}
