import Glibc

/// Small files of the kernel, which are read and written whole.
enum SystemFile {
  /// A file's bytes; nil when it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes += chunk.prefix(count)
    }
  }

  /// A file's text, without the newline at its end; empty when it cannot be read.
  static func text(_ path: String) -> String {
    var bytes = bytes(path) ?? []
    if bytes.last == 10 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Hands a line to the kernel in one write, added to what is there (nothing is truncated).
  ///
  /// - Returns: 0, or what went wrong as errno has it.
  @discardableResult
  static func write(_ line: String, to path: String) -> Int32 {
    let file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { return errno }
    defer { close(file) }
    let bytes = Array((line + "\n").utf8)
    return Glibc.write(file, bytes, bytes.count) == bytes.count ? 0 : errno
  }

  /// Empties a file, as the kernel takes the opening for it.
  static func empty(_ path: String) {
    let file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    if file >= 0 { close(file) }
  }

  /// Names in a folder, without those that begin with a dot.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
