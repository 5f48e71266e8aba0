/// A row as a cell of a table's leaf page: payload size, key, and the record.
///
/// https://www.sqlite.org/fileformat2.html, 1.6 "B-tree Pages" and 2.1 "Record Format".
struct RecordCell: ~Copyable {
  /// How a value is written.
  private struct Form {
    /// Serial type.
    var type: UInt8
    /// Bytes.
    var size: UInt8
    /// What is above them in 64 bits.
    var shift: UInt8
  }

  private let columns: Int
  private let room: UnsafeMutableRawPointer
  /// Forms by the number of leading zeros besides the sign, 1 to 64, then those of 0, 1 and NULL: a look at a table
  /// instead of branches that depend on values, for the next value is as often of another size.
  private let forms: UnsafeMutablePointer<Form>

  private static var zeroForm: Int { 65 }
  private static var nullForm: Int { 67 }

  /// A writer of rows of that many columns: less than 127, so that the header's size is one byte, and no cell of ours
  /// is as large as a page.
  init(columns: Int) {
    self.columns = columns
    // Two varints, the header, 8 bytes a column, and as many that the last store writes too much.
    room = .allocate(byteCount: 12 + 1 + columns * 9 + 8, alignment: 16)
    forms = .allocate(capacity: Self.nullForm + 1)
    for zeros in 0...64 {
      let size = Self.size(bits: 65 - max(1, zeros))
      let type = size <= 4 ? size : size == 6 ? 5 : 6
      (forms + zeros).initialize(to: Form(type: UInt8(type), size: UInt8(size), shift: UInt8(64 - 8 * size)))
    }
    for (place, type) in [(Self.zeroForm, 8), (Self.zeroForm + 1, 9), (Self.nullForm, 0)] {
      (forms + place).initialize(to: Form(type: UInt8(type), size: 0, shift: 0))
    }
  }

  deinit {
    room.deallocate()
    forms.deallocate()
  }

  /// Bytes of an integer of that many bits, sign included.
  private static func size(bits: Int) -> Int {
    switch bits {
    case ...32: (bits + 7) / 8
    case ...48: 6
    default: 8
    }
  }

  /// Writes the cell of a row.
  ///
  /// The record has NULL for its first column: the key of the cell stands for the INTEGER PRIMARY KEY.
  ///
  /// - Parameter row: values of the columns; `nullValue` is NULL.
  /// - Returns: the cell, valid until the next.
  func write(_ row: UnsafePointer<Int64>) -> UnsafeRawBufferPointer {
    // The sizes come first and depend on what follows: the record is written behind the largest that they can be.
    let record = room + 12
    record.storeBytes(of: UInt8(truncatingIfNeeded: columns + 1), as: UInt8.self)
    record.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
    var body = columns + 1
    for column in 1..<columns {
      let value = row[column]
      var place = (value ^ (value &>> 63) | 1).leadingZeroBitCount
      if UInt64(bitPattern: value) < 2 { place = Self.zeroForm &+ Int(truncatingIfNeeded: value) }
      if value == nullValue { place = Self.nullForm }
      let form = forms[place]
      record.storeBytes(
        of: (value &<< Int64(truncatingIfNeeded: form.shift)).bigEndian, toByteOffset: body, as: Int64.self)
      record.storeBytes(of: form.type, toByteOffset: column &+ 1, as: UInt8.self)
      body &+= Int(truncatingIfNeeded: form.size)
    }
    var head = InlineArray<12, UInt8>(repeating: 0)
    var size = Varint.write(UInt64(body), at: 0, &head)
    size = Varint.write(UInt64(bitPattern: row[0]), at: size, &head)
    let cell = record - size
    for index in 0..<size { cell.storeBytes(of: head[index], toByteOffset: index, as: UInt8.self) }
    return UnsafeRawBufferPointer(start: cell, count: size + body)
  }
}

/// SQLite's integers of 1 to 9 bytes, 7 bits each with the highest first, 8 in the ninth.
enum Varint {
  /// Writes a number.
  ///
  /// - Returns: where it ends.
  @inline(__always)
  static func write(_ value: UInt64, at place: Int, _ bytes: inout InlineArray<12, UInt8>) -> Int {
    if value < 0x80 {
      bytes[place] = UInt8(truncatingIfNeeded: value)
      return place + 1
    }
    if value < 0x4000 {
      bytes[place] = UInt8(truncatingIfNeeded: value >> 7) | 0x80
      bytes[place + 1] = UInt8(truncatingIfNeeded: value) & 0x7f
      return place + 2
    }
    guard value >> 56 == 0 else {
      for index in 0..<8 {
        bytes[place + index] = UInt8(truncatingIfNeeded: value &>> UInt64(57 - 7 * index)) | 0x80
      }
      bytes[place + 8] = UInt8(truncatingIfNeeded: value)
      return place + 9
    }
    let count = (64 - value.leadingZeroBitCount + 6) / 7
    for index in 0..<count {
      let shift = UInt64(7 * (count - 1 - index))
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> shift) & 0x7f | (index < count - 1 ? 0x80 : 0)
    }
    return place + count
  }
}
