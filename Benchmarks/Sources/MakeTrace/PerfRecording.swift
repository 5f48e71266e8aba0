import Foundation

/// A `perf.data` in pipe mode (`perf record -o -`), ready to be repeated.
///
/// Its samples must have PERF_SAMPLE_IDENTIFIER, IP, TID and TIME, as those of `perf record -a` of several
/// tracepoints have: then the time is at 32.
struct PerfRecording {
  private let file: Bytes
  /// Everything that is no sample.
  private var head: [UInt8] = []
  /// Places of samples in the file.
  private var samples: [Range<Int>] = []
  private var times: ClosedRange<UInt64> = 0...0

  var events: Int { samples.count }

  private static let headSize = 16
  private static let timeOffset = 32
  private static let gap: UInt64 = 1_000_000
  private enum RecordType {
    static let sample: UInt32 = 9
    static let tracingData: UInt32 = 66
    static let finishedRound: UInt32 = 68
  }

  static func matches(_ file: Bytes) -> Bool {
    (try? file.text(at: 0, length: 8)) == "PERFILE2" && (try? file.load(UInt64.self, at: 8)) == 16
  }

  init(_ file: Bytes) throws {
    self.file = file
    head = Array(file.storage[..<Self.headSize])
    var place = Self.headSize
    while place + 8 <= file.count {
      let type = try file.load(UInt32.self, at: place)
      var size = Int(try file.load(UInt16.self, at: place + 6))
      // The end of a file that was cut off.
      guard size >= 8, place + size <= file.count else { break }
      if type == RecordType.tracingData { size += Int(try file.load(UInt32.self, at: place + 8)) }
      if type == RecordType.sample {
        let time = try file.load(UInt64.self, at: place + Self.timeOffset)
        times = samples.isEmpty ? time...time : min(times.lowerBound, time)...max(times.upperBound, time)
        samples.append(place..<place + size)
      } else if type != RecordType.finishedRound {
        head += file.storage[place..<min(place + size, file.count)]
      }
      place += size
    }
  }

  /// Writes the head and `copies` of the samples, each a round of its own, as perf writes them.
  func write(copies: Int, to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let output = FileHandle(forWritingAtPath: path)
    else { throw Failure("\(path): cannot be written") }
    try output.write(contentsOf: Data(head))
    let span = times.upperBound - times.lowerBound + Self.gap
    for copy in 0..<copies {
      var round = Bytes([])
      for sample in samples {
        let start = round.count
        round.storage += file.storage[sample]
        let time = try round.load(UInt64.self, at: start + Self.timeOffset)
        round.store(time + UInt64(copy) * span, at: start + Self.timeOffset)
      }
      round.storage += [UInt8(RecordType.finishedRound), 0, 0, 0, 0, 0, 8, 0]
      try output.write(contentsOf: Data(round.storage))
    }
    try output.close()
  }
}
