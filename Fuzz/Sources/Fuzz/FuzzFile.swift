import Glibc

/// A file in memory that the readers open by its path.
final class FuzzFile {
  nonisolated(unsafe) static let shared = FuzzFile()

  let path: String
  private let descriptor: Int32

  private init() {
    // It needs its name: SQLite asks where a path leads. scripts/fuzz removes the folder.
    let folder = getenv("FUZZ_FOLDER").map { String(cString: $0) } ?? "/dev/shm"
    var name = Array("\(folder)/mmtrace-fuzz-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { fatalError("no file in \(folder)") }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes `bytes` all that is in it.
  func fill(_ bytes: UnsafeRawBufferPointer) {
    ftruncate(descriptor, 0)
    guard pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count else {
      fatalError("not written")
    }
  }
}
