/// Whether the lines of a text are in the order in which things happened.
///
/// A recorder's lines of one CPU are: their times never go back, whatever order the CPUs are printed in. Where
/// they do go back the text is reversed, holds two recordings, or one twice, and sorting it proves nothing.
struct TextOrder {
  /// Whether the times of all lines rise.
  private(set) var isSorted = true
  /// The first line at which a CPU's time goes back, and that CPU, -1 when lines say none.
  private(set) var stepBack: (line: Int64, cpu: Int32)?
  private var last = Int64.min
  /// The last event by buffer and CPU, and the recording it is of.
  private var latest: [UInt64: (ts: Int64, recording: Int)] = [:]
  /// Recordings that began, by their heads.
  private var recordings = 0
  /// Whether a CPU has events of two recordings: then they are not the files of single CPUs.
  private(set) var recordingsShareCPUs = false

  /// Notes that a recording begins.
  mutating func noteBeginning() { recordings += 1 }

  /// Notes an event.
  mutating func note(_ ts: Int64, cpu: Int32, buffer: Int, line: Int64) {
    if ts < last { isSorted = false }
    last = ts
    let key = UInt64(buffer) << 32 | UInt64(UInt32(bitPattern: cpu))
    guard let before = latest.updateValue((ts, recordings), forKey: key) else { return }
    if stepBack == nil, ts < before.ts { stepBack = (line, cpu) }
    if before.recording != recordings { recordingsShareCPUs = true }
  }

  /// What table `trace` says of it, nil when lines are in order.
  var note: String? {
    if let (line, cpu) = stepBack {
      let whose = cpu < 0 ? "the time" : "the time of CPU \(cpu)"
      return "\(whose) goes back at line \(line): the text is not in order, or holds the same time twice"
    }
    return isSorted ? nil : "lines were not in the order of time and were sorted"
  }
}
