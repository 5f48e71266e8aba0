import Glibc

/// Where the recordings of Tests/Fixtures are.
func fixture(_ name: String, file: String = #filePath) -> String {
  let parts = file.split(separator: "/").dropLast(3)
  return "/" + parts.joined(separator: "/") + "/Fixtures/" + name
}

/// Bytes of a file, empty when it cannot be read.
func contents(of path: String) -> [UInt8] {
  guard let file = fopen(path, "rb") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
  return bytes
}

/// A file that exists as long as this does.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) {
    var name = Array("/tmp/mmtrace-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    path = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    close(descriptor)
    replace(with: bytes)
  }

  deinit { unlink(path) }

  /// Writes other bytes in place of its own.
  func replace(with bytes: [UInt8]) {
    guard let file = fopen(path, "wb") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}

/// Numbers that look random and are the same in every run.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}
