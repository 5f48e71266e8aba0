/// What a recording says about its own events, in the form that trace.dat and perf.data share.
struct TraceMetadata: Sendable {
  /// Layout of the sub-buffers.
  var layout = SubBufferLayout()
  /// Size of a sub-buffer: its header and data; nil when header_page does not say.
  var pageSize: Int?
  /// Every event that records may be of.
  var formats: [EventFormat] = []
  /// Where the text of /proc/kallsyms is in the bytes that were parsed, if they hold it.
  var kallsyms: Range<Int>?
  /// Last known names of threads.
  var comms: [Int32: String] = [:]
  /// Format texts that are none.
  var unreadableFormats = 0
}

/// Reads the parts of `TraceMetadata`: one after the other from the body of a version 6 trace.dat or the
/// tracing data of a perf.data, or each from a section of its own of a version 7 trace.dat.
///
/// Layout: trace-cmd.dat.v6(5), trace-cmd.dat.v7(5); perf's trace-event-read.c.
struct MetadataParser: ~Copyable {
  /// What has been read so far.
  private(set) var metadata: TraceMetadata
  private var formatParser: FormatParser?
  private var ids: Set<Int> = []

  /// A parser for a recording of that byte order.
  ///
  /// - Parameters:
  ///   - bigEndian: byte order of the recorded machine.
  ///   - longSize: size of `long` in the recorder's user space, used when header_page does not say.
  init(bigEndian: Bool, longSize: Int) {
    metadata = TraceMetadata()
    metadata.layout = SubBufferLayout(
      longSize: longSize == 4 ? 4 : 8, dataOffset: longSize == 4 ? 12 : 16, isBigEndian: bigEndian)
  }

  /// Reads all parts in the order of version 6.
  ///
  /// - Parameters:
  ///   - reader: at "header_page"; left behind the last part.
  ///   - hasCommands: whether saved_cmdlines follow the printk formats (perf has them from 0.6 on).
  /// - Throws: when a part is missing or cut off.
  mutating func readAll(_ reader: inout ByteReader, hasCommands: Bool = true) throws(OutOfBytes) {
    try readHeaders(&reader)
    try readFtraceFormats(&reader)
    try readEventFormats(&reader)
    try readKallsyms(&reader)
    try readPrintkFormats(&reader)
    if hasCommands { try readCommands(&reader) }
  }

  /// Reads header_page and header_event.
  mutating func readHeaders(_ reader: inout ByteReader) throws(OutOfBytes) {
    guard reader.accept("header_page\0") else { throw OutOfBytes(offset: reader.position) }
    let page = try reader.take(try reader.integer(UInt64.self))
    // Very old kernels have none; then the layout follows the recorder's long.
    for field in FormatText.fields(reader.bytes.extracting(page)) {
      if field.declaration.hasSuffix(" commit"), field.size == 4 || field.size == 8 {
        metadata.layout.longSize = field.size
      } else if field.declaration.hasSuffix(" data"), field.offset >= 12, field.offset <= 64 {
        metadata.layout.dataOffset = field.offset
        metadata.pageSize = field.offset + field.size
      }
    }
    metadata.layout.dataOffset = max(metadata.layout.dataOffset, 8 + metadata.layout.longSize)
    guard reader.accept("header_event\0") else { throw OutOfBytes(offset: reader.position) }
    _ = try reader.take(try reader.integer(UInt64.self))
  }

  /// Reads the formats of the events/ftrace group.
  mutating func readFtraceFormats(_ reader: inout ByteReader) throws(OutOfBytes) {
    try readFormats(&reader, system: "ftrace")
  }

  /// Reads the formats of all other groups.
  mutating func readEventFormats(_ reader: inout ByteReader) throws(OutOfBytes) {
    let systems: UInt32 = try reader.integer()
    for _ in 0..<systems {
      let system = try reader.string()
      try readFormats(&reader, system: system)
    }
  }

  private mutating func readFormats(_ reader: inout ByteReader, system: String) throws(OutOfBytes) {
    let count: UInt32 = try reader.integer()
    for _ in 0..<count {
      let text = try reader.take(try reader.integer(UInt64.self))
      add(reader.bytes.extracting(text), system: system)
    }
  }

  private mutating func add(_ text: RawSpan, system: String) {
    if formatParser == nil {
      let layout = metadata.layout
      formatParser = FormatParser(bigEndian: layout.isBigEndian, longSize: layout.longSize)
    }
    guard let format = formatParser?.parse(text, system: system, unless: ids) else {
      metadata.unreadableFormats += 1
      return
    }
    ids.insert(format.id)
    metadata.formats.append(format)
  }

  /// Passes over kallsyms and notes where it is.
  mutating func readKallsyms(_ reader: inout ByteReader) throws(OutOfBytes) {
    let text = try reader.take(UInt64(try reader.integer(UInt32.self)))
    metadata.kallsyms = text.isEmpty ? nil : text
  }

  /// Passes over the addresses of printk formats, which only printing needs.
  mutating func readPrintkFormats(_ reader: inout ByteReader) throws(OutOfBytes) {
    _ = try reader.take(UInt64(try reader.integer(UInt32.self)))
  }

  /// Reads saved_cmdlines: "PID COMM" lines.
  mutating func readCommands(_ reader: inout ByteReader) throws(OutOfBytes) {
    let range = try reader.take(try reader.integer(UInt64.self))
    for line in reader.text(range).utf8.split(separator: UInt8(ascii: "\n")) {
      guard let space = line.firstIndex(of: UInt8(ascii: " ")), let pid = Int32(Substring(line[..<space]))
      else { continue }
      metadata.comms[pid] = String(Substring(line[line.index(after: space)...]))
    }
  }
}
