import TraceStore

/// A folder for temporary databases and what else a command needs; gone when the last reference is.
final class TemporaryFolder {
  let path: String

  /// Makes it in TMPDIR, or where large files may be.
  init() throws(Complaint) {
    // /tmp is often memory; by custom, /var/tmp is a disk.
    let parents = [StartingPoint.environment("TMPDIR") ?? "/var/tmp", "/tmp"]
    guard let made = TemporaryFiles.makeFolder(in: parents) else {
      throw Complaint("temporary folder", "cannot be made", hints: ["TMPDIR=FOLDER says where"])
    }
    path = made
  }

  deinit { TemporaryFiles.remove(path) }
}
