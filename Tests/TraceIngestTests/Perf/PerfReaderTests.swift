import TestSupport
import Testing

@testable import TraceIngest

@Suite struct PerfReaderTests {
  @Test func compressedRecording() throws {
    let reading = try PerfReading(path: Fixture.path("p-zstd.data"), strict: true)
    #expect(reading.events.count == 21638)
    #expect(reading.losses.isEmpty)
    #expect(reading.info.container == "perf.data zstd")
    #expect((reading.info.clock, reading.info.clockIsComparable) == ("mono_raw", true))
    #expect((reading.info.cpus, reading.info.recorder) == (4, "perf 6.1.187"))
    #expect(reading.info.command?.hasPrefix("/bin/perf record ") == true)
    #expect(zip(reading.events, reading.events.dropFirst()).allSatisfy { $0.ts <= $1.ts })
    let hits = reading.recorded.reduce(into: [:]) { $0[$1.name] = $1.decoded }
    // The numbers are those of `perf script -F event`.
    #expect((hits["clear_refs_pte_range"], hits["handle_mm_fault"]) == (1633, 1974))
    let worker = try #require(reading.events.first { $0.kind == .clearRefsPteRange })
    #expect(reading.info.tasks[worker.tid]?.comm == "mmload")
    #expect(reading.info.tasks[worker.tid]?.tgid != nil)
  }

  @Test func pipeThatWasCutOff() throws {
    let reading = try PerfReading(path: Fixture.path("p-pipe-cut.data.gz"))
    #expect(reading.info.container == "perf.data pipe")
    #expect(reading.events.count == 4491)
    #expect(reading.info.damage == ["the last record is cut off, 48 bytes are not read at offset 0x7a0f0"])
    #expect(reading.losses.map(\.why) == ["damaged file"])
    #expect(throws: IngestError.self) {
      try PerfReading(path: Fixture.path("p-pipe-cut.data.gz"), strict: true)
    }
  }

  @Test(arguments: [false, true]) func byteOrder(_ isBigEndian: Bool) throws {
    var builder = PerfBuilder(bigEndian: isBigEndian)
    builder.attribute(config: 7, flags: 1 << 18 | 1 << 25, clockID: 1, id: 11)
    builder.formats()
    builder.sample(id: 11, tid: 5, time: 200, cpu: 1, raw: builder.flush(tid: 5, reason: 3, pages: -1))
    builder.sample(id: 11, tid: 6, time: 100, cpu: 0, raw: builder.flush(tid: 6, reason: 1, pages: 2))
    let reading = try PerfReading(builder)
    #expect(reading.info.clock == "mono")
    #expect(reading.events.map(\.ts) == [100, 200])
    #expect(reading.events.map(\.tid) == [6, 5])
    #expect(reading.events.map(\.cpu) == [0, 1])
    #expect(reading.events.map { $0.arguments[1] } == [2, UInt64(bitPattern: -1)])
  }

  /// CLOCK_REALTIME can be set back while perf records; what an interrupt puts out of order is less.
  @Test(arguments: [(0, 99_000, true), (0, 101_000, false), (1, 101_000, true)] as [(Int32, UInt64, Bool)])
  func aClockThatWasSetBack(_ clock: Int32, _ step: UInt64, _ isOrdered: Bool) throws {
    var builder = PerfBuilder()
    builder.attribute(config: 7, flags: 1 << 18 | 1 << 25, clockID: clock, id: 11)
    builder.formats()
    for (cpu, time) in [(0, 1_000_000), (1, 2_000_000), (0, 1_000_000 - step)] as [(UInt32, UInt64)] {
      builder.sample(id: 11, tid: 5, time: time, cpu: cpu, raw: builder.flush(tid: 5, reason: 3, pages: 1))
    }
    #expect(try PerfReading(builder).info.isOrdered == isOrdered)
  }

  @Test(arguments: [64, 72, 96, 112, 128, 136, 144, 512] as [UInt32])
  func attributesOfAnySize(_ size: UInt32) throws {
    var builder = PerfBuilder()
    builder.attribute(config: 7, size: size, id: 11)
    builder.formats()
    builder.sample(id: 11, tid: 5, time: 1, cpu: 0, raw: builder.flush(tid: 5, reason: 3, pages: 1))
    let reading = try PerfReading(builder)
    #expect(reading.events.map(\.kind) == [.tlbFlush])
    // Without use_clockid the clock is each CPU's own.
    #expect((reading.info.clock, reading.info.clockIsComparable) == ("perf", false))
  }

  /// Counts and call chains stand before the raw data, everything else after it.
  @Test(
    arguments: [
      (0, 1), (1, 2), (4, 2), (16, 2), (31, 2), (8, 2), (15, 2), (11, 2),
    ] as [(UInt64, UInt64)])
  func partsBeforeTheRecord(_ format: UInt64, _ values: UInt64) throws {
    var builder = PerfBuilder()
    let bits = PerfBuilder.sampleBits | 1 << 4 | 1 << 5 | 1 << 11 | 1 << 14
    builder.attribute(config: 7, sample: bits, read: format, id: 11)
    builder.formats()
    let perValue = 1 + format >> 2 & 1 + format >> 4 & 1
    let times = format & 1 + format >> 1 & 1
    let counts = format & 8 == 0 ? perValue + times : 1 + times + values * perValue
    var middle: [UInt8] = []
    for index in 0..<counts { middle += builder.encoded(format & 8 != 0 && index == 0 ? values : 99) }
    let kernel = UInt64(bitPattern: -128)
    let user = UInt64(bitPattern: -512)
    middle += builder.words(5, kernel, 0xffff_8000, 0xffff_9000, user, 0x1000)
    builder.sample(
      id: 11, tid: 5, time: 1, cpu: 0, middle: middle, raw: builder.flush(tid: 5, reason: 3, pages: 1),
      tail: builder.words(0, 7))
    let reading = try PerfReading(builder)
    #expect(reading.events.map { $0.arguments[0] } == [3])
    #expect(reading.callers.map(\.chain.frames) == [[0xffff_8000, 0xffff_9000]])
  }

  @Test func recordsBesideSamples() throws {
    var builder = PerfBuilder()
    builder.attribute(config: 7, flags: 1 << 18, id: 11)
    builder.attribute(type: 1, config: 2, sample: PerfBuilder.sampleBits | 1 << 3, flags: 1 << 18, id: 12)
    builder.formats()
    func sampleID(_ time: UInt64, tid: UInt32, cpu: UInt32, id: UInt64 = 11) -> [UInt8] {
      builder.encoded(tid) + builder.encoded(tid) + builder.words(time) + builder.encoded(cpu) + [0, 0, 0, 0]
        + builder.words(id)
    }
    let pids = { (tid: UInt32) in builder.encoded(UInt32(4)) + builder.encoded(tid) }
    builder.record(3, pids(5) + Array("writer\0\0".utf8) + sampleID(0, tid: 5, cpu: 0))
    builder.record(
      7,
      pids(3) + builder.encoded(UInt32(6)) + builder.encoded(UInt32(5)) + builder.words(10)
        + sampleID(10, tid: 5, cpu: 0))
    builder.sample(id: 11, tid: 5, time: 20, cpu: 1, raw: builder.flush(tid: 5, reason: 3, pages: 1))
    builder.record(2, builder.words(11, 17) + sampleID(30, tid: 5, cpu: 1))
    // misc bit 13: the thread of the record leaves, the thread in the record comes.
    builder.record(15, misc: 1 << 13, pids(6) + sampleID(40, tid: 5, cpu: 1))
    builder.record(15, pids(5) + sampleID(40, tid: 6, cpu: 1))
    var fault = builder.words(12, 0x1234) + builder.encoded(UInt64(6) << 32 | 4) + builder.words(50, 0x7000)
    fault += builder.words(1, 1) + builder.encoded(UInt32(4)) + [0, 0, 0, 0]
    builder.record(9, misc: 2, fault)
    builder.record(200, builder.words(1, 2))
    let reading = try PerfReading(builder)
    #expect(reading.events.map(\.kind) == [.tlbFlush, .schedSwitch, .pageFaultUser])
    #expect(reading.events[1].arguments[..<2] == [5, 6])
    #expect(reading.events[2].arguments[..<3] == [0x7000, 0x1234, nil])
    #expect(reading.losses.map(\.why) == ["perf LOST", "unknown records"])
    #expect(reading.losses.map(\.events) == [17, 1])
    #expect(reading.losses.map(\.from) == [20, nil])
    #expect(reading.losses.map(\.to) == [30, nil])
    #expect(reading.info.tasks[5]?.comm == "writer")
    #expect(reading.info.tasks[6]?.parent == 5)
    #expect(reading.info.notes.contains { $0.hasPrefix("1 records of type 200 ") })
  }

  @Test func samplesWithoutTimeKeepTheirOrder() throws {
    var builder = PerfBuilder()
    builder.attribute(config: 7, sample: 1 << 10, id: 11)
    builder.formats()
    for reason in [3, 1, 2] as [Int32] {
      let raw = builder.flush(tid: 5, reason: reason, pages: 1)
      builder.record(9, builder.encoded(UInt32(raw.count + 4)) + raw + [0, 0, 0, 0])
    }
    let reading = try PerfReading(builder)
    #expect(reading.events.map { $0.arguments[0] } == [3, 1, 2])
    #expect(reading.info.clockUnit == "order")
  }

  /// --overwrite: what is newest comes first.
  @Test func newestFirst() throws {
    var builder = PerfBuilder()
    builder.attribute(config: 7, flags: 1 << 18 | 1 << 27, id: 11)
    builder.formats()
    for time in stride(from: UInt64(100), to: 0, by: -1) {
      builder.sample(id: 11, tid: 5, time: time, cpu: 0, raw: builder.flush(tid: 5, reason: 3, pages: 1))
    }
    #expect(try PerfReading(builder).events.map(\.ts) == Array(1...100))
  }

  @Test func indexSpillsAndMerges() throws {
    var index = RecordIndex(path: "test", runLength: 100)
    var dice = Dice(seed: 4)
    var expected: [Int64] = []
    for number in 0..<1234 {
      let ts = Int64(dice.below(500))
      expected.append(ts)
      try index.append(RecordIndex.Entry(ts: ts, source: 1, offset: number))
    }
    try index.finish()
    var seen: [(ts: Int64, offset: Int)] = []
    while let entry = index.next() { seen.append((entry.ts, entry.offset)) }
    #expect(seen.map(\.ts) == expected.sorted())
    // Where times are equal the order of the file stands.
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.ts < $1.ts || $0.offset < $1.offset })
  }
}
