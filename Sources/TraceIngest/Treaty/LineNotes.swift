/// A line of a text recording that was read as an event.
struct TextLineNote: Sendable {
  /// How sure the reading is.
  enum Certainty: Int64, Sendable {
    /// One line, with all that such lines have.
    case whole = 1
    /// Put together from lines that a mailer had broken.
    case joined = 2
    /// Parts are missing or make no sense.
    case partial = 3
  }

  /// Number of its first line, from 1.
  var line: Int64
  var ts: Int64
  var cpu: Int32
  var tid: Int32
  /// Index of the event in the reader's list of `RecordedEvent`.
  var event: Int
  var certainty: Certainty
}

/// A line of a text recording that is no event and nothing else that such recordings have.
struct UnreadLine: Sendable {
  /// Its number, from 1.
  var line: Int64
  var why: String
  var text: String
}
