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

  /// Takes the call chain of an event that was accepted before.
  mutating func note(_ callers: EventCallers) throws(IngestError)

  /// Takes what is known of the line of the event that comes next.
  mutating func note(_ line: TextLineNote) throws(IngestError)

  /// Takes a line of a text that was not understood.
  mutating func note(_ line: UnreadLine) throws(IngestError)
}

extension EventSink where Self: ~Copyable {
  /// Takes the call chain of an event that was accepted before.
  mutating func note(_ callers: EventCallers) throws(IngestError) {}
  /// Takes what is known of the line of the event that comes next.
  mutating func note(_ line: TextLineNote) throws(IngestError) {}
  /// Takes a line that was not understood.
  mutating func note(_ line: UnreadLine) throws(IngestError) {}
}
