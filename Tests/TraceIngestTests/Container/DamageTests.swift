import TestSupport
import Testing

@testable import TraceIngest

/// Files cut short or changed: what can be read is read, and nothing crashes.
@Suite struct DamageTests {
  @Test(arguments: ["lab612-64-softdirty.dat", "lab612-64-softdirty-none.dat", "lab612-64-softdirty-v6.dat"])
  func cutAnywhere(_ name: String) throws {
    let bytes = try Fixture.bytes(name)
    let whole = try Reading(path: Fixture.path(name)).events.count
    let file = TemporaryFile([])
    for size in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
      file.replace(with: Array(bytes[..<size]))
      guard let reading = try? Reading(path: file.path) else { continue }
      #expect(reading.events.count <= whole)
      // What follows the last event may be missing without harm.
      guard reading.events.count < whole else { continue }
      #expect(!reading.info.damage.isEmpty, "\(size)")
      #expect(reading.losses.contains { $0.why == "damaged file" }, "\(size)")
      #expect(throws: IngestError.self, "\(size)") { _ = try Reading(path: file.path, strict: true) }
    }
  }

  @Test func whatIsLeftOfACutFileIsRead() throws {
    let bytes = try Fixture.bytes("lab612-64-softdirty-v6.dat")
    let file = TemporaryFile(Array(bytes[..<(bytes.count - 8192)]))
    let reading = try Reading(path: file.path)
    #expect(reading.events.count > 1000)
    #expect(reading.info.damage.contains { $0.hasPrefix("CPU 3: ") && $0.contains("at offset 0x") })
    let loss = try #require(reading.losses.last { $0.cpu == 3 })
    #expect((loss.why, loss.to, loss.events) == ("damaged file", nil, nil))
  }

  @Test func badCommitCostsOneSubBuffer() throws {
    var builder = TraceDatBuilder()
    let layout = builder.layout
    let pages = (0..<3).map { index in
      var page = SubBufferBuilder(layout, timestamp: UInt64(index) * 100)
      page.record(builder.flush(pid: 1, reason: 0, pages: 1))
      return page.bytes(commit: index == 1 ? 0x7ff_ffff : nil)
    }
    builder.cpus = [pages]
    let file = TemporaryFile(builder.bytes)
    let reading = try Reading(path: file.path)
    #expect(reading.events.map(\.ts) == [0, 100, 200])
    // The gap begins before it: what was read of it may be anything.
    #expect(reading.losses.map(\.from) == [0])
    #expect(reading.losses.map(\.to) == [200])
    #expect(reading.info.damage.count == 1)
  }

  @Test func optionsThatLeadBackEnd() throws {
    var bytes = try Fixture.bytes("lab612-64-softdirty-none.dat")
    let head = try bytes.withUnsafeBytes { try TraceDatHead(RawSpan(_unsafeBytes: $0), path: "") }
    // The last option of the first section, id 0, holds the offset of the next.
    var place = Int(head.body) + 16
    while bytes[place] != 0 || bytes[place + 1] != 0 {
      place += 6 + Int(bytes[place + 2]) + Int(bytes[place + 3]) << 8
    }
    for index in 0..<8 {
      bytes[place + 6 + index] = UInt8(truncatingIfNeeded: head.body >> UInt64(8 * index))
    }
    let file = TemporaryFile(bytes)
    let reading = try Reading(path: file.path)
    #expect(reading.events.isEmpty)
    #expect(reading.info.damage.contains { $0.hasPrefix("options lead back to themselves") })
    #expect(reading.losses.map(\.why) == ["damaged file"])
  }

  @Test func otherFilesAreRefused() {
    for bytes in [[], Array("PERFILE2".utf8), Array("\u{17}\u{08}Dtracing5\0".utf8)] as [[UInt8]] {
      let file = TemporaryFile(bytes)
      #expect(throws: IngestError.self) { _ = try Reading(path: file.path) }
    }
    #expect(throws: IngestError.self) { _ = try Reading(path: "/nowhere/trace.dat") }
    #expect(throws: IngestError.self) { _ = try Reading(path: "/tmp") }
  }

  /// Changes bytes at random, more of them where lengths and offsets are.
  @Test(arguments: [
    ("lab612-64-softdirty.dat", 1), ("lab612-64-softdirty-none.dat", 2), ("lab612-64-softdirty-v6.dat", 3),
  ])
  func mutantsNeverCrash(_ name: String, _ seed: UInt64) throws {
    let original = try Fixture.bytes(name)
    var dice = Dice(seed: seed)
    let file = TemporaryFile([])
    for round in 0..<700 {
      let bytes = mutant(of: original, &dice)
      file.replace(with: bytes)
      let keep = round % 2 == 0 ? ["*"] : []
      guard var reader = try? TraceDatReader(path: file.path, strict: round % 4 == 0, keep: keep) else {
        continue
      }
      var sink = DiscardingSink()
      try? reader.read(into: &sink) { _, _ in }
      _ = reader.symbols(of: [1 << 40, 0xffff_ffff_8100_1234])
    }
  }

  private func mutant(of original: [UInt8], _ dice: inout Dice) -> [UInt8] {
    let extremes: [UInt32] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xfffe_ffff, 4096, 0x4000_0000]
    var bytes = original
    for _ in 0...dice.below(5) {
      guard bytes.count > 64 else { break }
      let place = dice.below(dice.below(2) == 0 ? min(9000, bytes.count - 8) : bytes.count - 8)
      switch dice.below(7) {
      case 0: bytes[place] ^= 1 << UInt8(dice.below(8))
      case 1: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
      case 2, 3:
        let value = extremes[dice.below(extremes.count)]
        for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
      case 4:
        let from = dice.below(bytes.count - 64)
        for index in 0..<min(48, bytes.count - place) { bytes[place + index] = bytes[from + index] }
      case 5: bytes.remove(at: place)
      default: if dice.below(5) == 0 { bytes.removeLast(bytes.count - place) }
      }
    }
    return bytes
  }
}
