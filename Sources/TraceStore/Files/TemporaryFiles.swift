import Glibc
import Synchronization

/// Files and folders that must not outlive the process, also when a signal ends it.
///
/// A name is in the list before the file exists, and both happen under one lock: whoever removes what is listed
/// keeps the lock, so nothing is made behind its back. Each is locked (flock) as long as its process lives, so
/// that a later run can tell what a killed one left from what another one is writing.
public enum TemporaryFiles {
  private struct Entry {
    var path: String
    var descriptor: Int32
  }

  private static let entries = Mutex<[Entry]>([])

  /// Nothing younger is taken for left behind: some file systems cannot lock.
  static let leastAge = 60

  /// Makes an empty file in `folder` (with its last slash, or empty), open for reading and writing.
  ///
  /// - Returns: its path and its descriptor, which `remove` or `forget` closes.
  /// - Throws: `StoreError` about `subject` when it cannot be made.
  static func make(
    in folder: String, for subject: String
  ) throws(StoreError) -> (path: String, descriptor: Int32) {
    LeftBehind.remove(in: folder.isEmpty ? "." : folder)
    var code = EEXIST
    for _ in 0..<100 where code == EEXIST {
      // Short, whatever the name of the file that it will be: names have at most 255 bytes.
      let path = "\(folder).mmtrace-\(randomName()).tmp"
      let descriptor = entries.withLock { entries in
        let place = entries.count
        entries.append(Entry(path: path, descriptor: -1))
        let opened = path.withFileName { open($0, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666) }
        code = opened < 0 ? errno : 0
        if opened < 0 { entries.removeLast() } else { entries[place].descriptor = opened }
        return opened
      }
      guard descriptor >= 0 else { continue }
      flock(descriptor, LOCK_EX | LOCK_NB)
      return (path, descriptor)
    }
    throw StoreError(subject, "cannot be written: \(FileStatus.message(code))")
  }

  /// Makes a folder for our eyes only in the first of `parents` that takes one; nil when none does.
  public static func makeFolder(in parents: [String]) -> String? {
    for parent in parents {
      LeftBehind.remove(in: parent)
      let path = "\(parent)/mmtrace-\(randomName())"
      let isMade = entries.withLock { entries in
        entries.append(Entry(path: path, descriptor: -1))
        guard path.withFileName({ mkdir($0, 0o700) }) == 0 else {
          entries.removeLast()
          return false
        }
        let descriptor = path.withFileName { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        entries[entries.count - 1].descriptor = descriptor
        if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
        return true
      }
      if isMade { return path }
    }
    return nil
  }

  /// Removes a path, if it is still there, and forgets it.
  public static func remove(_ path: String) {
    discard(path)
    forget(path)
  }

  /// Forgets a path that is no longer temporary.
  public static func forget(_ path: String) {
    entries.withLock { entries in
      for entry in entries where entry.path == path && entry.descriptor >= 0 { close(entry.descriptor) }
      entries.removeAll { $0.path == path }
    }
  }

  /// Removes all that is listed, for a process that ends now.
  ///
  /// - Parameter end: ends the process. The list stays locked while it runs: nobody makes new files meanwhile.
  public static func removeAll(_ end: () -> Void) {
    entries.withLock { entries in
      for entry in entries.reversed() { discard(entry.path) }
      end()
    }
  }

  /// Removes a file, or a folder with the files in it.
  static func discard(_ path: String) {
    guard path.withFileName({ unlink($0) }) != 0, errno == EISDIR else { return }
    // Another thread may be making a file in it.
    for _ in 0..<3 {
      for name in FileStatus.names(in: path) { "\(path)/\(name)".withFileName { _ = unlink($0) } }
      if path.withFileName({ rmdir($0) }) == 0 { return }
    }
  }

  /// Letters and digits that nobody can guess.
  private static func randomName() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<LeftBehind.randomCount).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }
}
