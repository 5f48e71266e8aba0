/// A page of a table's b-tree that cells are appended to.
///
/// Cells go to the end of the page and their places to its beginning
/// (https://www.sqlite.org/fileformat2.html, 1.6).
struct TreePage: ~Copyable {
  /// What kind of page it is, as its first byte has it.
  enum Kind: UInt8 {
    case interior = 5
    case leaf = 13
  }

  let bytes: UnsafeMutableRawPointer
  private let kind: Kind
  private let size: Int
  private let head: Int
  private(set) var count = 0
  private var content: Int

  init(_ kind: Kind, size: Int) {
    self.kind = kind
    self.size = size
    head = kind == .leaf ? 8 : 12
    content = size
    bytes = .allocate(byteCount: size, alignment: 16)
    clear()
  }

  deinit { bytes.deallocate() }

  /// Makes it empty.
  mutating func clear() {
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    bytes.storeBytes(of: kind.rawValue, as: UInt8.self)
    count = 0
    content = size
    note()
  }

  /// Whether a cell of that size has room.
  @inline(__always)
  func hasRoom(for cell: Int) -> Bool { content - (head + 2 * count) >= cell + 2 }

  /// Adds a cell behind the others; it must have room.
  @inline(__always)
  mutating func append(_ cell: UnsafeRawBufferPointer) {
    guard let start = cell.baseAddress else { return }
    content -= cell.count
    (bytes + content).copyMemory(from: start, byteCount: cell.count)
    bytes.storeBytes(
      of: UInt16(truncatingIfNeeded: content).bigEndian, toByteOffset: head + 2 * count, as: UInt16.self)
    count += 1
  }

  /// Completes the head of the page, which tells what was appended.
  mutating func note(rightmost: UInt32 = 0) {
    bytes.storeBytes(of: UInt16(truncatingIfNeeded: count).bigEndian, toByteOffset: 3, as: UInt16.self)
    // 65536 is written as 0.
    bytes.storeBytes(of: UInt16(truncatingIfNeeded: content).bigEndian, toByteOffset: 5, as: UInt16.self)
    if kind == .interior { bytes.storeBytes(of: rightmost.bigEndian, toByteOffset: 8, as: UInt32.self) }
  }
}
