import Glibc
import TraceStore

/// A folder that takes a database for each recording of a run.
struct DatabaseFolder {
  private let folder: String
  /// Databases of this run, with the recordings that they were made of.
  private var made: [String: String] = [:]

  /// Whether `path` means a folder: by its slash, or because one is there.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return path.hasSuffix("/")
      || (path.withFileName { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR)
  }

  /// The folder at `path`, which is made where it is not there.
  init(_ path: String) throws(Complaint) {
    folder = path.hasSuffix("/") ? path : path + "/"
    let code = folder.withFileName { mkdir($0, 0o777) == 0 ? 0 : errno }
    guard code == 0 || Self.isThere(folder) else {
      throw Complaint(path, "cannot be made: \(String(cString: strerror(code)).lowercased())")
    }
  }

  /// Where the database of a recording goes.
  ///
  /// - Throws: `Complaint` when another recording of this run has its place.
  mutating func path(for recording: String) throws(Complaint) -> String {
    let path = folder + IngestedTrace.baseName(IngestedTrace.databasePath(for: recording))
    if let other = made[path] {
      throw Complaint(
        recording, "would have the same database as \(other): \(path)", hints: ["-o DB gives it a name"])
    }
    made[path] = recording
    return path
  }

  private static func isThere(_ folder: String) -> Bool { folder.withFileName { access($0, F_OK) } == 0 }
}
