internal import CCrypto
internal import Glibc

/// SHA-256 of a file, computed on a second thread while the file is ingested.
///
/// It reads the file by itself: hashing through the mapping would keep all of it resident.
final class FileDigest: @unchecked Sendable {
  private let path: String
  private var thread = pthread_t()
  private var isRunning = false
  // Written by the thread alone, read after it was joined.
  private var digest: String?

  /// Starts hashing the file at `path`.
  init(path: String) {
    self.path = path
    let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      if let argument { Unmanaged<FileDigest>.fromOpaque(argument).takeRetainedValue().compute() }
      return nil
    }
    let argument = Unmanaged.passRetained(self)
    if pthread_create(&thread, nil, start, argument.toOpaque()) == 0 {
      isRunning = true
    } else {
      argument.release()
      compute()
    }
  }

  /// The digest in hexadecimal, nil when the file could not be read.
  ///
  /// Waits for it.
  func finish() -> String? {
    if isRunning { pthread_join(thread, nil) }
    isRunning = false
    return digest
  }

  private func compute() {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0, let context = EVP_MD_CTX_new() else { return }
    defer {
      close(file)
      EVP_MD_CTX_free(context)
    }
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { return }
    let size = 1 << 18
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = read(file, buffer, size)
      guard count > 0 else {
        if count < 0 { return }
        break
      }
      guard EVP_DigestUpdate(context, buffer, count) == 1 else { return }
    }
    var bytes = [UInt8](repeating: 0, count: 32)
    guard EVP_DigestFinal_ex(context, &bytes, nil) == 1 else { return }
    let digits = Array("0123456789abcdef".utf8)
    digest = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
