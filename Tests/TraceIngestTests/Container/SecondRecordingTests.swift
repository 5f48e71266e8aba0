import Foundation
import TestSupport
import Testing

@testable import TraceIngest

/// `cat a b`, `zcat *.gz`: what is behind the first recording is not read, and that is said.
@Suite struct SecondRecordingTests {
  let folder = TemporaryFolder()

  private func both(_ first: String, _ second: String) throws -> String {
    let path = "\(folder.path)/both"
    try Data(Fixture.bytes(first) + Fixture.bytes(second)).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(arguments: [
    ("lab612-64-softdirty-v6.dat", "lab1-softdirty-pin.dat"),
    ("lab1-softdirty-pin.dat", "v6.1-0-fork-v6.dat"),
    ("lab1-softdirty-pin.dat", "p-zstd.data"), ("p-zstd.data", "p-zstd.data"),
  ])
  func isSaid(_ first: String, _ second: String) throws {
    let path = try both(first, second)
    var sink = CollectingSink()
    var damage: [String] = []
    if first.hasSuffix(".dat") {
      var reader = try TraceDatReader(path: path, strict: false, keep: [])
      try reader.read(into: &sink) { _, _ in }
      damage = reader.info.damage
    } else {
      var reader = try PerfReader(
        MappedFile(path: path), damage: DamageLog(file: path, isStrict: false), keep: [])
      try reader.read(into: &sink) { _, _ in }
      damage = reader.info.damage
    }
    #expect(damage.contains { $0.hasPrefix("another recording begins") }, "\(damage)")
    #expect(sink.losses.contains { $0.why == "damaged file" })
  }
}
