import Glibc

/// The folder beside the recording-to-be in which everything is written first.
///
/// It is named in a file of /run, so that a later run finds what one that was killed left.
struct RecordingFolder {
  let path: String
  private static let note = "/run/mmtrace.recording"

  /// Makes the folder for the recording at `output`.
  init(for output: String) throws(Complaint) {
    let name = IngestedTrace.baseName(output)
    let parent = output.dropLast(name.utf8.count)
    var whole = "\(parent)"
    if !whole.hasPrefix("/"), let here = getcwd(nil, 0) {
      whole = String(cString: here) + "/" + whole
      free(here)
    }
    path = "\(whole).\(name).recording"
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw Complaint(path, "cannot be made: \(String(cString: strerror(errno)).lowercased())")
    }
    TemporaryFiles.add(path)
    let file = open(Self.note, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return }
    let bytes = Array(path.utf8)
    _ = write(file, bytes, bytes.count)
    close(file)
  }

  /// Removes it.
  func remove() {
    TemporaryFiles.remove(path)
    unlink(Self.note)
  }

  /// Removes the folder of a recording that was killed.
  static func removeLeftover() -> Bool {
    let left = SystemFile.text(note)
    guard left.hasPrefix("/"), left.hasSuffix(".recording") else { return false }
    TemporaryFiles.remove(left)
    unlink(note)
    return true
  }
}
