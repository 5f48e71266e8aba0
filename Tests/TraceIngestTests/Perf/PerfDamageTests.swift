import TestSupport
import Testing

@testable import TraceIngest

/// Damaged perf.data: what can be read is read, and nothing crashes or hangs.
@Suite struct PerfDamageTests {
  /// The head of a recording with its formats and some hundred samples.
  private static let original: [UInt8] = {
    guard let whole = try? Fixture.bytes("p-pipe-cut.data.gz") else { return [] }
    return Array(whole.prefix(160_000))
  }()

  @Test func cutAnywhere() throws {
    let file = TemporaryFile([])
    for size in stride(from: 0, to: Self.original.count, by: 2777) {
      file.replace(with: Array(Self.original[..<size]))
      _ = try? PerfReading(path: file.path)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func mutants(_ seed: UInt64) {
    var dice = Dice(seed: seed)
    let file = TemporaryFile([])
    #expect(Self.original.count == 160_000)
    for _ in 0..<300 {
      file.replace(with: mutant(&dice))
      _ = try? PerfReading(path: file.path)
    }
  }

  private func mutant(_ dice: inout Dice) -> [UInt8] {
    var bytes = Self.original
    for _ in 0...dice.below(12) {
      // Half of them where attributes and formats are, half among the samples.
      let place = dice.below(2) == 0 ? dice.below(8000) : dice.below(bytes.count - 8)
      switch dice.below(4) {
      case 0: bytes[place] ^= 1 << UInt8(dice.below(8))
      case 1: bytes[place] = 0xff
      case 2: for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: dice.next()) }
      default: bytes.removeSubrange(place..<min(bytes.count - 64, place + 1 + dice.below(40)))
      }
      if bytes.count < 1000 { break }
    }
    return bytes
  }

  /// Files of a head, attributes and samples alone: thousands of them in little time.
  @Test func smallMutants() {
    var builder = PerfBuilder()
    builder.attribute(
      config: 7, sample: PerfBuilder.sampleBits | 1 << 4 | 1 << 5, read: 31, flags: 1 << 18, id: 11)
    builder.attribute(type: 1, config: 2, sample: PerfBuilder.sampleBits, flags: 1 << 18, id: 12)
    for time in 0..<20 {
      let middle = builder.words(1, 5, 6, 7, 8, 9, 2, 0xffff_ffff_8000_0000, 5)
      builder.sample(
        id: UInt64(11 + time % 2), tid: 5, time: UInt64(time), cpu: 0, middle: middle,
        raw: builder.flush(tid: 5, reason: 3, pages: 1))
      builder.record(2, builder.words(11, 17, 5, UInt64(time), 0, 11))
      builder.record(83, builder.words(3, 0xFD2F_B528))
    }
    var dice = Dice(seed: 9)
    let file = TemporaryFile([])
    for _ in 0..<3000 {
      var bytes = builder.bytes
      for _ in 0...dice.below(6) {
        bytes[16 + dice.below(bytes.count - 16)] = UInt8(truncatingIfNeeded: dice.next())
      }
      file.replace(with: bytes)
      _ = try? PerfReading(path: file.path)
    }
  }

  @Test func fileModeMutants() throws {
    let original = try Fixture.bytes("p-zstd.data")
    let file = TemporaryFile([])
    var dice = Dice(seed: 5)
    // The head, the attributes and their ids are at the front, the table of features is behind the data.
    for _ in 0..<40 {
      var bytes = original
      for _ in 0...dice.below(4) {
        let place = dice.below(3) == 0 ? bytes.count - 1 - dice.below(60_000) : 8 + dice.below(5800)
        bytes[place] = UInt8(truncatingIfNeeded: dice.next())
      }
      // Most of the records need not be there for that.
      if dice.below(2) == 0 { bytes.removeLast(dice.below(150_000)) }
      file.replace(with: bytes)
      _ = try? PerfReading(path: file.path)
    }
  }
}
