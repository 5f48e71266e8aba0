internal import Glibc
internal import TraceStore

/// The bytes as given, open for as long as anybody reads them: whatever its path leads to later, it is this file.
final class GivenBytes: Sendable {
  /// To map them, and to read them with pread().
  let descriptor: Int32
  /// Whether they are the user's file, not a copy of ours.
  let isFile: Bool

  /// Opens the file at `path`; `name` is for messages.
  init(path: String, name: String) throws(IngestError) {
    // A device would do what it does when it is opened; a pipe would wait. Neither comes here.
    descriptor = path.withFileName { open($0, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) }
    isFile = true
    guard descriptor >= 0 else {
      throw IngestError(name, "cannot open: \(String(cString: strerror(errno)))")
    }
  }

  /// Takes what came from a pipe.
  init(_ spool: consuming SpoolFile) {
    descriptor = fcntl(spool.descriptor, F_DUPFD_CLOEXEC, 3)
    isFile = false
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Maps them; `name` is for messages.
  func map(as name: String) throws(IngestError) -> MappedFile {
    try MappedFile(descriptor: descriptor, path: name)
  }
}
