import Glibc

/// Standard output: only the answer goes there, through one buffer.
struct StandardOutput: ~Copyable {
  private var buffer: [UInt8] = []
  private let descriptor: Int32
  private let name: String
  private var isClosed = false

  /// Writes to standard output.
  init() {
    descriptor = STDOUT_FILENO
    name = "standard output"
    buffer.reserveCapacity(1 << 16)
  }

  /// Adds text to the answer.
  ///
  /// - Throws: `Complaint` when it cannot be written. A reader that has gone away is no error: what is
  ///   left is dropped.
  mutating func write(_ text: String) throws(Complaint) {
    buffer += text.utf8
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Hands everything to the reader; call it when the answer is complete.
  mutating func flush() throws(Complaint) {
    var start = 0
    while start < buffer.count, !isClosed {
      let written = buffer[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        start += written
      } else if errno == EPIPE {
        isClosed = true
      } else if errno != EINTR {
        throw Complaint(name, "cannot be written: \(String(cString: strerror(errno)).lowercased())")
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes a whole answer.
  static func answer(_ text: String) throws(Complaint) {
    var output = StandardOutput()
    try output.write(text)
    try output.flush()
  }
}
