/// Turns raw ftrace records into events: trace.dat's records and the raw data of perf's samples alike.
struct EventDecoder: Sendable {
  /// Every event the recording describes, with the hits so far; events nobody described come last.
  private(set) var events: [RecordedEvent] = []
  private let formats: [EventFormat]
  private var plans: [EventPlan] = []
  /// Index in `plans` and `events` by `common_type`, -1 where there is none.
  private var indices: [Int32]
  private let isBigEndian: Bool
  private let typeField: EventPlan.Number

  /// A decoder for records of `formats`.
  ///
  /// - Parameters:
  ///   - formats: what the recording describes.
  ///   - bigEndian: byte order of the records.
  ///   - keep: globs of `system:event`, or of either alone, to hand to `EventSink.keep`.
  init(formats: [EventFormat], bigEndian: Bool, keep: [String] = []) {
    self.formats = formats
    isBigEndian = bigEndian
    indices = [Int32](repeating: -1, count: 1 << 16)
    // u16 at 0 in every kernel so far; the format has the last word.
    let type = formats.lazy.compactMap { $0.common.first { $0.name == "common_type" } }.first
    typeField = EventPlan.Number(offset: type?.offset ?? 0, width: type?.size == 4 ? .u32 : .u16)
    for format in formats {
      let kind = EventKind.classify(
        system: format.system, name: format.name, fieldNames: format.fields.map(\.name))
      var plan = EventPlan(format, kind: kind)
      plan.isKept = kind == .other && keep.contains { Glob($0).matches(format.system, format.name) }
      if let id = UInt16(exactly: format.id) { indices[Int(id)] = Int32(plans.count) }
      plans.append(plan)
      events.append(
        RecordedEvent(kernelID: format.id, system: format.system, name: format.name, kind: kind))
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
  ///   - sink: takes the event.
  /// - Returns: whether it could be decoded; if not, the event's `undecodable` counts it.
  @inline(__always)
  @discardableResult
  mutating func decode<Sink: EventSink & ~Copyable>(
    _ record: RawSpan, ts: Int64, cpu: Int32, into sink: inout Sink
  ) throws(IngestError) -> Bool {
    guard record.byteCount >= typeField.offset + 4 else { return noteUnknown(nil) }
    let type = load(typeField, from: record)
    guard type < 1 << 16, indices[Int(type)] >= 0 else { return noteUnknown(type) }
    let index = Int(indices[Int(type)])
    let plan = plans[index]
    guard record.byteCount >= plan.minimumSize, index < formats.count else { return noteUndecodable(index) }
    var event = Event(
      ts: ts, cpu: cpu, tid: Int32(truncatingIfNeeded: load(plan.pid, from: record)), kind: plan.kind,
      present: plan.present, arguments: InlineArray(repeating: 0))
    events[index].decoded &+= 1
    if plan.isKept {
      let fields = RecordJSON(format: formats[index], record: record, isBigEndian: isBigEndian).text
      try sink.keep(event, index: index, fields: fields)
      return true
    }
    if plan.present != 0 {
      for argument in 0..<6 where plan.arguments[argument].width != .absent {
        event.arguments[argument] = load(plan.arguments[argument], from: record)
      }
    }
    try sink.accept(event, text: text(plan, of: record))
    return true
  }

  /// Loads a field; the caller has checked that the record reaches past it.
  @inline(__always)
  private func load(_ field: EventPlan.Number, from record: RawSpan) -> UInt64 {
    switch field.width {
    case .absent: 0
    case .u8: UInt64(record.unsafeLoadUnaligned(fromUncheckedByteOffset: field.offset, as: UInt8.self))
    case .u16: UInt64(integer(record, field.offset, as: UInt16.self))
    case .u32: UInt64(integer(record, field.offset, as: UInt32.self))
    case .u64: integer(record, field.offset, as: UInt64.self)
    case .s8: extended(record.unsafeLoadUnaligned(fromUncheckedByteOffset: field.offset, as: Int8.self))
    case .s16: extended(integer(record, field.offset, as: Int16.self))
    case .s32: extended(integer(record, field.offset, as: Int32.self))
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
  private func text(_ plan: EventPlan, of record: RawSpan) -> RawSpan {
    switch plan.text {
    case .absent:
      return record.extracting(first: 0)
    case .fixed(let offset, let size):
      let end = size == 0 ? record.byteCount : min(offset + size, record.byteCount)
      return trimmed(record, min(offset, end)..<end, isLine: plan.kind == .print)
    case .dynamic(let offset, let base):
      let place = integer(record, offset, as: UInt32.self)
      let start = base + Int(place & 0xffff)
      let end = start + Int(place >> 16)
      // Both may point outside in a damaged record.
      guard end <= record.byteCount else { return record.extracting(first: 0) }
      return trimmed(record, start..<end, isLine: plan.kind == .print)
    }
  }

  @_lifetime(copy record)
  private func trimmed(_ record: RawSpan, _ range: Range<Int>, isLine: Bool) -> RawSpan {
    var end = range.lowerBound
    while end < range.upperBound, byte(record, end) != 0 { end += 1 }
    if isLine, end > range.lowerBound, byte(record, end - 1) == UInt8(ascii: "\n") { end -= 1 }
    return record.extracting(range.lowerBound..<end)
  }

  private func byte(_ record: RawSpan, _ offset: Int) -> UInt8 {
    record.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  @inline(never)
  private mutating func noteUndecodable(_ index: Int) -> Bool {
    events[index].undecodable += 1
    if events[index].why == nil { events[index].why = "shorter than its format" }
    return false
  }

  /// Counts a record whose event the recording does not describe, under a row of its own.
  @inline(never)
  private mutating func noteUnknown(_ type: UInt64?) -> Bool {
    let id = type.flatMap { UInt16(exactly: $0) }
    if let id, indices[Int(id)] >= 0 { return noteUndecodable(Int(indices[Int(id)])) }
    var index = events.count
    if let id {
      indices[Int(id)] = Int32(index)
    } else if let last = events.lastIndex(where: { $0.kernelID == nil }) {
      index = last
    }
    if index == events.count {
      plans.append(EventPlan())
      var event = RecordedEvent(kernelID: id.map { Int($0) }, system: "", name: "unknown", kind: .other)
      event.why = "the recording has no format for it"
      events.append(event)
    }
    return noteUndecodable(index)
  }
}
