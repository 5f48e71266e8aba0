import Testing

@testable import TraceIngest

@Suite struct EventDecoderTests {
  private func format(
    _ name: String, system: String, _ fields: [String], bigEndian: Bool = false
  ) throws -> EventFormat {
    let parser = FormatParser(bigEndian: bigEndian, longSize: 8)
    let text = Array(TraceDatBuilder.format(name, id: 7, fields).utf8)
    let format = parser.parse(text.span.bytes, system: system, unless: [])
    return try #require(format)
  }

  private func decode(
    _ format: EventFormat, _ record: [UInt8], bigEndian: Bool = false, keep: [String] = []
  ) throws -> (seen: [SeenEvent], kept: [String]) {
    var decoder = EventDecoder(formats: [format], bigEndian: bigEndian, keep: keep)
    var sink = CollectingSink()
    _ = try decoder.decode(record.span.bytes, ts: 5, cpu: 1, into: &sink)
    return (sink.events, sink.kept)
  }

  private func record(_ bigEndian: Bool = false, _ body: (inout ByteWriter) -> Void) -> [UInt8] {
    var record = ByteWriter(isBigEndian: bigEndian)
    record.put(UInt16(7))
    record.put(UInt16(0))
    record.put(Int32(-1))
    body(&record)
    return record.bytes
  }

  @Test func shortFieldNames() throws {
    let format = try format(
      "t_fl_b", system: "mmt",
      [
        "unsigned long __probe_ip;\toffset:8;\tsize:8;\tsigned:0;", "u64 mm;\toffset:16;\tsize:8;\tsigned:0;",
        "u64 s;\toffset:24;\tsize:8;\tsigned:0;", "u64 e;\toffset:32;\tsize:8;\tsigned:0;",
        "u32 ss;\toffset:40;\tsize:4;\tsigned:0;", "u8 ft;\toffset:44;\tsize:1;\tsigned:0;",
      ])
    let record = record {
      for value in [0, 11, 22, 33] as [UInt64] { $0.put(value) }
      $0.put(UInt32(12))
      $0.put(UInt8(1))
      $0.pad(to: 48)
    }
    let event = try #require(try decode(format, record).seen.first)
    #expect(event.kind == .flushTlbMmRange)
    #expect(event.tid == -1)
    #expect(event.arguments == [11, 22, 33, 12, 1, nil])
  }

  @Test(arguments: [false, true]) func textThatMoves(_ bigEndian: Bool) throws {
    for (type, offset) in [("__data_loc", 24), ("__rel_loc", 4)] as [(String, UInt32)] {
      let format = try format(
        "mmap_lock_released", system: "mmap_lock",
        [
          "struct mm_struct * mm;\toffset:8;\tsize:8;\tsigned:0;",
          "\(type) char[] memcg_path;\toffset:16;\tsize:4;\tsigned:0;",
          "bool write;\toffset:20;\tsize:1;\tsigned:0;",
        ], bigEndian: bigEndian)
      let record = { (place: UInt32) in
        self.record(bigEndian) {
          $0.put(UInt64(99))
          $0.put(place)
          $0.put(UInt8(1))
          $0.pad(to: 24)
          $0.put("/a/b\0\0\0\0")
        }
      }
      let event = try #require(try decode(format, record(5 << 16 | offset), bigEndian: bigEndian).seen.first)
      #expect(event.text == "/a/b")
      #expect(event.arguments == [99, 1, nil, nil, nil, nil])
      // A damaged place costs the text, not the event.
      let outside = try decode(format, record(0xffff_ff00), bigEndian: bigEndian)
      #expect(outside.seen.map(\.text) == [""])
    }
  }

  @Test func linesOfTraceMarker() throws {
    let format = try format(
      "print", system: "ftrace",
      ["unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;", "char buf[];\toffset:16;\tsize:0;\tsigned:0;"])
    let record = record {
      $0.put(UInt64(0))
      $0.put("LOST addr=1\n\0\0\0\0")
    }
    #expect(try decode(format, record).seen.map(\.text) == ["LOST addr=1"])
  }

  @Test func keptEventsAreWrittenAsJSON() throws {
    let format = try format(
      "user_stack", system: "ftrace",
      [
        "int size;\toffset:8;\tsize:4;\tsigned:1;",
        "unsigned short caller[2];\toffset:12;\tsize:4;\tsigned:0;",
        "char comm[8];\toffset:16;\tsize:8;\tsigned:0;", "u64 address;\toffset:24;\tsize:8;\tsigned:0;",
      ])
    let record = record {
      $0.put(Int32(-2))
      $0.put(UInt16(1))
      $0.put(UInt16(65535))
      $0.put("a\"\\\u{1}\0\0\0\0")
      $0.put(UInt64.max - 1)
    }
    let (seen, kept) = try decode(format, record, keep: ["ftrace:user*"])
    #expect(seen.isEmpty)
    #expect(kept == [#"{"size":-2,"caller":[1,65535],"comm":"a\"\\\u0001","address":-2}"#])
    #expect(try decode(format, record, keep: ["sched:*"]).kept.isEmpty)
  }

  @Test func formatsThatAreNone() {
    let parser = FormatParser(bigEndian: false, longSize: 8)
    let parse = { (text: String) in parser.parse(Array(text.utf8).span.bytes, system: "s", unless: [9]) }
    let isFormat = { (text: String) in parse(text) != nil }
    #expect(!isFormat(""))
    #expect(!isFormat("name: x\nID: 70000\nformat:\n"))
    #expect(!isFormat("name: x\nID: 9\nformat:\n"))
    #expect(!isFormat("name: x\0y\nID: 1\nformat:\n\n"))
    #expect(!isFormat("name: x\nID: 1\n" + String(repeating: "\n", count: 70_000)))
    let field = "\tfield:int a[;\toffset:0;\tsize:4;\tsigned:1;\n"
    let odd = parse("name: x\nID: 1\nformat:\n\(field)\nprint fmt: \"")
    #expect(odd?.fields.isEmpty == true)
  }

  @Test func globs() {
    #expect(Glob("sched:*").matches("sched", "sched_switch"))
    #expect(Glob("*:sched_s?itch").matches("sched", "sched_switch"))
    #expect(Glob("sched").matches("sched", "sched_switch"))
    #expect(Glob("*switch").matches("sched", "sched_switch"))
    #expect(!Glob("sched:*x").matches("sched", "sched_switch"))
    #expect(!Glob("").matches("sched", "sched_switch"))
  }
}
