/// What has to change in one sub-buffer (page) of the kernel's ring buffer when its time is shifted.
struct SubBuffer {
  /// Offset of the page in the file; its first eight bytes are the time of its first record.
  let offset: Int
  /// Offsets in the page of the TIME_STAMP records, which carry an absolute time.
  private(set) var stamps: [Int] = []
  /// Data records.
  private(set) var events = 0
  /// Time of the page header.
  let first: UInt64
  /// Time of the last record.
  private(set) var last: UInt64

  /// Bits of a TIME_STAMP; the rest comes from the page header.
  static let stampMask: UInt64 = 1 << 59 - 1

  /// Walks the page at `offset`: `size` bytes, of which records begin at `header`.
  init(_ file: Bytes, at offset: Int, size: Int, header: Int) throws {
    self.offset = offset
    first = try file.load(UInt64.self, at: offset)
    last = first
    let used = Int(try file.load(UInt32.self, at: offset + 8) & 0x7ff_ffff)
    guard header + used <= size else { throw Failure("page at \(offset) claims \(used) bytes") }

    var position = header
    while position < header + used {
      let word = try file.load(UInt32.self, at: offset + position)
      let delta = UInt64(word >> 5)
      // Only an extension's high half or a length that is not in the word.
      func second() throws -> UInt64 { UInt64(try file.load(UInt32.self, at: offset + position + 4)) }
      switch word & 31 {
      case 29 where delta == 0:  // padding to the end of the page
        return
      case 29:  // a discarded record
        last += delta
        position += 4 + Int(try second())
      case 30:  // TIME_EXTEND
        last += try second() << 27 + delta
        position += 8
      case 31:  // TIME_STAMP
        last = last & ~Self.stampMask | (try second() << 27 + delta) & Self.stampMask
        stamps.append(position)
        position += 8
      case 0:  // data, length in the next word
        last += delta
        events += 1
        position += 4 + (Int(try second()) + 3) & ~3
      case let words:
        last += delta
        events += 1
        position += 4 + Int(words) * 4
      }
    }
  }

  /// Makes every absolute time of the page later by `shift`; `base` is where its bytes begin in `bytes`.
  func shift(_ bytes: inout Bytes, base: Int, by shift: UInt64) throws {
    bytes.store(first + shift, at: base)
    for position in stamps {
      let word = try bytes.load(UInt32.self, at: base + position)
      let high = try bytes.load(UInt32.self, at: base + position + 4)
      let stamp = UInt64(high) << 27 + UInt64(word >> 5) + shift
      guard stamp <= Self.stampMask else { throw Failure("a shifted TIME_STAMP needs more than 59 bits") }
      bytes.store(UInt32(truncatingIfNeeded: stamp) << 5 | 31, at: base + position)
      bytes.store(UInt32(truncatingIfNeeded: stamp >> 27), at: base + position + 4)
    }
  }
}
