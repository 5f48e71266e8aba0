import Glibc

/// A temporary file without a name: it is gone when the process ends, however it ends.
///
/// What cannot be mapped (a pipe, a compressed file) is written here first, so that memory does not grow
/// with it and every reader sees one kind of input.
struct SpoolFile: ~Copyable {
  /// For `/proc/self/fd`, and to map it.
  let descriptor: Int32
  /// Bytes handed to `write`.
  private(set) var count = 0
  private let buffer: UnsafeMutableRawBufferPointer
  private var filled = 0
  private let path: String

  private static let capacity = 1 << 20
  /// O_TMPFILE, which Glibc's module does not have; the same number on every machine Swift runs on.
  private static let temporaryFile = O_DIRECTORY | 0o20000000

  /// An empty spool for the input called `path`, which errors name.
  init(for path: String) throws(IngestError) {
    descriptor = try Self.create(path)
    self.path = path
    buffer = .allocate(byteCount: Self.capacity, alignment: 4096)
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  /// Does what can fail before any member is set: an `init` of a type with `deinit` cannot throw halfway.
  private static func create(_ path: String) throws(IngestError) -> Int32 {
    // /tmp is often memory; by custom, /var/tmp is a disk.
    for folder in ["/var/tmp", "/tmp"] {
      // Without a name from the beginning, where the file system can.
      let nameless = open(folder, temporaryFile | O_RDWR | O_CLOEXEC, 0o600)
      if nameless >= 0 { return nameless }
      var name = Array("\(folder)/mmtrace-XXXXXX".utf8CString)
      let named = mkstemp(&name)
      guard named >= 0 else { continue }
      unlink(name)
      _ = fcntl(named, F_SETFD, FD_CLOEXEC)
      return named
    }
    throw IngestError(
      path, "no temporary file for it: \(String(cString: strerror(errno)))",
      hint: "pipes and compressed files are unpacked in /var/tmp")
  }

  /// Appends `bytes`.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(IngestError) {
    var rest = bytes
    while !rest.isEmpty {
      let part = min(rest.count, Self.capacity - filled)
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + part])
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<part]))
      filled += part
      if filled == Self.capacity { try flush() }
      rest = UnsafeRawBufferPointer(rebasing: rest[part...])
    }
    count += bytes.count
  }

  /// Writes what is buffered; to be called before the file is mapped.
  mutating func flush() throws(IngestError) {
    var done = 0
    while done < filled {
      let from = buffer.baseAddress.map { UnsafeRawPointer($0 + done) }
      let written = Glibc.write(descriptor, from, filled - done)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        throw IngestError(
          path, "cannot be unpacked into /var/tmp: \(String(cString: strerror(errno)))")
      }
      done += written
    }
    filled = 0
  }

  /// Appends all that comes from `source`, a pipe or the like.
  mutating func copy(from source: Int32) throws(IngestError) {
    while true {
      if filled == Self.capacity { try flush() }
      let to = buffer.baseAddress.map { $0 + filled }
      let got = read(source, to, Self.capacity - filled)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw IngestError(path, "cannot read: \(String(cString: strerror(errno)))")
      }
      guard got > 0 else { break }
      filled += got
      count += got
    }
    try flush()
  }
}
