import TestSupport
import Testing

@testable import TraceIngest

/// Kernel stacks of `trace-cmd record -T`: which event each is of, and what its functions are called.
@Suite struct StackTests {
  private let hardirq: UInt8 = 0x08
  private let text: UInt64 = 0xffff_ffff_8100_0000

  /// What the callers of a builder's recording are: time of the event and innermost function.
  private func callers(_ builder: TraceDatBuilder) throws -> [EventCallers] {
    let file = TemporaryFile(builder.bytes)
    return try Reading(path: file.path).callers
  }

  @Test(arguments: [8, 4], [false, true])
  func aStackIsOfTheEventBeforeIt(_ long: Int, _ bigEndian: Bool) throws {
    var builder = TraceDatBuilder()
    builder.layout = SubBufferLayout(longSize: long, dataOffset: 8 + long, isBigEndian: bigEndian)
    var page = SubBufferBuilder(builder.layout, timestamp: 100)
    page.record(builder.released(pid: 1, mm: 0x1000, path: "/", write: 0))
    page.record(builder.flush(pid: 1, reason: 0, pages: 1), delta: 10)
    page.record(builder.stack(pid: 1, [0x8000, 0x9000, .max]), delta: 5)
    page.record(builder.flush(pid: 1, reason: 0, pages: 1), delta: 10)
    page.record(builder.stack(pid: 1, [0x8000]), delta: 5)
    builder.cpus = [[page.bytes()]]
    let callers = try callers(builder)
    #expect(callers.map(\.ts) == [110, 125])
    #expect(callers.map(\.stackTs) == [115, 130])
    #expect(callers.map(\.event) == [0, 0])
    #expect(callers.map(\.chain.frames) == [[0x8000, 0x9000], [0x8000]])
  }

  @Test func anInterruptBetweenAnEventAndItsStackHasItsOwn() throws {
    var builder = TraceDatBuilder()
    var page = SubBufferBuilder(builder.layout, timestamp: 100)
    page.record(builder.flush(pid: 1, reason: 0, pages: 1))
    page.record(builder.stack(pid: 1, [1]), delta: 1)
    page.record(builder.released(pid: 1, mm: 0x1000, path: "/", write: 0), delta: 9)
    page.record(builder.flush(pid: 1, flags: hardirq, reason: 1, pages: 1), delta: 10)
    page.record(builder.stack(pid: 1, flags: hardirq, [2]), delta: 1)
    page.record(builder.stack(pid: 1, [3]), delta: 1)
    builder.cpus = [[page.bytes()]]
    let callers = try callers(builder)
    #expect(callers.map(\.ts) == [100, 120, 110])
    #expect(callers.map(\.event) == [0, 0, 1])
  }

  @Test func eachCPUHasItsOwn() throws {
    var builder = TraceDatBuilder()
    for cpu in 0..<2 {
      var page = SubBufferBuilder(builder.layout, timestamp: 100 + UInt64(cpu))
      page.record(builder.flush(pid: 10, reason: 0, pages: 1))
      page.record(builder.stack(pid: 10, [1]), delta: 10)
      page.record(builder.released(pid: 10, mm: 0x1000, path: "/", write: 0), delta: 10)
      page.record(builder.stack(pid: 10, [2]), delta: 10)
      builder.cpus.append([page.bytes()])
    }
    let callers = try callers(builder)
    #expect(callers.map(\.ts) == [100, 101, 120, 121])
    #expect(callers.map(\.event) == [0, 0, 1, 1])
  }

  @Test func ofALostEventNothingIsSaid() throws {
    var builder = TraceDatBuilder()
    var before = SubBufferBuilder(builder.layout, timestamp: 100)
    before.record(builder.flush(pid: 1, reason: 0, pages: 1))
    var after = SubBufferBuilder(builder.layout, timestamp: 200)
    after.record(builder.stack(pid: 1, [1]))
    after.record(builder.flush(pid: 2, reason: 0, pages: 1), delta: 1)
    after.record(builder.stack(pid: 1, [2]), delta: 1)
    builder.cpus = [[before.bytes(), after.bytes(missed: .count(1))]]
    let callers = try callers(builder)
    #expect(callers.map(\.ts) == [nil, nil])
    #expect(callers.map(\.event) == [nil, nil])
    #expect(callers.map(\.stackTs) == [200, 202])
  }

  @Test func anAddressIsInTheFunctionBeforeIt() {
    let kallsyms = """
      0000000000000000 T hidden
      0000000000001000 A offset_of_something
      ffffffffc0000000 t of_a_module\t[module]
      ffffffff81000000 T _stext
      ffffffff81000100 d table
      ffffffff81000100 T same
      ffffffff81000100 t alias
      ffffffff81000200 D data
      ffffffff81000300 W weak
      """
    let addresses = [text - 1, text, text + 0x105, text + 0x204, text + 0x310, 0xffff_ffff_c000_0004, .max]
    let symbols = KernelSymbols.of(addresses, in: Array(kallsyms.utf8).span.bytes)
    #expect(
      symbols == [
        KernelSymbol(ip: text, name: "_stext", offset: 0),
        KernelSymbol(ip: text + 0x105, name: "same", offset: 5),
        KernelSymbol(ip: text + 0x310, name: "weak", offset: 0x10),
        KernelSymbol(ip: 0xffff_ffff_c000_0004, name: "of_a_module", offset: 4),
      ])
  }
}
