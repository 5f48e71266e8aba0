internal import CMapGuard
internal import Glibc
internal import TraceStore

/// Finds out whether what was read changed while it was read: half of one recording and half of another would
/// give answers that are about neither.
struct InputWatch: Sendable {
  /// Size and time of the last write.
  private struct Stamp: Equatable {
    var size: Int64
    var seconds: Int64
    var nanoseconds: Int64

    init(_ status: stat) {
      size = Int64(status.st_size)
      seconds = Int64(status.st_mtim.tv_sec)
      nanoseconds = Int64(status.st_mtim.tv_nsec)
    }
  }

  private struct Part {
    var path: String
    var identity: FileIdentity?
    var stamp: Stamp?
  }

  private let name: String
  private let given: GivenBytes
  private let before: Stamp?
  private let parts: [Part]
  private let faults: UInt

  /// Remembers how it is now, on the thread that reads it.
  init(_ given: GivenBytes, name: String, parts: [String]) {
    self.name = name
    self.given = given
    before = Self.stamp(given)
    self.parts = parts.map { Part(path: $0, identity: FileIdentity($0), stamp: Self.stamp($0)) }
    faults = mapguard_faults()
  }

  /// Throws when it is another one now.
  func check() throws(IngestError) {
    if let before, let now = Self.stamp(given), before != now { throw changed(name, before, now) }
    // A part whose name leads to another file now is as it was: it is still mapped.
    for part in parts where FileIdentity(part.path) == part.identity {
      if let before = part.stamp, let now = Self.stamp(part.path), before != now {
        throw changed(part.path, before, now)
      }
    }
    if mapguard_faults() != faults {
      throw IngestError(
        name, "could not be read to its end: its disk failed, or it shrank while it was read")
    }
  }

  private func changed(_ file: String, _ before: Stamp, _ now: Stamp) -> IngestError {
    let what =
      now.size < before.size
      ? "shrank from \(before.size) to \(now.size) bytes while it was read"
      : now.size > before.size
        ? "grew from \(before.size) to \(now.size) bytes while it was read"
        : "was written to while it was read"
    return IngestError(file, what, hint: "let its recorder finish, or read a copy of it")
  }

  private static func stamp(_ given: GivenBytes) -> Stamp? {
    var status = stat()
    guard given.isFile, fstat(given.descriptor, &status) == 0 else { return nil }
    return Stamp(status)
  }

  private static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    return path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0 ? Stamp(status) : nil
  }
}
