/// Writes the fields of a record as a JSON object, for events that no table is made from.
///
/// Integers are written as the database stores them: 64 bits, signed, so that addresses keep all their
/// digits in SQLite's JSON functions.
struct RecordJSON {
  /// The object.
  private(set) var text = "{"

  /// The fields of `record`, without the common ones.
  init(format: EventFormat, record: RawSpan, isBigEndian: Bool) {
    for field in format.fields {
      if text.utf8.count > 1 { text += "," }
      Self.write(string: field.name.utf8, to: &text)
      text += ":"
      value(of: field, record, isBigEndian)
    }
    text += "}"
  }

  private mutating func value(of field: EventFormat.Field, _ record: RawSpan, _ isBigEndian: Bool) {
    let count = record.byteCount
    var range: Range<Int>
    switch field.shape {
    case .number, .array:
      let end = field.size == 0 ? count : field.offset + field.size
      guard field.offset <= end, end <= count else { return text += "null" }
      range = field.offset..<end
    case .dataLoc, .relLoc:
      guard field.size == 4, field.offset + 4 <= count else { return text += "null" }
      let raw = record.unsafeLoadUnaligned(fromByteOffset: field.offset, as: UInt32.self)
      let place = isBigEndian ? UInt32(bigEndian: raw) : UInt32(littleEndian: raw)
      let start = Int(place & 0xffff) + (field.shape == .relLoc ? field.offset + 4 : 0)
      guard start + Int(place >> 16) <= count else { return text += "null" }
      range = start..<start + Int(place >> 16)
    }
    let bytes = record.extracting(range)
    if field.isText {
      bytes.withUnsafeBytes { Self.write(string: $0.prefix { $0 != 0 }, to: &text) }
    } else if field.shape == .number {
      text += Self.number(bytes, isSigned: field.isSigned, isBigEndian) ?? "\"\(Self.hex(bytes))\""
    } else {
      array(bytes, of: field, isBigEndian)
    }
  }

  private mutating func array(_ bytes: RawSpan, of field: EventFormat.Field, _ isBigEndian: Bool) {
    guard [1, 2, 4, 8].contains(field.elementSize) else { return text += "\"\(Self.hex(bytes))\"" }
    text += "["
    for index in 0..<bytes.byteCount / field.elementSize {
      if index > 0 { text += "," }
      let start = index * field.elementSize
      let element = bytes.extracting(start..<start + field.elementSize)
      text += Self.number(element, isSigned: field.isSigned, isBigEndian) ?? "null"
    }
    text += "]"
  }

  private static func number(_ bytes: RawSpan, isSigned: Bool, _ isBigEndian: Bool) -> String? {
    guard [1, 2, 4, 8].contains(bytes.byteCount) else { return nil }
    var value: UInt64 = 0
    for index in 0..<bytes.byteCount {
      let offset = isBigEndian ? index : bytes.byteCount - 1 - index
      value = value << 8 | UInt64(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
    }
    let unused = UInt64(64 - 8 * bytes.byteCount)
    let extended = isSigned ? Int64(bitPattern: value << unused) >> unused : Int64(bitPattern: value)
    return String(extended)
  }

  private static func hex(_ bytes: RawSpan) -> String {
    bytes.withUnsafeBytes { bytes in
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }

  /// Writes a JSON string; bytes that are no UTF-8 become the replacement character.
  private static func write(string bytes: some Collection<UInt8>, to text: inout String) {
    text += "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
