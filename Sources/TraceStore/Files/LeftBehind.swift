import Glibc

/// Temporary files and folders of runs that were killed (SIGKILL, a crash, a power cut).
enum LeftBehind {
  /// Characters of a temporary name that are random.
  static let randomCount = 12

  /// Removes what a killed run of this user left in `folder`.
  ///
  /// It is one of ours by its name, its owner and its kind; nobody holds its lock, which the system gives back when
  /// a process ends; and nobody has written to it for a while.
  static func remove(in folder: String) {
    for name in FileStatus.names(in: folder) where isOurs(name) {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      guard let status = FileStatus.itself(path), status.st_uid == geteuid(), isOld(status),
        name.hasPrefix(".") ? FileStatus.isRegular(status) : FileStatus.isFolder(status)
      else { continue }
      let descriptor = path.withFileName { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      guard FileIdentity(descriptor: descriptor) == FileIdentity(status),
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      TemporaryFiles.discard(path)
    }
  }

  private static func isOld(_ status: stat) -> Bool {
    // In the future is as good as old: clocks are set.
    abs(time(nil) - status.st_mtim.tv_sec) >= TemporaryFiles.leastAge
  }

  /// `.mmtrace-RANDOM.tmp` or, of a folder, `mmtrace-RANDOM`.
  private static func isOurs(_ name: String) -> Bool {
    var rest = Substring(name)
    if rest.hasPrefix(".") {
      guard rest.hasSuffix(".tmp") else { return false }
      rest = rest.dropFirst().dropLast(4)
    }
    guard rest.hasPrefix("mmtrace-") else { return false }
    let random = rest.dropFirst(8).utf8
    return random.count == randomCount
      && random.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (48...57).contains($0) }
  }
}
