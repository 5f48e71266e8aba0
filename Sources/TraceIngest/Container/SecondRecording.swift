internal import Glibc

/// Another recording behind the one that is read: `cat a.dat b.dat`, `zcat *.gz`.
enum SecondRecording {
  /// How a trace.dat begins: a perf.data has that inside of it as well, before its formats.
  private static let traceDat = [0x17, 0x08, 0x44] + Array("tracing".utf8)
  private static let perfData = Array("PERFILE2".utf8)

  /// Where one begins in `bytes` from `end` on, where the first one has no more data; nil when none does.
  private static func place(in bytes: UnsafeRawBufferPointer, from end: Int, isPerf: Bool) -> Int? {
    let magics = isPerf ? [perfData] : [traceDat, perfData]
    return magics.compactMap { place(of: $0, in: bytes, from: end) }.min()
  }

  private static func place(of magic: [UInt8], in bytes: UnsafeRawBufferPointer, from end: Int) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    var at = end
    while at <= bytes.count - magic.count,
      let found = memchr(start + at, Int32(magic[0]), bytes.count - magic.count - at + 1)
    {
      let place = start.distance(to: UnsafeRawPointer(found))
      if memcmp(found, magic, magic.count) == 0 { return place }
      at = place + 1
    }
    return nil
  }

  /// Notes one as damage: nothing of it is read.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - end: where the first one has no more data.
  ///   - isPerf: whether that is a perf.data.
  ///   - damage: where it is noted.
  /// - Throws: when strict.
  static func note(
    in bytes: UnsafeRawBufferPointer, from end: Int, isPerf: Bool, _ damage: inout DamageLog
  ) throws(IngestError) {
    guard let place = place(in: bytes, from: end, isPerf: isPerf) else { return }
    try damage.add(
      "another recording begins, which is not read: give each a file of its own", offset: UInt64(place),
      hidesEvents: true)
  }
}
