/// One tracepoint or probe of the recording and how often it occurred: a row of `event_kind`.
struct RecordedEvent: Sendable {
  /// Number in the recording (common_type), nil in text.
  var kernelID: Int?
  /// Group.
  var system: String
  /// Name.
  var name: String
  /// What it is read as.
  var kind: EventKind
  /// Hits that were decoded.
  var decoded: Int64 = 0
  /// Hits that could not be decoded.
  var undecodable: Int64 = 0
  /// Why some could not.
  var why: String?
}
