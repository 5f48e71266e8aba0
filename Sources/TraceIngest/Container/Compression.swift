internal import CZlib
internal import CZstd

/// How the sections of a version 7 trace.dat are compressed: the name in its header.
enum Compression: String, Sendable {
  case none
  case zstd
  case zlib
}

/// Inflates compressed blocks, each of which stands alone.
///
/// One context serves every CPU: blocks are inflated in one call into a buffer of known size, so zstd
/// needs no window of its own (a streaming context would hold megabytes per CPU).
struct Inflater: ~Copyable {
  private let method: Compression
  private let zstd: OpaquePointer?

  /// An inflater for `method`.
  init(_ method: Compression) {
    self.method = method
    zstd = method == .zstd ? ZSTD_createDCtx() : nil
  }

  deinit {
    ZSTD_freeDCtx(zstd)
  }

  /// Inflates `source` into `target`.
  ///
  /// - Returns: bytes written, nil when the block is damaged or larger than `target`.
  func inflate(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int? {
    guard let from = source.baseAddress, let to = target.baseAddress else { return nil }
    switch method {
    case .none:
      guard source.count <= target.count else { return nil }
      target.copyMemory(from: source)
      return source.count
    case .zstd:
      guard let zstd else { return nil }
      let written = ZSTD_decompressDCtx(zstd, to, target.count, from, source.count)
      return ZSTD_isError(written) == 0 ? written : nil
    case .zlib:
      var written = uLongf(target.count)
      let result = uncompress(
        to.assumingMemoryBound(to: UInt8.self), &written,
        from.assumingMemoryBound(to: UInt8.self), uLong(source.count))
      return result == Z_OK ? Int(written) : nil
    }
  }
}
