import Glibc

/// A result that is written piece by piece: whole or absent under its name, or a stream that takes it as it comes.
public final class OutputFile {
  private let target: OutputTarget
  private let temporary: String?
  private var descriptor: Int32
  /// Whether the reader of a pipe went away: the rest is dropped, and that is no error.
  public private(set) var isClosed = false

  /// Begins to write.
  ///
  /// - Throws: `StoreError` when it cannot be made; nothing is left behind then.
  public init(_ target: OutputTarget) throws(StoreError) {
    self.target = target
    if target.isStream {
      temporary = nil
      descriptor = try target.openStream()
    } else {
      let made = try TemporaryFiles.make(in: target.folder, for: target.path)
      temporary = made.path
      descriptor = made.descriptor
      target.copyRights(to: descriptor)
    }
  }

  deinit { abandon() }

  /// Writes the next bytes.
  public func write(_ bytes: Span<UInt8>) throws(StoreError) {
    try bytes.withUnsafeBytes { (bytes) throws(StoreError) in try write(bytes) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    var rest = bytes
    while !rest.isEmpty, !isClosed {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      } else if errno == EPIPE, temporary == nil {
        isClosed = true
      } else if errno != EINTR {
        throw failure()
      }
    }
  }

  /// Everything is on the disk under its name when this returns.
  ///
  /// - Throws: `StoreError` when it cannot; what was there is as it was then.
  public func finish() throws(StoreError) {
    guard descriptor >= 0 else { return }
    if let temporary {
      // Some file systems cannot sync; they say EINVAL and lose nothing by it.
      guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure() }
      try target.publish(temporary)
      TemporaryFiles.forget(temporary)
    } else if close(descriptor) != 0, errno != EINTR, !isClosed {
      descriptor = -1
      throw failure()
    }
    descriptor = -1
  }

  private func abandon() {
    guard descriptor >= 0 else { return }
    if let temporary { TemporaryFiles.remove(temporary) } else { close(descriptor) }
    descriptor = -1
  }

  private func failure() -> StoreError {
    StoreError(target.path, "cannot be written: \(FileStatus.message(errno))")
  }
}
