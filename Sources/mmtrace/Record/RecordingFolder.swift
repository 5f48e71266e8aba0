import Glibc
import TraceStore

/// The folder beside the recording-to-be in which everything is written first.
///
/// It is named in a file of /run, so that the next run finds what one that was killed left.
struct RecordingFolder {
  let path: String
  private static let note = "/run/mmtrace.recording"

  /// Makes the folder for the recording at `output`.
  init(for output: String) throws(Complaint) {
    var parent = String(output.dropLast(IngestedTrace.baseName(output).count))
    if !parent.hasPrefix("/"), let here = getcwd(nil, 0) {
      parent = "\(String(cString: here))/\(parent)"
      free(here)
    }
    guard let made = TemporaryFiles.makeFolder(in: [parent]) else {
      throw Complaint(output, "no folder can be made beside it")
    }
    path = made
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
    guard left.hasPrefix("/"), IngestedTrace.baseName(left).hasPrefix("mmtrace-") else { return false }
    TemporaryFiles.remove(left)
    unlink(note)
    return true
  }
}
