@testable import TraceIngest

/// Writes integers in either byte order.
struct ByteWriter {
  var bytes: [UInt8] = []
  var isBigEndian = false

  mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { bytes += $0 }
  }

  mutating func put(_ text: String) { bytes += Array(text.utf8) }

  mutating func pad(to size: Int) {
    bytes += [UInt8](repeating: 0, count: max(0, size - bytes.count))
  }
}

/// Builds one sub-buffer, record by record.
struct SubBufferBuilder {
  var layout: SubBufferLayout
  var timestamp: UInt64
  var size = 4096
  private var data: ByteWriter

  init(_ layout: SubBufferLayout, timestamp: UInt64) {
    self.layout = layout
    self.timestamp = timestamp
    data = ByteWriter(isBigEndian: layout.isBigEndian)
  }

  private mutating func word(_ typeLength: UInt32, _ delta: UInt32) {
    data.put(layout.isBigEndian ? typeLength << 27 | delta : delta << 5 | typeLength)
  }

  /// A record whose length is in its type, or in a word of its own when `long`.
  mutating func record(_ payload: [UInt8], delta: UInt32 = 0, long: Bool = false) {
    if long {
      word(0, delta)
      data.put(UInt32(payload.count + 4))
    } else {
      word(UInt32((payload.count + 3) / 4), delta)
    }
    data.bytes += payload
    data.pad(to: (data.bytes.count + 3) & ~3)
  }

  mutating func discarded(bytes: Int, delta: UInt32) {
    word(29, delta)
    data.put(UInt32(bytes + 4))
    data.pad(to: data.bytes.count + bytes)
  }

  mutating func paddingToEnd() { word(29, 0) }

  mutating func timeExtend(_ delta: UInt64) {
    word(30, UInt32(delta & 0x7ff_ffff))
    data.put(UInt32(delta >> 27))
  }

  mutating func timeStamp(_ time: UInt64) {
    word(31, UInt32(time & 0x7ff_ffff))
    data.put(UInt32(truncatingIfNeeded: time >> 27))
  }

  mutating func raw(_ value: UInt32) { data.put(value) }

  /// The sub-buffer, with a lost mark if `missed` says so and `commit` in place of the true size.
  func bytes(missed: SubBufferCursor.Missed = .none, commit: Int? = nil) -> [UInt8] {
    var page = ByteWriter(isBigEndian: layout.isBigEndian)
    page.put(timestamp)
    var word = UInt32(commit ?? data.bytes.count)
    switch missed {
    case .none: break
    case .unknown: word |= 1 << 31
    case .count: word |= 3 << 30
    }
    if layout.longSize == 4 { page.put(word) } else { page.put(UInt64(word)) }
    page.pad(to: layout.dataOffset)
    page.bytes += data.bytes
    if case .count(let count) = missed {
      if layout.longSize == 4 { page.put(UInt32(count)) } else { page.put(UInt64(count)) }
    }
    page.pad(to: size)
    return page.bytes
  }
}
