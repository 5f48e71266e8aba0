import Glibc

/// What a file is, as far as its first bytes tell.
enum FileKind {
  /// A database of mmtrace.
  case ours
  /// Another SQLite database.
  case database
  /// A recording: trace.dat or perf.data, maybe compressed.
  case recording
  case other

  /// Looks at the file at `path`.
  init(_ path: String) throws(StoreError) {
    let descriptor = path.withFileName { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw StoreError(path, "cannot be read, so it is not replaced: \(FileStatus.message(errno))")
    }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 72)
    let count = read(descriptor, &head, head.count)
    let bytes = Array(head.prefix(max(0, count)))
    if bytes.starts(with: "SQLite format 3\0".utf8) {
      // application_id, big endian (sqlite.org/fileformat2.html, 1.3).
      let id = bytes.dropFirst(68).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      self = bytes.count == 72 && id == UInt32(bitPattern: StoreWriter.applicationID) ? .ours : .database
    } else if Self.recordings.contains(where: { bytes.starts(with: $0) }) {
      self = .recording
    } else {
      self = .other
    }
  }

  /// How trace.dat, perf.data, zstd and gzip begin.
  private static let recordings: [[UInt8]] = [
    [0x17, 0x08, 0x44] + Array("tracing".utf8), Array("PERFILE2".utf8), Array("2ELIFREP".utf8),
    [0x28, 0xb5, 0x2f, 0xfd], [0x1f, 0x8b],
  ]
}
