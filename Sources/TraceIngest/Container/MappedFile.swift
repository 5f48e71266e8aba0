internal import CMapGuard
internal import Glibc
internal import TraceStore

/// A file mapped for reading, unmapped when it goes.
///
/// The pages are the page cache's own: nothing is copied, and `forget` gives them back, so that resident
/// memory does not grow with the file. A page that the file no longer has when it is read is zeros
/// (`CMapGuard`); `InputWatch` finds that out.
struct MappedFile: ~Copyable {
  /// Path as given, for messages.
  let path: String
  private let base: UnsafeMutableRawPointer?
  /// Size when it was opened.
  let count: Int
  private let slot: Int32

  /// Maps the file at `path`.
  init(path: String) throws(IngestError) {
    (base, count, slot) = try Self.map(path)
    self.path = path
  }

  /// Maps the open file `descriptor`, which may be closed afterwards; `path` is for messages.
  init(descriptor: Int32, path: String) throws(IngestError) {
    (base, count, slot) = try Self.map(descriptor, path)
    self.path = path
  }

  deinit {
    mapguard_remove(slot)
    if let base { munmap(base, count) }
  }

  /// Does what can fail before any member is set: an `init` of a type with `deinit` cannot throw halfway.
  private static func map(_ path: String) throws(IngestError) -> (UnsafeMutableRawPointer?, Int, Int32) {
    let descriptor = path.withFileName { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw IngestError(path, "cannot open: \(message(errno))") }
    defer { close(descriptor) }
    return try map(descriptor, path)
  }

  private static func map(
    _ descriptor: Int32, _ path: String
  ) throws(IngestError) -> (UnsafeMutableRawPointer?, Int, Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw IngestError(path, "cannot read: \(message(errno))") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw IngestError(
        path, "is not a regular file", hint: "a pipe or directory cannot be mapped; save it to a file first")
    }
    // mmap refuses a length of 0.
    guard status.st_size > 0 else { return (nil, 0, -1) }
    let size = Int(status.st_size)
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw IngestError(path, "cannot map: \(message(errno))")
    }
    let slot = mapguard_add(base, size)
    guard slot >= 0 else {
      munmap(base, size)
      throw IngestError(path, "cannot map: too many files are mapped")
    }
    return (base, size, slot)
  }

  private static func message(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// The whole file.
  var bytes: RawSpan {
    @_lifetime(borrow self)
    get { _overrideLifetime(RawSpan(_unsafeBytes: buffer), borrowing: self) }
  }

  /// The whole file for the streams, which keep positions in it for as long as the owner of this lives.
  var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Gives back the memory of whole pages inside `range`; reading them again reads the file again.
  func forget(_ range: Range<Int>) { Self.forget(range, of: buffer) }

  /// `forget` for those who have only the mapping.
  static func forget(_ range: Range<Int>, of mapping: UnsafeRawBufferPointer) {
    let pageMask = 4095
    let from = (range.lowerBound + pageMask) & ~pageMask
    let to = min(range.upperBound, mapping.count) & ~pageMask
    guard from < to, let base = mapping.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + from), to - from, MADV_DONTNEED)
  }
}
