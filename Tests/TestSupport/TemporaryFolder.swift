import Glibc

/// A folder of its own for a test; it is removed with everything in it when the test lets go of it.
package final class TemporaryFolder {
  package let path: String

  package init() {
    var template = Array("/tmp/mmtrace-test-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let made = mkdtemp(base) else { fatalError("mkdtemp failed") }
      return String(cString: made)
    }
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    // A program that a test ran may have made folders in it.
    if rmdir(path) != 0 { _ = Shell.output(of: "rm -rf '\(path)'") }
  }

  /// Every file in it, hidden ones too, sorted.
  package var names: [String] { Files.names(in: path) }
}
