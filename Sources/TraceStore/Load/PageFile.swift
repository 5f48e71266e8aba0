import Glibc

/// The pages behind those that SQLite made: numbered, and written many at a time.
struct PageFile: ~Copyable {
  /// Bytes of a page.
  let pageSize: Int
  private let descriptor: Int32
  /// Number that the next page gets.
  private(set) var next: UInt32
  /// Number of the first page in the buffer, and how many are in it.
  private var first: UInt32
  private var count = 0
  private let buffer: UnsafeMutableRawPointer

  /// Pages that are written at once.
  private static let capacity = 32

  /// Pages behind the first `pages` of a file.
  init(descriptor: Int32, pageSize: Int, pages: UInt32) {
    self.descriptor = descriptor
    self.pageSize = pageSize
    next = pages + 1
    first = next
    buffer = .allocate(byteCount: Self.capacity * pageSize, alignment: 4096)
  }

  deinit { buffer.deallocate() }

  /// Adds a page.
  ///
  /// - Parameter bytes: its content, `pageSize` of them.
  /// - Returns: its number.
  /// - Throws: `StoreError` when the file cannot be written.
  mutating func append(_ bytes: UnsafeRawPointer) throws(StoreError) -> UInt32 {
    // SQLite never uses the page with its lock bytes, at 1 GiB.
    if next == UInt32(0x4000_0000 / pageSize) + 1 {
      try flush()
      next += 1
      first = next
    }
    (buffer + count * pageSize).copyMemory(from: bytes, byteCount: pageSize)
    count += 1
    defer { next += 1 }
    if count == Self.capacity { try flush() }
    return next
  }

  /// Writes a page that is there already.
  func replace(_ number: UInt32, with bytes: UnsafeRawPointer) throws(StoreError) {
    try write(bytes, pageSize, to: number)
  }

  /// Writes what is still in memory, and tells SQLite how many pages there are.
  ///
  /// https://www.sqlite.org/fileformat2.html 1.3.7: the number at 28 counts while the one at 92 is that at 24. Both
  /// are counted up, so that a connection that has read the file before reads it again.
  mutating func finish() throws(StoreError) {
    try flush()
    var head = InlineArray<100, UInt8>(repeating: 0)
    let changed = withUnsafeMutableBytes(of: &head) { bytes in
      guard pread(descriptor, bytes.baseAddress, 100, 0) == 100 else { return false }
      let changes = UInt32(bigEndian: bytes.load(fromByteOffset: 24, as: UInt32.self)) &+ 1
      bytes.storeBytes(of: changes.bigEndian, toByteOffset: 24, as: UInt32.self)
      bytes.storeBytes(of: (next - 1).bigEndian, toByteOffset: 28, as: UInt32.self)
      bytes.storeBytes(of: changes.bigEndian, toByteOffset: 92, as: UInt32.self)
      return pwrite(descriptor, bytes.baseAddress, 100, 0) == 100
    }
    guard changed else { throw StoreError("", "cannot be written: \(FileStatus.message(errno))") }
  }

  private mutating func flush() throws(StoreError) {
    if count > 0 { try write(buffer, count * pageSize, to: first) }
    first = next + (count == Self.capacity ? 1 : 0)
    count = 0
  }

  private func write(_ bytes: UnsafeRawPointer, _ size: Int, to page: UInt32) throws(StoreError) {
    var done = 0
    while done < size {
      let written = pwrite(
        descriptor, bytes + done, size - done, off_t(page - 1) * off_t(pageSize) + off_t(done))
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw StoreError("", "cannot be written: \(FileStatus.message(errno))") }
      done += written
    }
  }
}
