/// A trace.dat of version 6 with one event format and a sub-buffer with records.
///
/// Input: the format's text, a NUL, then what is in the sub-buffer behind its head.
enum FormatRecording {
  static func bytes(around input: UnsafeRawBufferPointer) -> [UInt8] {
    let text = Array(input.prefix { $0 != 0 })
    let records = Array(input.dropFirst(text.count + 1).prefix(page - 16))
    var bytes: [UInt8] = [0x17, 0x08, 0x44] + Array("tracing6\0".utf8) + [0, 8]
    bytes += integer(UInt32(page))
    bytes +=
      Array("header_page\0".utf8) + integer(UInt64(0)) + Array("header_event\0".utf8) + integer(UInt64(0))
    // The groups: ftrace without formats, then one with this format.
    bytes += integer(UInt32(0)) + integer(UInt32(1)) + Array("fuzz\0".utf8) + integer(UInt32(1))
    bytes += integer(UInt64(text.count)) + text
    // kallsyms, printk formats, saved_cmdlines: none.
    bytes += integer(UInt32(0)) + integer(UInt32(0)) + integer(UInt64(0))
    // One CPU, whose data begins at the next page.
    bytes += integer(UInt32(1)) + Array("flyrecord\0".utf8)
    let start = (bytes.count + 16 + page - 1) / page * page
    bytes += integer(UInt64(start)) + integer(UInt64(page))
    bytes += [UInt8](repeating: 0, count: start - bytes.count)
    bytes += integer(UInt64(1)) + integer(UInt64(records.count)) + records
    return bytes + [UInt8](repeating: 0, count: start + page - bytes.count)
  }

  private static let page = 4096

  private static func integer<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
