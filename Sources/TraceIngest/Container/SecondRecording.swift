internal import Glibc

/// Another recording behind the one that is read: `cat a.dat b.dat`, `zcat *.gz`.
enum SecondRecording {
  /// Bytes that a recording may begin with, as `TraceDatHead.matches` and `PerfHead.matches` know the rest.
  private static let firstBytes: [UInt8] = [0x17, UInt8(ascii: "P"), UInt8(ascii: "2")]

  /// Notes one as damage: nothing of it is read.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - end: where the first recording has no more data.
  ///   - isPerf: whether that is a perf.data, which has the beginning of a trace.dat inside of it, before its formats.
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

  private static func place(in bytes: UnsafeRawBufferPointer, from end: Int, isPerf: Bool) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    for first in firstBytes {
      var at = end
      while at < bytes.count, let found = memchr(start + at, Int32(first), bytes.count - at) {
        let place = start.distance(to: UnsafeRawPointer(found))
        let rest = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[place...]))
        if PerfHead.matches(rest) || (!isPerf && TraceDatHead.matches(rest)) { return place }
        at = place + 1
      }
    }
    return nil
  }
}
