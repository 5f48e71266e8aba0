import Glibc
import TraceStore

/// The recordings that a name stands for: itself, or those of a folder.
enum RecordingFiles {
  /// Files of the folder `path` that are recordings or databases by their names; else `path` itself.
  ///
  /// Where a recording has its database beside it, that is taken, since it is read faster; unless the recording is
  /// newer, and may be another one by now.
  static func list(_ path: String) throws(Complaint) -> [String] {
    guard !isSingle(path), let folder = path.withFileName({ opendir($0) }) else { return [path] }
    defer { closedir(folder) }
    var byDatabase: [String: [String]] = [:]
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        FileName.decode(Array(bytes.prefix { $0 != 0 }))
      }
      guard !name.hasPrefix("."), isRecording(name) else { continue }
      let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      let database = name.hasSuffix(".db") ? file : IngestedTrace.databasePath(for: file)
      byDatabase[database, default: []].append(file)
    }
    guard !byDatabase.isEmpty else {
      throw Complaint(path, "a folder without recordings", hints: ["they end in .dat, .data, .txt or .db"])
    }
    return byDatabase.flatMap { standing(for: $1, database: $0) }.sorted()
  }

  /// Whether a name stands for one recording: no folder, or one that perf wrote.
  static func isSingle(_ path: String) -> Bool {
    var status = stat()
    guard path.withFileName({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      return true
    }
    return "\(path)/data".withFileName { access($0, F_OK) } == 0
  }

  /// Of recordings with the same name and the database beside them, those that are to be read.
  private static func standing(for files: [String], database: String) -> [String] {
    let recordings = files.filter { $0 != database }
    guard files.count > recordings.count else { return recordings }
    // Which one of several it was made of, nobody knows.
    guard recordings.count == 1 else { return recordings.isEmpty ? files : recordings }
    return changed(database) >= changed(recordings[0]) ? [database] : recordings
  }

  /// When a file was written last, in nanoseconds.
  private static func changed(_ path: String) -> Int {
    var status = stat()
    guard path.withFileName({ stat($0, &status) }) == 0 else { return 0 }
    return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }

  private static func isRecording(_ name: String) -> Bool {
    var bare = Substring(name)
    for ending in [".zst", ".gz"] where bare.hasSuffix(ending) { bare.removeLast(ending.count) }
    return [".db", ".dat", ".data", ".txt"].contains { bare.hasSuffix($0) && bare.count > $0.count }
  }
}
