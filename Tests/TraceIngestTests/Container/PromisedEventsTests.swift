import TestSupport
import Testing

@testable import TraceIngest

/// What a trace.dat says it has, and has not.
@Suite struct PromisedEventsTests {
  @Test(
    arguments: [
      ("racy-drop-cpu", ["fewer events than cpu stats"], [5460]), ("racy-zero-cpu", ["damaged file"], [nil]),
      ("racy-chunk-count-0", ["damaged file"], [nil]), ("one-zero-page-v6", ["damaged file"], [nil]),
      ("clean-one-page-empty-false-race", ["damaged file"], [nil]),
      (
        "racy-zeroed-tail", ["damaged file", "damaged file", "damaged file", "fewer events than cpu stats"],
        [nil, nil, nil, 25]
      ),
      (
        "zstd-chunk-count-0", ["damaged file", "fewer events than cpu stats", "fewer events than cpu stats"],
        [nil, 470, 63]
      ),
    ] as [(String, [String], [Int64?])])
  func partsMissing(_ name: String, _ why: [String], _ events: [Int64?]) throws {
    let file = TemporaryFile(try Fixture.bytes("damaged/\(name).dat.zst"))
    let reading = try Reading(path: file.path)
    #expect(reading.losses.map(\.why) == why)
    #expect(reading.losses.map(\.events) == events)
  }

  /// A gap of the data has its times: a page in the middle does not doubt what happened elsewhere.
  @Test func gapsHaveTheirTimes() throws {
    let file = TemporaryFile(try Fixture.bytes("damaged/one-zero-page-v6.dat.zst"))
    let loss = try #require(try Reading(path: file.path).losses.first)
    let (from, to) = (try #require(loss.from), try #require(loss.to))
    #expect(loss.cpu == 0 && from < to && to - from < 100_000_000)
  }

  private func recording(_ statistics: [String], cpus: [[[UInt8]]]) throws -> [Loss] {
    var builder = TraceDatBuilder()
    builder.cpus = cpus
    builder.options = statistics.map { (2, Array($0.utf8)) }
    let file = TemporaryFile(builder.bytes)
    return try Reading(path: file.path).losses
  }

  private func page(_ builder: TraceDatBuilder, _ events: Int, at time: UInt64 = 0) -> [UInt8] {
    var page = SubBufferBuilder(builder.layout, timestamp: time)
    for _ in 0..<events { page.record(builder.flush(pid: 1, reason: 0, pages: 1)) }
    return page.bytes(commit: nil)
  }

  /// Entries and events read overlap by what the recorder read between the two figures.
  @Test func theLargerFigureIsHeld() throws {
    let builder = TraceDatBuilder()
    let cpu = [page(builder, 10)]
    #expect(try recording(["CPU: 0\nentries: 6\nread events: 9\n"], cpus: [cpu]).isEmpty)
    #expect(try recording(["CPU: 0\nentries: 0\nread events: 10\n"], cpus: [cpu]).isEmpty)
    let losses = try recording(["CPU: 0\nentries: 11\nread events: 3\n"], cpus: [cpu])
    #expect(losses.map(\.events) == [1])
    #expect(losses.map(\.cpu) == [0])
  }

  @Test func cpusWithoutData() throws {
    let builder = TraceDatBuilder()
    let (cpu, none) = ([page(builder, 3)], [[UInt8]]())
    let own = "CPU: 0\nentries: 3\nread events: 0\n"
    // Its figures say that nothing happened there: it was idle, or offline.
    #expect(try recording([own, "CPU: 1\nentries: 0\nread events: 0\n"], cpus: [cpu, none]).isEmpty)
    #expect(
      try recording([own, "CPU: 1\nentries: 0\nread events: 4\n"], cpus: [cpu, none]).map(\.events) == [4])
    // Neither data nor figures.
    let losses = try recording([own], cpus: [cpu, none])
    #expect(losses.map(\.why) == ["no data of the cpu"])
    #expect(losses.map(\.cpu) == [1])
  }

  @Test func emptySubBuffers() throws {
    let builder = TraceDatBuilder()
    let zeros = [UInt8](repeating: 0, count: page(builder, 1).count)
    let (first, last) = (page(builder, 1, at: 100), page(builder, 1, at: 200))
    // The last one may be empty: nothing came any more.
    #expect(try recording([], cpus: [[first, last, zeros]]).isEmpty)
    let between = try recording([], cpus: [[first, zeros, last]])
    #expect(between.map(\.from) == [100])
    #expect(between.map(\.to) == [200])
    let tail = try recording([], cpus: [[first, zeros, zeros]])
    #expect(tail.map(\.from) == [100])
    #expect(tail.map(\.to) == [nil])
  }

  /// Records whose event the recording does not describe may be of any kind.
  @Test func undecodableRecords() throws {
    let builder = TraceDatBuilder()
    var page = SubBufferBuilder(builder.layout, timestamp: 100)
    page.record(builder.flush(pid: 1, reason: 0, pages: 1))
    for _ in 0..<3 { page.record([0x77, 0x77, 0, 0, 1, 0, 0, 0], delta: 5) }
    page.record(builder.flush(pid: 1, reason: 0, pages: 1), delta: 5)
    let losses = try recording([], cpus: [[page.bytes(commit: nil)]])
    #expect(losses.map(\.why) == ["undecodable"])
    #expect(losses.map(\.events) == [3])
    #expect(losses.map(\.from) == [100])
    #expect(losses.map(\.to) == [120])
  }
}
