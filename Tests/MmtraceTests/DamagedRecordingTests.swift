import Foundation
import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// Damaged recordings, all the way to the verdict: one clear error, or a whole database with the loss in it.
@Suite struct DamagedRecordingTests {
  /// What came of a damaged recording.
  enum Outcome {
    case refused
    case whole(hasLoss: Bool, events: Int64)
  }

  /// Ingests and judges `bytes`; nothing but a whole database or an error may come of it.
  private func outcome(of bytes: [UInt8], in folder: TemporaryFolder) throws -> Outcome {
    let recording = folder.path + "/damaged.dat"
    let path = folder.path + "/damaged.db"
    try Data(bytes).write(to: URL(fileURLWithPath: recording))
    do {
      let store = try StoreWriter(path: path, replacing: true)
      _ = try ingest(recording, into: store)
      try Judge.judge(store)
      try store.finish()
    } catch let error as IngestError {
      #expect(!error.what.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: path), "half a database is left behind")
      return .refused
    }
    defer { try? FileManager.default.removeItem(atPath: path) }
    let database = try Connection(path: path, mode: .readOnly)
    _ = try Verdict(database)
    #expect(try database.text("PRAGMA quick_check") == "ok")
    #expect(
      try database.integer("SELECT count(*) FROM event_kind WHERE hits <> kept + filtered + unknown") == 0)
    let loss = try database.integer("SELECT (SELECT count(*) FROM event_loss) + (damage NOT NULL) FROM trace")
    return .whole(hasLoss: loss != 0, events: try database.integer("SELECT events FROM trace") ?? 0)
  }

  @Test(arguments: ["lab612-64-softdirty.dat", "lab612-64-softdirty-v6.dat", "lab16-hiwater.dat"])
  func flippedBytes(_ file: String) throws {
    let folder = TemporaryFolder()
    let original = try Fixture.bytes(file)
    var dice = Dice(seed: 1)
    var whole = 0
    for _ in 0..<300 {
      var bytes = original
      for _ in 0...dice.below(8) {
        bytes[dice.below(bytes.count)] = UInt8(truncatingIfNeeded: dice.below(256))
      }
      if case .whole = try outcome(of: bytes, in: folder) { whole += 1 }
    }
    #expect(whole > 0)
  }

  @Test(arguments: ["lab612-64-softdirty.dat", "lab612-64-softdirty-none.dat"])
  func cutOff(_ file: String) throws {
    let folder = TemporaryFolder()
    let original = try Fixture.bytes(file)
    var dice = Dice(seed: 2)
    guard case .whole(hasLoss: false, let all) = try outcome(of: original, in: folder) else {
      Issue.record("the whole recording has a loss")
      return
    }
    for _ in 0..<150 {
      let length = dice.below(original.count)
      if case .whole(let hasLoss, let events) = try outcome(of: Array(original.prefix(length)), in: folder) {
        // The last bytes are names of sections, which nothing is read from.
        let isUntouched = events == all && original.count - length < 256
        #expect(hasLoss || isUntouched, "\(original.count - length) bytes are missing and nothing says so")
      }
    }
  }
}
