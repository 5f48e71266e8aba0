/// Finds the event that a kernel stack of trace-cmd is of.
///
/// With the option stacktrace the kernel writes a stack right behind its event, with the same flags
/// (trace_event_buffer_commit()). An interrupt between the two writes events and stacks of its own: so in each
/// stream and context the last event waits for its stack.
struct StackOwners {
  /// An event that a stack may come for.
  struct Owner: Equatable {
    var ts: Int64
    var tid: Int32
    /// Index in the reader's list of `RecordedEvent`.
    var event: Int
  }

  /// By stream, four contexts each.
  private var waiting: [Owner?] = []
  /// Whether stacks have come: before the first nothing is noted.
  private(set) var isWatching = false

  mutating func watch() { isWatching = true }

  /// An event was recorded.
  ///
  /// - Parameters:
  ///   - owner: the event.
  ///   - stream: the ring buffer of one CPU that it is in.
  ///   - flags: its `common_flags`.
  mutating func note(_ owner: Owner, stream: Int, flags: UInt8) {
    let place = stream * Self.contexts + Self.context(flags)
    while place >= waiting.count { waiting.append(nil) }
    waiting[place] = owner
  }

  /// The event that a stack is of; nil when it is not in the recording.
  mutating func take(stream: Int, flags: UInt8, tid: Int32) -> Owner? {
    let place = stream * Self.contexts + Self.context(flags)
    guard place < waiting.count, let owner = waiting[place], owner.tid == tid else { return nil }
    waiting[place] = nil
    return owner
  }

  /// Events of the stream were lost: a stack that comes next is of one of them.
  mutating func forget(stream: Int) {
    for place in stream * Self.contexts..<(stream + 1) * Self.contexts where place < waiting.count {
      waiting[place] = nil
    }
  }

  private static let contexts = 4

  /// Thread, softirq, hardirq or NMI: TRACE_FLAG_* of include/linux/trace_events.h.
  private static func context(_ flags: UInt8) -> Int {
    if flags & 0x40 != 0 { return 3 }
    return flags & 0x08 != 0 ? 2 : flags & 0x10 != 0 ? 1 : 0
  }
}
