/// A stretch of bytes that holds records one after the other: the data of a file, or what its compressed
/// records expand to.
final class PerfSource {
  let file: MappedFile
  /// Where records begin and end.
  let range: Range<Int>

  init(_ file: consuming MappedFile, range: Range<Int>) {
    self.file = file
    self.range = range
  }

  /// The record at `offset` of `buffer`, which the walk found to be whole; if the file was written to since, no
  /// more than there is.
  @inline(__always)
  static func record(
    in buffer: UnsafeRawBufferPointer, at offset: Int, bigEndian: Bool
  ) -> UnsafeRawBufferPointer {
    let raw = buffer.loadUnaligned(fromByteOffset: offset + 6, as: UInt16.self)
    let size = Int(bigEndian ? UInt16(bigEndian: raw) : UInt16(littleEndian: raw))
    return UnsafeRawBufferPointer(rebasing: buffer[offset..<min(offset + size, buffer.count)])
  }
}

/// Types of records: perf_event_type of include/uapi/linux/perf_event.h, and from 64 on
/// perf_user_event_type of tools/lib/perf/include/perf/event.h.
enum PerfRecordType {
  static let lost: UInt32 = 2
  static let comm: UInt32 = 3
  static let exit: UInt32 = 4
  static let fork: UInt32 = 7
  static let sample: UInt32 = 9
  static let lostSamples: UInt32 = 13
  static let switchCPUWide: UInt32 = 15
  /// The last that the kernel writes as of 7.2 (CALLCHAIN_DEFERRED).
  static let lastOfKernel: UInt32 = 22
  static let attribute: UInt32 = 64
  static let tracingData: UInt32 = 66
  static let finishedRound: UInt32 = 68
  static let auxTrace: UInt32 = 71
  static let eventUpdate: UInt32 = 78
  static let feature: UInt32 = 80
  static let compressed: UInt32 = 81
  static let compressed2: UInt32 = 83
  /// The last that perf writes as of 7.2 (SCHEDSTAT_DOMAIN).
  static let lastOfPerf: UInt32 = 86
}
