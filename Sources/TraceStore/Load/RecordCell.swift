/// A row as a cell of a table's leaf page: payload size, key, and the record.
///
/// https://www.sqlite.org/fileformat2.html, 1.6 "B-tree Pages" and 2.1 "Record Format".
enum RecordCell {
  /// Bytes that a cell of that many columns takes at most: two varints, the header, 8 bytes a column.
  ///
  /// A record of less than 127 columns has a header size of one byte, and no cell of ours is as large as a page.
  static func largest(columns: Int) -> Int { 3 + 9 + 1 + columns * 9 }

  /// Serial type of an integer by the number of bits it needs besides its sign.
  private static let serial: InlineArray<65, UInt8> = {
    var types = InlineArray<65, UInt8>(repeating: 6)
    for bits in 0...64 {
      types[bits] =
        switch bits {
        case ...7: 1
        case ...15: 2
        case ...23: 3
        case ...31: 4
        case ...47: 5
        default: 6
        }
    }
    return types
  }()

  /// Writes the cell of a row.
  ///
  /// The record has NULL for its first column: the key of the cell stands for the INTEGER PRIMARY KEY.
  ///
  /// - Parameters:
  ///   - row: values of the columns; `nullValue` is NULL.
  ///   - columns: how many, less than 127.
  ///   - cell: where to, with room for `largest(columns:)` and 8 bytes more.
  /// - Returns: the size of the cell.
  static func write(_ row: UnsafePointer<Int64>, columns: Int, to cell: UnsafeMutableRawPointer) -> Int {
    // The sizes come first and depend on what follows: the record is written behind the largest that they can be.
    let record = cell + 12
    record.storeBytes(of: UInt8(truncatingIfNeeded: columns + 1), as: UInt8.self)
    record.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
    var body = columns + 1
    for column in 1..<columns {
      let value = row[column]
      var type: UInt8
      if value == nullValue {
        type = 0
      } else if value & ~1 == 0 {
        type = 8 + UInt8(truncatingIfNeeded: value)
      } else {
        let bits = 64 - (value ^ (value >> 63)).leadingZeroBitCount
        type = serial[bits]
        let size = type < 5 ? Int(type) : type == 5 ? 6 : 8
        record.storeBytes(
          of: (value &<< Int64(64 - 8 * size)).bigEndian, toByteOffset: body, as: Int64.self)
        body += size
      }
      record.storeBytes(of: type, toByteOffset: column + 1, as: UInt8.self)
    }
    var head = InlineArray<12, UInt8>(repeating: 0)
    var size = Varint.write(UInt64(body), at: 0, &head)
    size = Varint.write(UInt64(bitPattern: row[0]), at: size, &head)
    for index in 0..<size { cell.storeBytes(of: head[index], toByteOffset: index, as: UInt8.self) }
    (cell + size).copyMemory(from: record, byteCount: body)
    return size + body
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
