internal import TraceStore

/// An event sink that works on a thread of its own: events go there in batches, in their order.
///
/// The reader decodes the next events while the sink has the last ones. What the sink throws, the reader learns a
/// few batches later.
struct EventHandOver<Sink: EventSink & ~Copyable>: EventSink, ~Copyable {
  /// The sink, which only the second thread touches until it has ended.
  private final class Place {
    var sink: Sink

    init(_ sink: consuming Sink) { self.sink = sink }
  }

  private let place: Place
  private let queue: HandOver<EventBatch, IngestError>
  private var batch = EventBatch()

  /// Batches that may wait: a megabyte, so that neither thread waits while the other is interrupted.
  private static var capacity: Int { 12 }

  /// Starts the thread of `sink`; nobody else uses what the sink uses until `finish` or the end of this.
  init(_ sink: consuming Sink) {
    let place = Place(sink)
    self.place = place
    queue = HandOver(capacity: Self.capacity) { batch throws(IngestError) in
      try batch.deliver(to: &place.sink)
    }
  }

  deinit { queue.cancel() }

  /// Waits until the sink has had everything, and lets `body` use it on this thread.
  ///
  /// - Throws: what the sink threw.
  mutating func finish<Result>(
    _ body: (inout Sink) throws(IngestError) -> Result
  ) throws(IngestError) -> Result {
    if !batch.isEmpty { try give() }
    try queue.finish()
    return try body(&place.sink)
  }

  @inline(never)
  private mutating func give() throws(IngestError) {
    batch = try queue.give(batch) ?? EventBatch()
    batch.removeAll()
  }

  @inline(__always)
  private mutating func giveIfFull() throws(IngestError) {
    if batch.isFull { try give() }
  }

  @inline(__always)
  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError) {
    batch.append(event, text: text)
    try giveIfFull()
  }

  mutating func accept(_ loss: Loss) throws(IngestError) {
    batch.append(loss)
    try giveIfFull()
  }

  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError) {
    batch.append(event, index: index, fields: fields)
    try giveIfFull()
  }

  mutating func note(_ callers: EventCallers) throws(IngestError) {
    batch.append(callers)
    try giveIfFull()
  }

  mutating func note(_ line: TextLineNote) throws(IngestError) {
    batch.append(line)
    try giveIfFull()
  }

  mutating func note(_ line: UnreadLine) throws(IngestError) {
    batch.append(line)
    try giveIfFull()
  }
}
