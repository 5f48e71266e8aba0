internal import CCrypto
internal import Glibc
internal import Synchronization

/// SHA-256 of a file, computed on a second thread while the file is ingested.
///
/// It reads the file by itself: hashing through the mapping would keep all of it resident.
///
/// Whoever starts one must `finish` or `cancel` it on every path: a thread that hashes while the process exits
/// uses what the crypto library has just freed.
final class FileDigest: Sendable {
  private let given: GivenBytes
  private let thread: pthread_t?
  private let shared = Shared()

  /// What both threads see.
  private final class Shared: Sendable {
    let isCancelled = Atomic<Bool>(false)
    let isJoined = Atomic<Bool>(false)
    let digest = Mutex<String?>(nil)
  }

  private final class Task: Sendable {
    let given: GivenBytes
    let shared: Shared

    init(_ given: GivenBytes, _ shared: Shared) { (self.given, self.shared) = (given, shared) }
  }

  /// Starts hashing.
  init(_ given: GivenBytes) {
    self.given = given
    let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      if let argument {
        let task = Unmanaged<Task>.fromOpaque(argument).takeRetainedValue()
        FileDigest.compute(task.given, task.shared)
      }
      return nil
    }
    let argument = Unmanaged.passRetained(Task(given, shared))
    var started = pthread_t()
    if pthread_create(&started, nil, start, argument.toOpaque()) == 0 {
      thread = started
    } else {
      argument.release()
      thread = nil
      Self.compute(given, shared)
    }
  }

  /// The digest in hexadecimal, nil when the file could not be read.
  ///
  /// Waits for it.
  func finish() -> String? {
    join()
    return shared.digest.withLock(\.self)
  }

  /// Lets the thread end early and waits for its end; does nothing after `finish`.
  func cancel() {
    shared.isCancelled.store(true, ordering: .relaxed)
    join()
  }

  private func join() {
    guard let thread, !shared.isJoined.exchange(true, ordering: .relaxed) else { return }
    pthread_join(thread, nil)
  }

  private static func compute(_ given: GivenBytes, _ shared: Shared) {
    guard let context = EVP_MD_CTX_new() else { return }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { return }
    let size = 1 << 18
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    var place: off_t = 0
    while true {
      if shared.isCancelled.load(ordering: .relaxed) { return }
      let count = pread(given.descriptor, buffer, size, place)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return }
      if count == 0 { break }
      place += off_t(count)
      guard EVP_DigestUpdate(context, buffer, count) == 1 else { return }
    }
    var bytes = [UInt8](repeating: 0, count: 32)
    guard EVP_DigestFinal_ex(context, &bytes, nil) == 1 else { return }
    let digits = Array("0123456789abcdef".utf8)
    let text = String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    shared.digest.withLock { $0 = text }
  }
}
