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
