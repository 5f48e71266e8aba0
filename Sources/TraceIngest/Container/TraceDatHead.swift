/// The fixed head of a trace.dat: trace-cmd.dat.v6(5), trace-cmd.dat.v7(5).
struct TraceDatHead: Sendable {
  /// 6 or 7.
  var version = 0
  /// Byte order of the recorded machine: of every integer in the file and of its sub-buffers.
  var isBigEndian = false
  /// `long` of the recorder's user space, not of the kernel.
  var longSize = 8
  /// Size of a sub-buffer of the top buffer.
  var pageSize = 4096
  var compression = Compression.none
  /// Where the body begins (6), or the first section of options (7).
  var body: UInt64 = 0

  /// Bytes every trace.dat begins with.
  static let magic: StaticString = "\u{17}\u{08}Dtracing"

  /// The kernel's sub-buffers have 4 KiB to 128 pages, of up to 64 KiB each.
  static let pageSizes = 256...(8 << 20)

  /// Whether `bytes` begin like a trace.dat.
  static func matches(_ bytes: RawSpan) -> Bool {
    var reader = ByteReader(bytes, bigEndian: false)
    return reader.accept(magic)
  }

  /// Reads the head of the file called `path`.
  init(_ bytes: RawSpan, path: String) throws(IngestError) {
    guard Self.matches(bytes) else { throw IngestError(path, "is not a trace.dat", offset: 0) }
    let unsupported: String?
    do throws(OutOfBytes) {
      unsupported = try parse(bytes)
    } catch {
      throw IngestError(path, "ends inside its header", offset: UInt64(error.offset))
    }
    if let unsupported {
      throw IngestError(
        path, unsupported, offset: UInt64(Self.magic.utf8CodeUnitCount),
        hint: "mmtrace reads versions 6 and 7, uncompressed or with zstd or zlib")
    }
    guard Self.pageSizes.contains(pageSize) else {
      throw IngestError(path, "has sub-buffers of \(pageSize) bytes in its header")
    }
  }

  /// - Returns: what mmtrace cannot read about it, nil when it can.
  private mutating func parse(_ bytes: RawSpan) throws(OutOfBytes) -> String? {
    var reader = ByteReader(bytes, bigEndian: false, at: UInt64(Self.magic.utf8CodeUnitCount))
    let name = try reader.string()
    guard let number = Int(name), 6...7 ~= number else {
      return "is a trace.dat of version \(name.prefix(20))"
    }
    version = number
    isBigEndian = try reader.integer(UInt8.self) == 1
    longSize = Int(try reader.integer(UInt8.self))
    reader = ByteReader(bytes, bigEndian: isBigEndian, at: UInt64(reader.position))
    pageSize = Int(try reader.integer(UInt32.self))
    if version == 7 {
      let method = try reader.string()
      _ = try reader.string()  // version of the library
      guard let known = Compression(rawValue: method) else {
        return "is compressed with \(method.prefix(20))"
      }
      compression = known
      body = try reader.integer()
    } else {
      body = UInt64(reader.position)
    }
    return nil
  }
}
