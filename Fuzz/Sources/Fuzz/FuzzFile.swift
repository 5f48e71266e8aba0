import Glibc

/// A file in memory that the readers open by its path.
final class FuzzFile {
  nonisolated(unsafe) static let shared = FuzzFile()

  let path: String
  private let descriptor: Int32

  private init() {
    var name = Array("/dev/shm/mmtrace-fuzz-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { fatalError("no file in /dev/shm") }
    unlink(name)
    path = "/proc/self/fd/\(descriptor)"
  }

  /// Makes `bytes` all that is in it.
  func fill(_ bytes: UnsafeRawBufferPointer) {
    ftruncate(descriptor, 0)
    guard pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count else {
      fatalError("not written")
    }
  }
}

/// A folder with one query in it.
final class FuzzFolder {
  nonisolated(unsafe) static let shared = FuzzFolder()
  static let id = "fuzz.query"

  let path: String

  private init() {
    var name = Array("/dev/shm/mmtrace-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { fatalError("no folder in /dev/shm") }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    mkdir("\(path)/fuzz", 0o700)
  }

  func fill(_ bytes: UnsafeRawBufferPointer) {
    let descriptor = open("\(path)/fuzz/query.sql", O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    guard write(descriptor, bytes.baseAddress, bytes.count) == bytes.count else { fatalError("not written") }
    close(descriptor)
  }
}
