import Glibc

/// Files that tests write.
enum Files {
  struct Failure: Error {
    var path: String
  }

  /// Writes a file.
  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Failure(path: path) }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw Failure(path: path) }
  }
}
