import TestSupport
import Testing

@testable import TraceIngest

@Suite struct TraceDatReaderTests {
  private func read(
    _ builder: TraceDatBuilder, strict: Bool = false, keep: [String] = []
  ) throws -> Reading {
    let file = TemporaryFile(builder.bytes)
    return try Reading(path: file.path, strict: strict, keep: keep)
  }

  private func page(
    _ builder: TraceDatBuilder, _ times: [UInt64], pid: Int32 = 17,
    missed: SubBufferCursor.Missed = .none
  ) -> [UInt8] {
    var page = SubBufferBuilder(builder.layout, timestamp: times.first ?? 0)
    for (index, time) in times.enumerated() {
      if index > 0 { page.timeStamp(time) }
      page.record(builder.flush(pid: pid, reason: -1, pages: .max))
    }
    return page.bytes(missed: missed)
  }

  @Test(arguments: SubBufferTests.layouts) func decodesInEveryLayout(_ layout: SubBufferLayout) throws {
    var builder = TraceDatBuilder(layout: layout)
    let mm: UInt64 = layout.longSize == 4 ? 0xf000_1000 : 0xffff_8880_0123_4500
    var page = SubBufferBuilder(layout, timestamp: 1000)
    page.record(builder.flush(pid: 17, reason: -3, pages: .max))
    page.record(builder.released(pid: 18, mm: mm, path: "/user.slice", write: 1), delta: 5)
    builder.cpus = [[page.bytes()]]
    let reading = try read(builder)
    try #require(reading.events.count == 2)
    let flush = reading.events[0]
    #expect(flush.ts == 1000)
    #expect(flush.tid == 17)
    #expect(flush.kind == .tlbFlush)
    // "All pages" is -1 whatever the size of a long.
    #expect(flush.arguments == [UInt64(bitPattern: -3), .max, nil, nil, nil, nil])
    let released = reading.events[1]
    #expect(released.ts == 1005)
    #expect(released.kind == .mmapLockReleased)
    #expect(released.arguments == [mm, 1, nil, nil, nil, nil])
    #expect(released.text == "/user.slice")
    #expect(reading.info.container == "trace.dat 6")
    #expect(reading.info.clock == "mono")
    #expect(reading.info.comms == [17: "writer", 18: "a b"])
    #expect(reading.info.damage == [])
    #expect(reading.symbols == [])
    #expect(reading.recorded.map(\.decoded) == [1, 1, 0])
  }

  @Test func mergesByTimeThenCPU() throws {
    var builder = TraceDatBuilder()
    builder.cpus = [
      [page(builder, [100, 200, 300], pid: 1), page(builder, [900], pid: 1)],
      [page(builder, [100, 150, 200], pid: 2)],
      [],
      [page(builder, [50, 200, 1000], pid: 4)],
    ]
    let reading = try read(builder)
    #expect(reading.events.map(\.ts) == [50, 100, 100, 150, 200, 200, 200, 300, 900, 1000])
    #expect(reading.events.map(\.cpu) == [3, 0, 1, 1, 0, 1, 3, 0, 0, 3])
  }

  @Test func keepsFileOrderWhereTimesStepBack() throws {
    var builder = TraceDatBuilder()
    builder.cpus = [[page(builder, [100, 500])], [page(builder, [200, 120, 300])]]
    #expect(try read(builder).events.map(\.ts) == [100, 200, 120, 300, 500])
  }

  @Test func gapsComeBeforeTheEventAfterThem() throws {
    var builder = TraceDatBuilder()
    let empty = SubBufferBuilder(builder.layout, timestamp: 250)
    var extended = SubBufferBuilder(builder.layout, timestamp: 300)
    extended.timeExtend(50)
    extended.record(builder.flush(pid: 1, reason: 0, pages: 1))
    builder.cpus = [
      [
        page(builder, [100, 200]),
        empty.bytes(missed: .count(3)),
        // A mark of a sub-buffer that begins with a time extend counts as well.
        extended.bytes(missed: .count(4)),
        page(builder, [400], missed: .unknown),
        empty.bytes(missed: .count(5)),
      ]
    ]
    let reading = try read(builder)
    #expect(reading.losses.map(\.events) == [7, nil, 5])
    #expect(reading.losses.map(\.from) == [200, 350, 400])
    #expect(reading.losses.map(\.to) == [350, 400, nil])
    #expect(reading.losses.map(\.why) == ["ring buffer", "ring buffer", "ring buffer"])
    #expect(reading.losses.map(\.cpu) == [0, 0, 0])
    #expect(reading.placesOfLosses == [2, 3, 4])
  }

  @Test func countersShowLossesWithoutMarks() throws {
    var builder = TraceDatBuilder()
    builder.cpus = [[page(builder, [100], missed: .count(10))], [page(builder, [100])]]
    builder.options = [
      (2, Array("CPU: 0\nentries: 1\noverrun: 25\ncommit overrun: 0\ndropped events: 2\n".utf8)),
      (2, Array("CPU: 1\nentries: 1\noverrun: 0\ncommit overrun: 0\ndropped events: 0\n".utf8)),
    ]
    let loss = try #require(try read(builder).losses.last)
    #expect(loss.why == "cpu stats")
    #expect(loss.events == 17)
    #expect(loss.cpu == 0)
    #expect(loss.from == nil)
    #expect(loss.to == nil)
  }

  @Test func optionsTellOfTheMachine() throws {
    var builder = TraceDatBuilder()
    builder.clock = "local [x86-tsc] mono"
    builder.cpus = [[page(builder, [4096])]]
    var cycles = ByteWriter()
    cycles.put(UInt32(3 << 10))
    cycles.put(UInt32(10))
    cycles.put(UInt64(99))
    builder.options = [
      (5, Array("Linux host 6.1.0 x86_64".utf8)), (9, Array("3.1.6 not-a-git-repo".utf8)),
      (14, cycles.bytes), (7, Array("-88".utf8)), (1, Array("0x10".utf8)), (200, [1, 2, 3]),
    ]
    let reading = try read(builder)
    #expect(reading.info.uname == "Linux host 6.1.0 x86_64")
    #expect(reading.info.recorder == "trace-cmd 3.1.6")
    #expect(reading.info.clock == "x86-tsc")
    #expect(reading.info.clockUnit == "ns")
    #expect(reading.info.clockIsComparable)
    #expect(reading.events.map(\.ts) == [4096 * 3 - 88 + 16_000])
  }

  @Test func withoutAClockItIsTheDefaultOne() throws {
    var builder = TraceDatBuilder()
    builder.clock = nil
    builder.cpus = [[page(builder, [1])]]
    let info = try read(builder).info
    #expect(info.clock == "local")
    #expect(!info.clockIsComparable)
  }

  @Test func unknownEventsAndShortRecordsAreCounted() throws {
    var builder = TraceDatBuilder()
    var page = SubBufferBuilder(builder.layout, timestamp: 1)
    page.record([0xff, 0x01, 0, 0, 0, 0, 0, 0])
    page.record(Array(builder.flush(pid: 1, reason: 1, pages: 1)[..<12]))
    page.record(builder.flush(pid: 1, reason: 1, pages: 1))
    builder.cpus = [[page.bytes()]]
    let reading = try read(builder)
    #expect(reading.events.count == 1)
    let flush = try #require(reading.recorded.first { $0.name == "tlb_flush" })
    #expect((flush.decoded, flush.undecodable, flush.why) == (1, 1, "shorter than its format"))
    let unknown = try #require(reading.recorded.last)
    #expect((unknown.kernelID, unknown.undecodable) == (0x1ff, 1))
  }
}
