import Glibc
import TraceStore

/// Query files in a folder that the user names.
enum QueryFolder {
  /// Every `.sql` file in `folder` and its subfolders: its path below `folder`, and its text.
  ///
  /// - Throws: `QueryError` when the folder or a file cannot be read.
  static func files(in folder: String) throws(QueryError) -> [(path: String, text: String)] {
    var found: [(path: String, text: String)] = []
    for name in try names(in: folder) {
      if name.hasSuffix(".sql") { found.append((name, try text(of: "\(folder)/\(name)"))) }
      guard isFolder("\(folder)/\(name)") else { continue }
      for inner in try names(in: "\(folder)/\(name)") where inner.hasSuffix(".sql") {
        found.append(("\(name)/\(inner)", try text(of: "\(folder)/\(name)/\(inner)")))
      }
    }
    return found
  }

  private static func names(in folder: String) throws(QueryError) -> [String] {
    guard let stream = folder.withFileName({ opendir($0) }) else { throw failure(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        FileName.decode(Array(bytes.prefix { $0 != 0 }))
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func text(of path: String) throws(QueryError) -> String {
    guard let file = path.withFileName({ fopen($0, "re") }) else { throw failure(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      bytes += buffer[..<count]
      if count < buffer.count { break }
    }
    guard ferror(file) == 0 else { throw failure(path) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func failure(_ path: String) -> QueryError {
    QueryError(.wrongFile, path, String(cString: strerror(errno)).lowercased())
  }
}
