import Glibc

/// Where a report goes: standard output, or a file that is whole or absent.
enum ReportOutput {
  /// Writes text to `path`, or to standard output when that is nil or `-`.
  ///
  /// - Throws: `Complaint` when it cannot be written; a file that was there is as it was then.
  static func write(_ text: String, to path: String?) throws(Complaint) {
    guard let path, path != "-" else { return try StandardOutput.answer(text) }
    try write(Array(text.utf8), toFile: path)
  }

  /// Writes bytes to a new file beside `path`, which then takes its name.
  static func write(_ bytes: [UInt8], toFile path: String) throws(Complaint) {
    let temporary = "\(path).\(getpid()).tmp"
    TemporaryFiles.add(temporary)
    guard let file = fopen(temporary, "we") else {
      TemporaryFiles.forget(temporary)
      throw failure(path)
    }
    let written = fwrite(bytes, 1, bytes.count, file)
    let isClosed = fclose(file) == 0
    guard written == bytes.count, isClosed, rename(temporary, path) == 0 else {
      let complaint = failure(path)
      TemporaryFiles.remove(temporary)
      throw complaint
    }
    TemporaryFiles.forget(temporary)
  }

  private static func failure(_ path: String) -> Complaint {
    Complaint(path, "cannot be written: \(String(cString: strerror(errno)).lowercased())")
  }
}
