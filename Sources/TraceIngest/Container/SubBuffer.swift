/// How the sub-buffers of a recording are laid out, as the kernel's events/header_page says.
struct SubBufferLayout: Sendable, Equatable {
  /// Bytes of the kernel's `long`, which is the size of `commit`; the recorder's may differ.
  var longSize = 8
  /// Where the first record begins.
  var dataOffset = 16
  /// Whether the recorded machine was big endian.
  var isBigEndian = false
}

/// Walks the records of one ring buffer sub-buffer ("page").
///
/// Layout: struct buffer_data_page and struct ring_buffer_event of the kernel (ring_buffer.c,
/// ring_buffer.h), as libtraceevent's kbuffer-parse.c reads them. Everything in the page is checked
/// against its end, since one flipped bit in `commit` or a length would otherwise lead outside.
struct SubBufferCursor {
  /// Events lost before the page.
  enum Missed: Equatable {
    case none
    case unknown
    case count(Int64)
  }

  /// What `next` came to.
  enum Step {
    case record
    case end
    case damaged
  }

  /// Time of the current record, in the file's own unit.
  private(set) var timestamp: UInt64 = 0
  /// Payload of the current record, nil before the first.
  private(set) var record: UnsafeRawPointer?
  /// Length of the payload: a multiple of 4, so it may exceed the event's struct.
  private(set) var recordSize = 0
  /// Lost-event mark of the page.
  private(set) var missed = Missed.none
  /// Whether the page says that nothing is in it.
  private(set) var isEmpty = true
  private var base: UnsafeRawPointer?
  private var position = 0
  private var end = 0
  private let isBigEndian: Bool

  /// A cursor that is at the end of nothing.
  init(bigEndian: Bool) {
    isBigEndian = bigEndian
  }

  /// Goes to the first record of `page`, which must stay where it is while it is read.
  ///
  /// - Returns: whether the page is sound; if not, the records that its size leaves room for are read.
  mutating func load(_ page: UnsafeRawBufferPointer, layout: SubBufferLayout) -> Bool {
    (position, end, missed, record, isEmpty) = (0, 0, .none, nil, true)
    guard let start = page.baseAddress, page.count >= layout.dataOffset, page.count >= 8 + layout.longSize
    else { return false }
    timestamp = load(start, as: UInt64.self)
    let commit = loadLong(start + 8, layout)
    // The size has 27 bits, the marks are bits 31 and 30; a 64-bit `long` has nothing above them.
    let used = Int(commit & 0x07ff_ffff)
    let room = page.count - layout.dataOffset
    base = start
    isEmpty = used == 0
    position = layout.dataOffset
    end = layout.dataOffset + min(used, room)
    if commit & (1 << 31) != 0 {
      missed = .unknown
      // The count follows the data if the writer found room for it.
      if commit & (1 << 30) != 0, used + layout.longSize <= room {
        let count = loadLong(start + end, layout)
        if count > 0, count <= UInt64(Int64.max) { missed = .count(Int64(count)) }
      }
    }
    return used <= room
  }

  /// Goes to the next data record.
  @inline(__always)
  mutating func next() -> Step {
    guard let base else { return .end }
    while end - position >= 4 {
      let word = load(base + position, as: UInt32.self)
      let typeLength = isBigEndian ? word >> 27 : word & 31
      let delta = UInt64(isBigEndian ? word & 0x07ff_ffff : word >> 5)
      if typeLength &- 1 < 28 {
        let size = Int(typeLength) * 4
        guard end - position >= 4 + size else { return .damaged }
        timestamp &+= delta
        record = base + position + 4
        recordSize = size
        position += 4 + size
        return .record
      }
      // Every other kind of record has a second word, except padding to the end of the page.
      if typeLength == 29, delta == 0 { break }
      guard end - position >= 8 else { return .damaged }
      let second = load(base + position + 4, as: UInt32.self)
      switch typeLength {
      case 0:
        // A long record: the word counts itself.
        let size = (Int(second) - 4 + 3) & ~3
        guard second >= 4, end - position >= 8 + size else { return .damaged }
        timestamp &+= delta
        record = base + position + 8
        recordSize = size
        position += 8 + size
        return .record
      case 29:
        // A discarded event; kbuffer adds its delta, the kernel's text reader does not.
        guard second >= 4, end - position >= 4 + Int(second) else { return .damaged }
        timestamp &+= delta
        position += 4 + Int(second)
      case 30:
        timestamp &+= UInt64(second) << 27 &+ delta
        position += 8
      default:
        // TIME_STAMP holds 59 bits; the top 5 are those of the time so far.
        timestamp = (timestamp & (0xf8 << 56)) | (UInt64(second) << 27 &+ delta)
        position += 8
      }
    }
    position = end
    return .end
  }

  @inline(__always)
  private func load<T: FixedWidthInteger & BitwiseCopyable>(_ place: UnsafeRawPointer, as type: T.Type) -> T {
    let raw = place.loadUnaligned(as: type)
    return isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw)
  }

  private func loadLong(_ place: UnsafeRawPointer, _ layout: SubBufferLayout) -> UInt64 {
    layout.longSize == 4 ? UInt64(load(place, as: UInt32.self)) : load(place, as: UInt64.self)
  }
}
