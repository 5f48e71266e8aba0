/// Inflated chunks of the CPUs that are being read.
///
/// A chunk is some sub-buffers that were compressed together (ten, when trace-cmd wrote them). While its
/// budget lasts each stream has a place of its own here; beyond that (very many CPUs with large
/// sub-buffers) streams share places and a chunk may be inflated again for each of its sub-buffers, so
/// that memory stays bounded whatever the file.
struct ChunkCache: ~Copyable {
  private struct Place {
    var bytes: UnsafeMutableRawBufferPointer?
    /// File offset of the chunk it holds, -1 when none.
    var chunk = -1
    var count = 0
  }

  private let inflater: Inflater
  private let capacity: Int
  private var places: [Place]
  /// Copies of the sub-buffers being read, by stream; only when places are shared.
  private var copies: [UnsafeMutableRawBufferPointer?]

  private static let budget = 48 << 20

  /// A cache for `streams` streams whose chunks have at most `capacity` bytes.
  init(_ compression: Compression, streams: Int, capacity: Int) {
    inflater = Inflater(compression)
    self.capacity = capacity
    let count = max(1, min(streams, Self.budget / max(1, capacity)))
    places = [Place](repeating: Place(), count: count)
    copies = [UnsafeMutableRawBufferPointer?](repeating: nil, count: count < streams ? streams : 0)
  }

  deinit {
    for place in places { place.bytes?.deallocate() }
    for copy in copies { copy?.deallocate() }
  }

  /// Inflates a chunk, unless its place still holds it.
  ///
  /// - Parameters:
  ///   - stream: number of the stream that asks; its last chunk may be dropped.
  ///   - offset: where in the file the packed bytes begin.
  ///   - packed: the packed bytes.
  ///   - size: their size when inflated.
  /// - Returns: the inflated bytes, nil when the chunk is damaged.
  mutating func chunk(
    stream: Int, offset: Int, packed: UnsafeRawBufferPointer, size: Int
  ) -> UnsafeRawBufferPointer? {
    guard size <= capacity else { return nil }
    let index = stream % places.count
    if places[index].chunk != offset {
      if (places[index].bytes?.count ?? 0) < size {
        places[index].bytes?.deallocate()
        places[index].bytes = .allocate(byteCount: size, alignment: 16)
      }
      guard let bytes = places[index].bytes, let written = inflater.inflate(packed, into: bytes) else {
        places[index].chunk = -1
        return nil
      }
      places[index].chunk = offset
      places[index].count = written
    }
    return places[index].bytes.map { UnsafeRawBufferPointer(rebasing: $0[..<places[index].count]) }
  }

  /// `page` of a chunk of `stream`, somewhere it stays until that stream asks for another.
  mutating func stable(_ page: UnsafeRawBufferPointer, stream: Int) -> UnsafeRawBufferPointer {
    guard stream < copies.count else { return page }
    if (copies[stream]?.count ?? 0) < page.count {
      copies[stream]?.deallocate()
      copies[stream] = .allocate(byteCount: page.count, alignment: 16)
    }
    guard let copy = copies[stream] else { return page }
    copy.copyMemory(from: page)
    return UnsafeRawBufferPointer(rebasing: copy[..<page.count])
  }
}
