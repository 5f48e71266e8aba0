import Glibc
import TraceStore

/// The recordings that a name stands for: itself, or those of a folder.
enum RecordingFiles {
  /// Files of the folder `path` that are recordings or databases by their names; else `path` itself.
  ///
  /// Where a recording has its database beside it, that is taken: it is read faster.
  static func list(_ path: String) throws(Complaint) -> [String] {
    guard let folder = path.withFileName({ opendir($0) }) else { return [path] }
    defer { closedir(folder) }
    var byDatabase: [String: String] = [:]
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        FileName.decode(Array(bytes.prefix { $0 != 0 }))
      }
      guard !name.hasPrefix("."), isRecording(name) else { continue }
      let file = "\(path)/\(name)"
      let database = name.hasSuffix(".db") ? file : IngestedTrace.databasePath(for: file)
      if byDatabase[database] == nil || name.hasSuffix(".db") { byDatabase[database] = file }
    }
    guard !byDatabase.isEmpty else {
      throw Complaint(path, "a folder without recordings", hints: ["they end in .dat, .data, .txt or .db"])
    }
    return byDatabase.values.sorted()
  }

  private static func isRecording(_ name: String) -> Bool {
    var bare = Substring(name)
    for ending in [".zst", ".gz"] where bare.hasSuffix(ending) { bare.removeLast(ending.count) }
    return [".db", ".dat", ".data", ".txt"].contains { bare.hasSuffix($0) && bare.count > $0.count }
  }
}
