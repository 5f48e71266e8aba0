import Glibc

/// A folder that all tests of a run share; it is removed at the end of the run.
enum RunFolder {
  static let path: String = {
    let folder = TemporaryFolder()
    let path = folder.path
    kept = folder
    // A process that ends calls no deinit.
    atexit { kept = nil }
    return path
  }()

  nonisolated(unsafe) private static var kept: TemporaryFolder?
}
