import Foundation
import TraceIngest
import TraceQuery
import TraceStore

/// Ingests and judges bytes, as `mmtrace check` does.
struct Runner {
  /// `check` cannot tell.
  static let unknown: Int32 = 125
  /// `check` could not read it.
  static let refused: Int32 = 2

  private let folder: String

  /// A runner with a folder of its own.
  init() throws {
    folder = NSTemporaryDirectory() + "mmtrace-evidence-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Removes its folder.
  func finish() { try? FileManager.default.removeItem(atPath: folder) }

  /// The status of `check`, and what the verdict rests on.
  func check(_ bytes: [UInt8]) throws -> (status: Int32, reasons: [String]) {
    let connection: Connection
    do { connection = try judged(bytes) } catch let error as IngestError {
      return (Self.refused, [error.what])
    }
    let verdict = try connection.text("SELECT verdict FROM verdict")
    var statement = try connection.prepare("SELECT reason FROM verdict_reason ORDER BY 1")
    var reasons: [String] = []
    while try statement.step() { if case .text(let reason) = statement.row[0] { reasons.append(reason) } }
    let status: Int32 = verdict == "race" ? 1 : verdict == "no race seen" ? 0 : Self.unknown
    return (status, reasons)
  }

  /// The first value that a query gives of the database of `bytes`, as text.
  func query(_ bytes: [UInt8], _ sql: String) throws -> String? {
    try judged(bytes).text("SELECT CAST((\(sql)) AS TEXT)")
  }

  private func judged(_ bytes: [UInt8]) throws -> Connection {
    let (recording, path) = (folder + "/recording", folder + "/recording.db")
    try Data(bytes).write(to: URL(fileURLWithPath: recording))
    try? FileManager.default.removeItem(atPath: path)
    let store = try StoreWriter(path: path)
    _ = try ingest(recording, into: store, options: IngestOptions(clock: "mono"))
    try Judge.judge(store)
    try store.finish()
    return try Connection(path: path, mode: .readOnly)
  }

  /// The bytes of a fixture, unpacked.
  static func bytes(of file: String) throws -> [UInt8] {
    let root = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let target = NSTemporaryDirectory() + "mmtrace-evidence-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: target) }
    try EventCounts.unpack("\(root)/Fixtures/\(file)", to: target)
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: target)))
  }
}
