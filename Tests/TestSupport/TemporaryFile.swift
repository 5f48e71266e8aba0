import Glibc

/// A file that exists as long as this does.
package final class TemporaryFile {
  package let path: String

  package init(_ bytes: [UInt8]) {
    var name = Array("/tmp/mmtrace-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    path = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    close(descriptor)
    replace(with: bytes)
  }

  deinit { unlink(path) }

  /// Writes other bytes in place of its own.
  package func replace(with bytes: [UInt8]) { try? Files.write(bytes, to: path) }
}
