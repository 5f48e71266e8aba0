/// Turns raw ftrace records into events: trace.dat's records and the raw data of perf's samples alike.
///
/// The tables are plain memory of its own: an array would be checked for uniqueness at each count.
struct EventDecoder: ~Copyable {
  private let formats: [EventFormat]
  /// One for each of `formats`.
  private let plans: UnsafeMutableBufferPointer<EventPlan>
  /// Index in `plans` by `common_type`, -1 where there is none.
  private let indices: UnsafeMutableBufferPointer<Int32>
  /// Hits of events that the recording does not describe; nil for records too short to say which.
  private var unknown: [Int?: Int64] = [:]
  private let isBigEndian: Bool
  private let typeField: EventPlan.Number
  private let flagsOffset: Int?
  /// Size of the kernel's `long`, which addresses in stacks have.
  private let longSize: Int
  private var owners = StackOwners()
  /// Index of the last event of the stream that is being read; -1 once `owners` knows of it, and where there is none.
  var lastIndex: Int32 = -1

  /// A decoder for records of `formats`.
  ///
  /// - Parameters:
  ///   - formats: what the recording describes.
  ///   - bigEndian: byte order of the records.
  ///   - longSize: size of the kernel's `long`.
  ///   - keep: globs of `system:event`, or of either alone, to hand to `EventSink.keep`.
  init(formats: [EventFormat], bigEndian: Bool, longSize: Int = 8, keep: [String] = []) {
    self.formats = formats
    self.longSize = longSize
    isBigEndian = bigEndian
    // u16 at 0 in every kernel so far; the format has the last word.
    let type = formats.lazy.compactMap { $0.common.first { $0.name == "common_type" } }.first
    typeField = EventPlan.Number(
      offset: type.flatMap { UInt16(exactly: $0.offset) } ?? 0, width: type?.size == 4 ? .u32 : .u16)
    let flags = formats.lazy.compactMap { $0.common.first { $0.name == "common_flags" } }.first
    flagsOffset = flags?.size == 1 ? flags?.offset : nil
    plans = .allocate(capacity: formats.count)
    indices = .allocate(capacity: 1 << 16)
    indices.initialize(repeating: -1)
    let globs = keep.map { Glob($0) }
    for (index, format) in formats.enumerated() {
      let kind = EventKind.classify(
        system: format.system, name: format.name, fieldNames: format.fields.map(\.name))
      var plan = EventPlan(format, kind: kind)
      plan.isKept = kind == .other && globs.contains { $0.matches(format.system, format.name) }
      plan.isApart = plan.isKept || kind == .kernelStack
      plans.initializeElement(at: index, to: plan)
      if let id = UInt16(exactly: format.id) { indices[Int(id)] = Int32(index) }
    }
  }

  deinit {
    plans.deinitialize()
    plans.deallocate()
    indices.deallocate()
  }

  /// Every event the recording describes, with the hits so far; events nobody described come last.
  var events: [RecordedEvent] {
    var events: [RecordedEvent] = []
    for (format, plan) in zip(formats, plans) {
      var event = RecordedEvent(
        kernelID: format.id, system: format.system, name: format.name, kind: plan.kind)
      (event.decoded, event.undecodable) = (plan.decoded, plan.undecodable)
      if plan.undecodable > 0 {
        event.why = plan.lacksField ? "the format lacks a field that decides" : "shorter than its format"
      }
      events.append(event)
    }
    for (id, hits) in unknown.sorted(by: { $0.key ?? -1 < $1.key ?? -1 }) {
      var event = RecordedEvent(kernelID: id, system: "", name: "unknown", kind: .other)
      event.undecodable = hits
      event.why = id == nil ? "too short for an event" : "the recording has no format for it"
      events.append(event)
    }
    return events
  }

  /// Index in `events` of the event with that `common_type`, if it is about a lock or a flush.
  func indexOfLockOrFlush(_ type: Int) -> Int? {
    let index = type < indices.count ? Int(indices[type]) : -1
    guard index >= 0 else { return nil }
    switch plans[index].kind {
    case .mmapLockStartLocking, .mmapLockAcquireReturned, .mmapLockReleased, .tlbFlush, .flushTlbMmRange,
      .archTlbbatchFlush:
      return index
    default: return nil
    }
  }

  /// Decodes one record and hands it to `sink`: to `keep` if the user asked for it, else to `accept`.
  ///
  /// Records of kind `other` are accepted too: they are evidence that a thread ran on a CPU at a time.
  ///
  /// - Parameters:
  ///   - record: the record, `common_type` first; it may be longer than the event's struct.
  ///   - ts: its time, converted.
  ///   - cpu: CPU it was recorded on.
  ///   - stream: the ring buffer of one CPU that it is in, and the time of the record before it there.
  ///   - sink: takes the event.
  /// - Returns: false when it could not be decoded and may be of a kind that decides something; the event's
  ///   `undecodable` counts it, and any other that could not be.
  /// - Throws: what `sink` throws.
  @inline(__always)
  mutating func decode<Sink: EventSink & ~Copyable>(
    _ record: RawSpan, ts: Int64, cpu: Int32, in stream: (number: Int, previous: Int64) = (0, .min),
    into sink: inout Sink
  ) throws(IngestError) -> Bool {
    guard record.byteCount >= Int(typeField.offset) + 4 else { return noteUnknown(nil) }
    let type = load(typeField, from: record)
    guard type < 1 << 16 else { return noteUnknown(Int(type)) }
    let index = Int(indices[Int(type)])
    guard index >= 0, let base = plans.baseAddress else { return noteUnknown(Int(type)) }
    let plan = base + index
    guard record.byteCount >= plan.pointee.minimumSize else {
      plan.pointee.undecodable &+= 1
      return plan.pointee.kind == .other
    }
    plan.pointee.decoded &+= 1
    var event = Event(
      ts: ts, cpu: cpu, tid: Int32(truncatingIfNeeded: load(plan.pointee.pid, from: record)),
      kind: plan.pointee.kind, present: plan.pointee.present, arguments: InlineArray(repeating: 0))
    let words = plan.pointee.words
    for place in 0..<words {
      let field = plan.pointee.arguments[unchecked: place]
      event.arguments[unchecked: Int(field.index)] = integer(record, Int(field.offset), as: UInt64.self)
    }
    for place in words..<plan.pointee.count {
      let field = plan.pointee.arguments[unchecked: place]
      event.arguments[unchecked: Int(field.index)] = load(field, from: record)
    }
    if plan.pointee.isApart {
      try deliverApart(event, index, record, in: stream, into: &sink)
    } else {
      lastIndex = Int32(truncatingIfNeeded: index)
      try sink.accept(event, text: text(plan.pointee.text, isLine: event.kind == .print, of: record))
    }
    return true
  }

  /// Events of the stream `number` were lost.
  mutating func forgetOwners(stream number: Int) {
    lastIndex = -1
    owners.forget(stream: number)
  }

  /// Delivers an event that the user asked to keep, a stack, or any event once stacks have come.
  @inline(never)
  private mutating func deliverApart<Sink: EventSink & ~Copyable>(
    _ event: borrowing Event, _ index: Int, _ record: RawSpan, in stream: (number: Int, previous: Int64),
    into sink: inout Sink
  ) throws(IngestError) {
    let flags = flagsOffset.map { record.unsafeLoad(fromByteOffset: $0, as: UInt8.self) } ?? 0
    let plan = plans[index]
    guard event.kind != .kernelStack else {
      try sink.accept(event, text: record.extracting(first: 0))
      var owner = owners.take(stream: stream.number, flags: flags, tid: event.tid)
      if owner == nil, lastIndex >= 0 {
        owner = StackOwners.Owner(ts: stream.previous, tid: event.tid, event: Int(lastIndex))
      }
      lastIndex = -1
      if !owners.isWatching {
        owners.watch()
        for number in plans.indices { plans[number].isApart = true }
      }
      return try sink.note(
        EventCallers(
          ts: owner?.ts, cpu: event.cpu, tid: event.tid, event: owner?.event, stackTs: event.ts,
          chain: chain(index, event, record)))
    }
    if plan.isKept {
      try sink.keep(event, index: index, fields: json(index, record))
    } else {
      try sink.accept(event, text: text(plan.text, isLine: event.kind == .print, of: record))
    }
    guard owners.isWatching else { return lastIndex = Int32(truncatingIfNeeded: index) }
    lastIndex = -1
    owners.note(
      StackOwners.Owner(ts: event.ts, tid: event.tid, event: index), stream: stream.number, flags: flags)
  }

  /// The functions of a kernel stack, as many as its record says.
  private func chain(_ index: Int, _ event: borrowing Event, _ record: RawSpan) -> CallChain {
    var chain = CallChain()
    guard let field = formats[index].fields.first(where: { $0.name == "caller" }) else { return chain }
    var left = event.optional(KernelStackArgument.size) ?? .max
    var offset = field.offset
    while left > 0, offset + longSize <= record.byteCount {
      let address =
        longSize == 4
        ? UInt64(integer(record, offset, as: UInt32.self)) : integer(record, offset, as: UInt64.self)
      // Older kernels fill what they reserved with it.
      guard address != (longSize == 4 ? UInt64(UInt32.max) : .max), chain.add(address) else { break }
      offset += longSize
      left -= 1
    }
    return chain
  }

  @inline(never)
  private func json(_ index: Int, _ record: RawSpan) -> String {
    RecordJSON(format: formats[index], record: record, isBigEndian: isBigEndian).text
  }

  /// Loads a field; the caller has checked that the record reaches past it.
  @inline(__always)
  private func load(_ field: EventPlan.Number, from record: RawSpan) -> UInt64 {
    let offset = Int(field.offset)
    return switch field.width {
    case .absent: 0
    case .u8: UInt64(integer(record, offset, as: UInt8.self))
    case .u16: UInt64(integer(record, offset, as: UInt16.self))
    case .u32: UInt64(integer(record, offset, as: UInt32.self))
    case .u64: integer(record, offset, as: UInt64.self)
    case .s8: extended(integer(record, offset, as: Int8.self))
    case .s16: extended(integer(record, offset, as: Int16.self))
    case .s32: extended(integer(record, offset, as: Int32.self))
    }
  }

  @inline(__always)
  private func integer<T: FixedWidthInteger & BitwiseCopyable>(
    _ record: RawSpan, _ offset: Int, as type: T.Type
  ) -> T {
    let raw = record.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: type)
    return isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw)
  }

  @inline(__always)
  private func extended(_ value: some SignedInteger) -> UInt64 { UInt64(bitPattern: Int64(value)) }

  /// The text argument, without its NUL and, for lines of trace_marker, without the newline.
  @inline(__always)
  @_lifetime(copy record)
  private func text(_ text: EventPlan.Text, isLine: Bool, of record: RawSpan) -> RawSpan {
    switch text {
    case .absent:
      return record.extracting(first: 0)
    case .fixed(let offset, let size):
      let end = size == 0 ? record.byteCount : min(Int(offset) + Int(size), record.byteCount)
      return trimmed(record, min(Int(offset), end)..<end, isLine: isLine)
    case .dynamic(let offset, let base):
      let place = integer(record, Int(offset), as: UInt32.self)
      let start = Int(base) + Int(place & 0xffff)
      let end = start + Int(place >> 16)
      // Both may point outside in a damaged record.
      guard end <= record.byteCount else { return record.extracting(first: 0) }
      return trimmed(record, start..<end, isLine: isLine)
    }
  }

  /// `range`, which is inside the record, up to a NUL.
  @inline(__always)
  @_lifetime(copy record)
  private func trimmed(_ record: RawSpan, _ range: Range<Int>, isLine: Bool) -> RawSpan {
    var end = range.lowerBound
    while end < range.upperBound, byte(record, end) != 0 { end += 1 }
    if isLine, end > range.lowerBound, byte(record, end - 1) == UInt8(ascii: "\n") { end -= 1 }
    return record.extracting(unchecked: range.lowerBound..<end)
  }

  @inline(__always)
  private func byte(_ record: RawSpan, _ offset: Int) -> UInt8 {
    record.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// Counts a record whose event the recording does not describe.
  @inline(never)
  private mutating func noteUnknown(_ type: Int?) -> Bool {
    unknown[type, default: 0] += 1
    return false
  }
}
