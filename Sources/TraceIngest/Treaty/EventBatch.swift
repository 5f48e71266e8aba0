/// Events, and what stands between them, on their way from the reader's thread to the pairing's.
///
/// A value, because its counts are changed at every event: in an object each change would be checked at run time. Its
/// copies share one memory, so whoever gives it away does not touch it again.
struct EventBatch {
  /// An event, and where its text is in the memory of texts.
  private struct Entry {
    var event: Event
    var text: Range<UInt32>
  }

  /// What comes between events; all of it is rare.
  private enum Other {
    case loss(Loss)
    case kept(Event, index: Int, fields: String)
    case callers(EventCallers)
    case line(TextLineNote)
    case unread(UnreadLine)
  }

  /// Enough that handing one over does not show (1024 events: 80 KB), few enough for a CPU's cache.
  static let capacity = 1024
  /// Bytes of text, and other things, after which it is full in any case.
  private static let textLimit = 1 << 20
  private static let othersLimit = 4096

  private let memory: Memory
  private let entries: UnsafeMutablePointer<Entry>
  private var count = 0
  private var texts: UnsafeMutableRawBufferPointer
  private var textEnd = 0
  /// In order; each comes before the event with that number in the batch.
  private var others: [(before: Int, what: Other)] = []

  /// Owns the memory.
  private final class Memory {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    var texts = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)

    deinit {
      entries.deallocate()
      texts.deallocate()
    }
  }

  init() {
    memory = Memory()
    (entries, texts) = (memory.entries, memory.texts)
  }

  var isEmpty: Bool { count == 0 && others.isEmpty }
  var isFull: Bool { count == Self.capacity || textEnd >= Self.textLimit || others.count >= Self.othersLimit }

  /// Adds an event; the batch must not be full.
  @inline(__always)
  mutating func append(_ event: borrowing Event, text: RawSpan) {
    precondition(count < Self.capacity)
    let begin = UInt32(truncatingIfNeeded: textEnd)
    if text.byteCount > 0 { append(text) }
    (entries + count).initialize(
      to: Entry(
        event: copy event,
        text: Range(uncheckedBounds: (begin, UInt32(truncatingIfNeeded: textEnd)))))
    count &+= 1
  }

  private mutating func append(_ text: RawSpan) {
    let end = textEnd + text.byteCount
    if end > texts.count { grow(to: end) }
    text.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(rebasing: texts[textEnd..<end]).copyMemory(from: $0)
    }
    textEnd = end
  }

  @inline(never)
  private mutating func grow(to size: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 2 * texts.count), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(texts))
    texts.deallocate()
    texts = larger
    memory.texts = larger
  }

  /// Makes it empty.
  mutating func removeAll() {
    count = 0
    textEnd = 0
    others.removeAll(keepingCapacity: true)
  }

  /// Hands everything to `sink`, in order.
  func deliver<Sink: EventSink & ~Copyable>(to sink: inout Sink) throws(IngestError) {
    var next = 0
    for (place, other) in others {
      try deliver(next..<place, to: &sink)
      next = place
      try deliver(other, to: &sink)
    }
    try deliver(next..<count, to: &sink)
  }

  private func deliver<Sink: EventSink & ~Copyable>(
    _ places: Range<Int>, to sink: inout Sink
  ) throws(IngestError) {
    let texts = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(texts))
    for place in places {
      let entry = entries + place
      let range = Range(
        uncheckedBounds: (Int(entry.pointee.text.lowerBound), Int(entry.pointee.text.upperBound)))
      try sink.accept(entry.pointee.event, text: texts.extracting(unchecked: range))
    }
  }

  private func deliver<Sink: EventSink & ~Copyable>(
    _ other: Other, to sink: inout Sink
  ) throws(IngestError) {
    switch other {
    case .loss(let loss): try sink.accept(loss)
    case .kept(let event, let index, let fields): try sink.keep(event, index: index, fields: fields)
    case .callers(let callers): try sink.note(callers)
    case .line(let line): try sink.note(line)
    case .unread(let line): try sink.note(line)
    }
  }
}

// What stands between events.
extension EventBatch {
  mutating func append(_ loss: Loss) { others.append((count, .loss(loss))) }

  mutating func append(_ event: borrowing Event, index: Int, fields: String) {
    others.append((count, .kept(copy event, index: index, fields: fields)))
  }

  mutating func append(_ callers: EventCallers) { others.append((count, .callers(callers))) }

  mutating func append(_ line: TextLineNote) { others.append((count, .line(line))) }

  mutating func append(_ line: UnreadLine) { others.append((count, .unread(line))) }
}
