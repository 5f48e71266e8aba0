import Glibc
import TraceIngest
import TraceQuery
import TraceStore

/// A recording of Tests/Fixtures, ingested and judged in a temporary folder.
final class Recording {
  /// Recordings in which something is found, or may be.
  static let all = [
    "f-counter", "f-filter", "f-instance", "f-local", "f-lost", "f-stack", "f-tponly", "f-tsc",
    "lab0-softdirty",
    "lab1-softdirty-pin", "lab16-hiwater", "lab16-softdirty", "lab3-lost-cr", "lab3-lost-cr-3lost",
    "lab3-lost-cr-gup", "lab4-uffdwp", "lab612-32-lost-fork-gup", "lab612-64-softdirty", "lab612-66-lost-cr",
    "lab8-lost-fork-gup", "v6.1-0-fork", "v6.1-0-uffdwp", "v6.12-0-softdirty",
  ]

  /// The recording's file.
  let path: String
  /// Its database, open for reading.
  let connection: Connection
  /// Where temporary files of a test can go; it is removed with this object.
  let folder: String

  init(_ name: String) throws {
    path = Self.tests + "/Fixtures/\(name).dat"
    folder = "\(Self.temporary)/mmtrace-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    mkdir(folder, 0o700)
    let store = try StoreWriter(path: folder + "/trace.db")
    _ = try ingest(path, into: store)
    try Judge.judge(store)
    try store.finish()
    let path = folder + "/trace.db"
    connection = try TraceDatabase.open(path) { path }
  }

  deinit { _ = Self.shell("rm -rf '\(folder)'") }

  /// The folder Tests.
  static let tests = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  /// Folder for temporary files.
  static let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

  /// What a shell command writes to its standard output.
  static func shell(_ command: String) -> String {
    guard let pipe = popen(command, "r") else { return "" }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// Whether a program is installed.
  static func has(_ program: String) -> Bool { shell("command -v \(program)") != "" }
}
