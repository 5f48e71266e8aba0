import Glibc
import Synchronization

/// Files and folders that must not outlive the process, also when a signal ends it.
enum TemporaryFiles {
  private static let paths = Mutex<[String]>([])

  /// Remembers a path.
  static func add(_ path: String) { paths.withLock { $0.append(path) } }

  /// Removes a path, if it is still there, and forgets it.
  static func remove(_ path: String) {
    discard(path)
    forget(path)
  }

  /// Forgets a path that is no longer temporary.
  static func forget(_ path: String) { paths.withLock { $0.removeAll { $0 == path } } }

  /// A new folder of our own for temporary databases, remembered; nil when none can be made.
  static func makeFolder() -> String? {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    for candidate in [parent, "/tmp"] {
      var template = Array("\(candidate)/mmtrace-XXXXXX".utf8CString)
      let made = template.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
      }
      guard let made else { continue }
      add(made)
      return made
    }
    return nil
  }

  /// From now on SIGINT, SIGTERM and SIGHUP remove what is remembered before they end the process, unless
  /// a command handles them itself (`Interruption`).
  ///
  /// The signals are blocked everywhere and taken by a thread of their own: a signal handler could not
  /// look at a list safely. SIGPIPE becomes an error of write().
  static func removeOnSignals() {
    signal(SIGPIPE, SIG_IGN)
    var ending = sigset_t()
    sigemptyset(&ending)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&ending, number) }
    pthread_sigmask(SIG_BLOCK, &ending, nil)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        var ending = sigset_t()
        sigemptyset(&ending)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&ending, number) }
        var number: Int32 = 0
        repeat { while sigwait(&ending, &number) != 0 {} } while Interruption.note()
        TemporaryFiles.paths.withLock { paths in
          for path in paths.reversed() { TemporaryFiles.discard(path) }
          // The lock is kept: nobody makes new files while the process ends by the signal.
          signal(number, SIG_DFL)
          var this = sigset_t()
          sigemptyset(&this)
          sigaddset(&this, number)
          pthread_sigmask(SIG_UNBLOCK, &this, nil)
          raise(number)
        }
        return nil
      }, nil)
    pthread_detach(thread)
  }

  /// Removes a file, or a folder with the files in it.
  private static func discard(_ path: String) {
    guard unlink(path) != 0, errno == EISDIR, let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { unlink("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
  }
}
