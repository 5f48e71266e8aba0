/// Walks the compressed chunks of one CPU: u32 count, then { u32 packed size; u32 size; packed bytes }.
///
/// There is no index: each header leads to the next (trace-cmd.dat.v7(5), "flyrecord").
struct ChunkWalk {
  /// What `nextChunk` came to.
  enum Step {
    case chunk
    case end
    case damaged(String, offset: Int)
  }

  /// Packed bytes of the current chunk in the file, nil between chunks.
  private(set) var current: Range<Int>?
  /// What the file says the current chunk's size is when inflated.
  private(set) var size = 0
  private var read = 0
  private var left: UInt32?
  /// Whether a header could not be read, so that where the next is cannot be known.
  private(set) var isCutOff = false
  private let pageSize: Int

  /// trace-cmd compresses ten sub-buffers at a time.
  static let pagesLimit = 16

  /// A walk before the first chunk of sub-buffers of `pageSize` bytes.
  init(pageSize: Int) {
    self.pageSize = pageSize
  }

  /// Leaves the current chunk.
  mutating func finish() { current = nil }

  /// The next sub-buffer of the current chunk, whose bytes are `chunk`; nil at its end.
  mutating func nextPage(of chunk: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard read < chunk.count else { return nil }
    let start = read
    read = min(read + pageSize, chunk.count)
    return UnsafeRawBufferPointer(rebasing: chunk[start..<read])
  }

  /// Goes to the chunk whose header is at `position`.
  mutating func nextChunk(
    of file: UnsafeRawBufferPointer, range: Range<Int>, from position: inout Int, bigEndian: Bool
  ) -> Step {
    let data = UnsafeRawBufferPointer(rebasing: file[..<range.upperBound])
    var reader = ByteReader(RawSpan(_unsafeBytes: data), bigEndian: bigEndian, at: UInt64(position))
    defer { position = reader.position }
    do throws(OutOfBytes) {
      let count: UInt32
      if let left { count = left } else { count = try reader.integer() }
      left = count
      guard count > 0 else { return .end }
      let start = reader.position
      let (packed, size): (UInt32, UInt32) = (try reader.integer(), try reader.integer())
      let bytes = try reader.take(UInt64(packed))
      left = count - 1
      // A larger promise is damage, and not worth the memory.
      guard Int(size) <= Self.pagesLimit * pageSize else {
        return .damaged("a compressed chunk says it has \(size) bytes", offset: start)
      }
      (current, self.size, read) = (bytes, Int(size), 0)
      return .chunk
    } catch {
      // Where the next header would be is unknown.
      left = 0
      isCutOff = true
      return .damaged("a compressed chunk is cut off", offset: error.offset)
    }
  }
}
