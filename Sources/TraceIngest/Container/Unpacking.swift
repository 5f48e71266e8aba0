internal import CZlib
internal import CZstd

/// How a whole file is compressed, told by its first bytes.
enum FileCompression: String {
  case zstd
  case gzip

  /// nil when `bytes` begin like neither.
  init?(_ bytes: RawSpan) {
    var reader = ByteReader(bytes, bigEndian: false)
    if reader.accept("\u{1f}") {
      guard let next = try? reader.integer(UInt8.self), next == 0x8b else { return nil }
      self = .gzip
    } else {
      // RFC 8878: a frame, or one of the skippable frames that pzstd puts first.
      guard let magic = try? reader.integer(UInt32.self) else { return nil }
      guard magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50 else { return nil }
      self = .zstd
    }
  }
}

/// Inflates a stream piece by piece into a spool, with memory that depends on neither's size.
struct Unpacker: ~Copyable {
  private let zstd: OpaquePointer?
  private let gzip: UnsafeMutablePointer<z_stream>?
  private let output: UnsafeMutableRawBufferPointer
  /// Whether the last call of `unpack` stopped where a frame or member ends.
  private(set) var isAtEnd = false

  /// An unpacker for `method`; one that does nothing when there is no memory for it.
  init(_ method: FileCompression) {
    output = .allocate(byteCount: 1 << 18, alignment: 64)
    zstd = method == .zstd ? ZSTD_createDStream() : nil
    var stream: UnsafeMutablePointer<z_stream>?
    if method == .gzip {
      let fresh = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      fresh.initialize(to: z_stream())
      // 31: a window of 32 KiB, and a gzip head.
      inflateInit2_(fresh, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      stream = fresh
    }
    gzip = stream
  }

  deinit {
    ZSTD_freeDStream(zstd)
    if let gzip {
      inflateEnd(gzip)
      gzip.deallocate()
    }
    output.deallocate()
  }

  /// Inflates all of `input` into `spool`.
  ///
  /// - Parameters:
  ///   - input: the next bytes of the stream.
  ///   - spool: takes what they stand for.
  ///   - limit: bytes that the spool may have in the end: a few bytes can stand for terabytes.
  /// - Returns: nil when all went well, else what is wrong; what came before it is in the spool.
  /// - Throws: when the spool cannot be written.
  mutating func unpack(
    _ input: UnsafeRawBufferPointer, into spool: inout SpoolFile, limit: Int
  ) throws(IngestError) -> String? {
    gzip == nil
      ? try unpackZstd(input, into: &spool, limit: limit) : try unpackGzip(input, into: &spool, limit: limit)
  }

  private mutating func unpackZstd(
    _ input: UnsafeRawBufferPointer, into spool: inout SpoolFile, limit: Int
  ) throws(IngestError) -> String? {
    guard let zstd else { return "no memory to unpack it" }
    var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var isFull = false
    // A full buffer may mean that more of the output waits inside the context.
    while from.pos < from.size || isFull {
      var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let result = ZSTD_decompressStream(zstd, &to, &from)
      try spool.write(UnsafeRawBufferPointer(rebasing: output[..<to.pos]))
      guard ZSTD_isError(result) == 0 else { return String(cString: ZSTD_getErrorName(result)) }
      guard spool.count <= limit else { return "it expands beyond all reason" }
      isAtEnd = result == 0
      isFull = to.pos == to.size
    }
    return nil
  }

  private mutating func unpackGzip(
    _ input: UnsafeRawBufferPointer, into spool: inout SpoolFile, limit: Int
  ) throws(IngestError) -> String? {
    guard let gzip, let base = input.baseAddress else { return nil }
    gzip.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
    gzip.pointee.avail_in = uInt(clamping: input.count)
    var isFull = false
    while gzip.pointee.avail_in > 0 || isFull {
      // Members may follow one another, as `cat a.gz b.gz` makes them.
      if isAtEnd, inflateReset(gzip) != Z_OK { return "not a gzip stream" }
      isAtEnd = false
      gzip.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      gzip.pointee.avail_out = uInt(output.count)
      let result = inflate(gzip, Z_NO_FLUSH)
      let made = output.count - Int(gzip.pointee.avail_out)
      try spool.write(UnsafeRawBufferPointer(rebasing: output[..<made]))
      guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
        return "the gzip stream is damaged"
      }
      guard spool.count <= limit else { return "it expands beyond all reason" }
      isAtEnd = result == Z_STREAM_END
      isFull = gzip.pointee.avail_out == 0
      if result == Z_BUF_ERROR, made == 0 { break }
    }
    return nil
  }
}
