import TestSupport
import Testing

@testable import TraceIngest

/// Writes perf.data files in pipe mode, in either byte order.
struct PerfBuilder {
  var isBigEndian = false
  private(set) var bytes: [UInt8] = []

  static let sampleBits: UInt64 = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 16

  init(bigEndian: Bool = false) {
    isBigEndian = bigEndian
    bytes = Array((bigEndian ? "2ELIFREP" : "PERFILE2").utf8) + encoded(UInt64(16))
  }

  func encoded<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
  }

  func words(_ values: UInt64...) -> [UInt8] { values.flatMap { encoded($0) } }

  mutating func record(_ type: UInt32, misc: UInt16 = 0, _ body: [UInt8]) {
    bytes += encoded(type) + encoded(misc) + encoded(UInt16(body.count + 8)) + body
  }

  /// HEADER_ATTR with one id; the attribute has `size` bytes.
  mutating func attribute(
    type: UInt32 = 2, config: UInt64 = 0, sample: UInt64 = Self.sampleBits, read: UInt64 = 0,
    flags: UInt64 = 0,
    clockID: Int32 = 0, size: UInt32 = 128, id: UInt64
  ) {
    var flags = flags
    if isBigEndian { flags = (0..<64).reduce(0) { $0 | (flags >> UInt64($1) & 1) << UInt64(63 - $1) } }
    var body = encoded(type) + encoded(size) + words(config, 1, sample, read, flags)
    body += [UInt8](repeating: 0, count: 92 - body.count) + encoded(clockID)
    body = Array(body.prefix(Int(size))) + [UInt8](repeating: 0, count: max(0, Int(size) - body.count))
    record(64, body + encoded(id))
  }

  /// HEADER_TRACING_DATA with the formats of two tracepoints.
  mutating func formats() {
    func section(_ text: String) -> [UInt8] { encoded(UInt64(text.utf8.count)) + Array(text.utf8) }
    let common =
      "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
      + "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
      + "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
      + "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
    let flush =
      "name: tlb_flush\nID: 7\nformat:\n\(common)\tfield:int reason;\toffset:8;\tsize:4;\tsigned:1;\n"
      + "\tfield:unsigned long pages;\toffset:16;\tsize:8;\tsigned:0;\n\nprint fmt: \"\"\n"
    var data: [UInt8] = [0x17, 0x08] + Array("Dtracing0.6\0".utf8) + [isBigEndian ? 1 : 0, 8]
    data += encoded(UInt32(4096)) + Array("header_page\0".utf8) + encoded(UInt64(0))
    data += Array("header_event\0".utf8) + encoded(UInt64(0)) + encoded(UInt32(0))
    data += encoded(UInt32(1)) + Array("tlb\0".utf8) + encoded(UInt32(1)) + section(flush)
    data += encoded(UInt32(0)) + encoded(UInt32(0)) + encoded(UInt64(0))
    while data.count % 8 != 0 { data.append(0) }
    record(66, encoded(UInt32(data.count)))
    bytes += data
  }

  /// The record of tlb_flush.
  func flush(tid: Int32, reason: Int32, pages: Int64) -> [UInt8] {
    encoded(UInt16(7)) + [0, 0] + encoded(tid) + encoded(reason) + encoded(Int32(0)) + encoded(pages)
  }

  /// A sample of `sampleBits`; `middle` stands between the period and the raw data.
  mutating func sample(
    id: UInt64, tid: Int32, time: UInt64, cpu: UInt32, middle: [UInt8] = [], raw: [UInt8], tail: [UInt8] = []
  ) {
    var body = words(id, 0x1234) + encoded(tid) + encoded(tid) + words(time)
    body += encoded(cpu) + encoded(UInt32(0)) + words(1) + middle + encoded(UInt32(raw.count + 4)) + raw
    body += [0, 0, 0, 0] + tail
    record(9, body)
  }
}

/// What reading a perf.data gives.
struct PerfReading {
  var info: RecordingInfo
  var recorded: [RecordedEvent]
  var events: [SeenEvent]
  var losses: [Loss]
  var callers: [EventCallers]

  init(path: String, strict: Bool = false) throws(IngestError) {
    let input = try RecordingInput(path, strict: strict)
    let (parts, damage) = (input.parts, input.damage)
    var reader = try PerfReader(input.takeFile(), parts: parts, damage: damage, keep: [])
    var sink = CollectingSink()
    try reader.read(into: &sink) { _, _ in }
    (info, recorded, events, losses) = (reader.info, reader.events, sink.events, sink.losses)
    callers = sink.callers
  }

  init(_ builder: PerfBuilder) throws {
    let file = TemporaryFile(builder.bytes)
    try self.init(path: file.path)
  }
}
