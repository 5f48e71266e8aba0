import Glibc

/// The file of a database that is being written: under a temporary name until it is complete.
struct DatabaseFile {
  /// Where the database will be.
  let destination: String
  /// Where it is being written, in the same folder, so that a rename is enough.
  let temporary: String
  /// Whether a file at `destination` may be replaced.
  let replacing: Bool

  /// Plans to write `destination`.
  ///
  /// - Throws: `StoreError` when there is a file already that may not be replaced.
  init(_ destination: String, replacing: Bool) throws(StoreError) {
    self.destination = destination
    self.replacing = replacing
    let name = destination.split(separator: "/").last.map(String.init) ?? destination
    let folder = String(destination.dropLast(name.count))
    // Hidden and not named .db: what a killed process leaves behind is not taken for a database.
    temporary = "\(folder).\(name).mmtrace-\(getpid()).tmp"
    guard replacing || access(destination, F_OK) != 0 else { throw existing }
    remove()
  }

  /// Removes the temporary file, if there is one.
  func remove() {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
  }

  /// Brings the temporary file to the disk and gives it its name.
  ///
  /// - Throws: `StoreError` when the disk or the folder refuses; the temporary file is still there then.
  func publish() throws(StoreError) {
    try sync(temporary, O_RDONLY)
    if replacing {
      guard rename(temporary, destination) == 0 else { throw failure("cannot be named") }
    } else if link(temporary, destination) == 0 {
      // Unlike rename(), link() never replaces a file that appeared meanwhile.
      unlink(temporary)
    } else {
      guard errno != EEXIST, access(destination, F_OK) != 0 else { throw existing }
      // A file system without hard links gets the check and the rename in two steps.
      guard rename(temporary, destination) == 0 else { throw failure("cannot be named") }
    }
    let folder = destination.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    try sync(folder.isEmpty ? "." : folder.joined(separator: "/") + "/", O_RDONLY | O_DIRECTORY)
  }

  private var existing: StoreError { StoreError(destination, "exists already") }

  private func failure(_ what: String) -> StoreError {
    StoreError(destination, "\(what): \(String(cString: strerror(errno)))")
  }

  private func sync(_ path: String, _ flags: Int32) throws(StoreError) {
    let descriptor = open(path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot be opened to sync it") }
    defer { close(descriptor) }
    // A folder of some file systems cannot be synced; they say EINVAL and lose nothing by it.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("cannot be written to the disk") }
  }
}
