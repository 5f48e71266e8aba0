import TestSupport
import TraceIngest
import TraceStore

/// Ingests and judges bytes, as `mmtrace check` does.
struct Runner {
  /// `check` cannot tell.
  static let unknown: Int32 = 125
  /// `check` could not read it.
  static let refused: Int32 = 2

  private let folder = TemporaryFolder()

  /// The status of `check`, and what the verdict rests on.
  func check(_ bytes: [UInt8]) throws -> (status: Int32, reasons: [String]) {
    let recording = folder.path + "/recording"
    try Files.write(bytes, to: recording)
    let store: StoreWriter
    do {
      store = try Judged.store(of: recording, in: folder, options: IngestOptions(clock: "mono"))
    } catch let error as IngestError {
      return (Self.refused, [error.what])
    }
    let connection = try store.reading()
    let verdict = try connection.text("SELECT verdict FROM verdict")
    var statement = try connection.prepare("SELECT reason FROM verdict_reason ORDER BY 1")
    var reasons: [String] = []
    while try statement.step() { if case .text(let reason) = statement.row[0] { reasons.append(reason) } }
    let status: Int32 = verdict == "race" ? 1 : verdict == "no race seen" ? 0 : Self.unknown
    return (status, reasons)
  }
}
