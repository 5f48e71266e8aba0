/// The body of a version 6 trace.dat: a fixed sequence of parts, trace-cmd.dat.v6(5).
enum TraceDatVersion6 {
  /// What the body says before the events.
  struct Body: Sendable {
    var metadata = TraceMetadata()
    var options = TraceDatOptions()
    /// Top buffer first.
    var buffers: [TraceDatOptions.Buffer] = []
  }

  /// What follows the head of each buffer, by its 10-byte tag.
  private enum Tag {
    case options, latency, events
  }

  /// Reads the body of `bytes`.
  static func read(
    _ bytes: RawSpan, head: TraceDatHead, damage: inout DamageLog
  ) throws(IngestError) -> Body {
    var body = Body()
    var reader = ByteReader(bytes, bigEndian: head.isBigEndian, at: head.body)
    var parser = MetadataParser(bigEndian: head.isBigEndian, longSize: head.longSize)
    do throws(OutOfBytes) {
      try parser.readAll(&reader)
      body.metadata = parser.metadata
    } catch {
      throw IngestError(
        damage.file, "ends or is damaged in the description of its events", offset: UInt64(error.offset))
    }
    var isLatency = false
    do throws(OutOfBytes) {
      body.options.cpus = Int(try reader.integer(UInt32.self))
      if let top = try buffer(name: "", &reader, &body) {
        body.buffers.append(top)
      } else {
        isLatency = true
      }
    } catch {
      try damage.add("table of CPUs cannot be read", offset: UInt64(error.offset))
    }
    guard !isLatency else {
      throw IngestError(
        damage.file, "holds the text of a latency tracer, not events", offset: UInt64(reader.position),
        hint: "`trace-cmd report` prints it; mmtrace reads text too")
    }
    for option in body.options.buffers {
      reader = ByteReader(bytes, bigEndian: head.isBigEndian, at: option.section)
      do throws(OutOfBytes) {
        if let buffer = try buffer(name: option.name, &reader, &body) { body.buffers.append(buffer) }
      } catch {
        try damage.add(
          "table of CPUs of buffer '\(option.name)' cannot be read", offset: option.section, hidesEvents: true
        )
      }
    }
    return body
  }

  /// Reads the options if there are any, then the table of CPUs; nil when it is a latency trace.
  private static func buffer(
    name: String, _ reader: inout ByteReader, _ body: inout Body
  ) throws(OutOfBytes) -> TraceDatOptions.Buffer? {
    var tag = try tag(&reader)
    if tag == .options {
      try readOptions(&reader, &body)
      tag = try Self.tag(&reader)
    }
    guard tag == .events else { return nil }
    var buffer = TraceDatOptions.Buffer(name: name, section: UInt64(reader.position))
    let count = body.options.cpus ?? 0
    guard count <= TraceDatOptions.cpuLimit else { throw OutOfBytes(offset: reader.position) }
    for cpu in 0..<count {
      let (offset, size): (UInt64, UInt64) = (try reader.integer(), try reader.integer())
      buffer.cpus.append(.init(cpu: Int32(truncatingIfNeeded: cpu), offset: offset, size: size))
    }
    // The clock follows only when the options name one, and some recorders cut it off.
    if name.isEmpty, body.options.clock != nil,
      let size: UInt64 = try? reader.integer(), let text = try? reader.take(size)
    {
      body.options.clock = TraceClock.selected(in: reader.text(text)) ?? body.options.clock
    }
    return buffer
  }

  private static func tag(_ reader: inout ByteReader) throws(OutOfBytes) -> Tag {
    if reader.accept("options  \0") { return .options }
    if reader.accept("latency  \0") { return .latency }
    if reader.accept("flyrecord\0") { return .events }
    throw OutOfBytes(offset: reader.position)
  }

  private static func readOptions(_ reader: inout ByteReader, _ body: inout Body) throws(OutOfBytes) {
    while true {
      let id: UInt16 = try reader.integer()
      // The end has no size.
      guard id != 0 else { return }
      let content = try reader.take(UInt64(try reader.integer(UInt32.self)))
      body.options.add(
        id, reader.bytes.extracting(content), version: 6, bigEndian: reader.isBigEndian)
    }
  }
}
