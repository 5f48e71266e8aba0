/// Whether the lines of a text are in the order in which things happened.
///
/// A recorder's lines of one CPU are: their times never go back, whatever order the CPUs are printed in. Where
/// they do go back the text is reversed, holds two recordings, or one twice, and sorting it proves nothing.
struct TextOrder {
  /// Whether the times of all lines rise.
  private(set) var isSorted = true
  /// Whether a CPU has events of two recordings: then they are not the files of single CPUs.
  private(set) var recordingsShareCPUs = false
  /// The first line at which a CPU's time goes back, and that CPU, -1 when lines say none.
  private var stepBack: (line: Int64, cpu: Int32)?
  private var last = Int64.min
  /// Fewest digits of a fraction of a second; 0 for plain counts.
  private var digits = Int.max
  private var lines = 0
  /// Lines with the time of the line before, and lines that are the line before on their CPU.
  private var ties = 0
  private var repetitions = 0
  /// The last event by buffer and CPU.
  private var latest: [UInt64: Latest] = [:]
  /// Recordings that began, by their heads.
  private var recordings = 0

  private struct Latest {
    var ts: Int64
    var recording: Int
    var line: Int
  }

  /// Digits of microseconds, the fewest that a recorder prints.
  private static let usualDigits = 6

  /// Notes that a recording begins.
  mutating func noteBeginning() { recordings += 1 }

  /// Notes an event in `line`.
  mutating func note(_ time: TextTime, _ line: [UInt8], cpu: Int32, buffer: Int, number: Int64) {
    let ts = time.value
    if ts < last { isSorted = false }
    if ts == last { ties += 1 }
    last = ts
    lines += 1
    digits = min(digits, time.digits)
    let key = UInt64(buffer) << 32 | UInt64(UInt32(bitPattern: cpu))
    var hasher = Hasher()
    line.withUnsafeBytes { hasher.combine(bytes: $0) }
    let now = Latest(ts: ts, recording: recordings, line: hasher.finalize())
    guard let before = latest.updateValue(now, forKey: key) else { return }
    if stepBack == nil, ts < before.ts { stepBack = (number, cpu) }
    if before.recording != recordings { recordingsShareCPUs = true }
    if ts == before.ts, now.line == before.line { repetitions += 1 }
  }

  /// Whether the order of the events is known, be it by sorting them.
  var isKnown: Bool { problem == nil }

  /// What table `trace` says of it, nil when lines are in order.
  var note: String? { problem ?? (isSorted ? nil : "lines were not in the order of time and were sorted") }

  private var problem: String? {
    if let (line, cpu) = stepBack {
      let whose = cpu < 0 ? "the time" : "the time of CPU \(cpu)"
      return "\(whose) goes back at line \(line): the text is not in order, or holds the same time twice"
    }
    if isCoarse { return "times are too coarse to order the events" }
    // Now and then two events of a microsecond look the same.
    if lines > 10, repetitions > lines / 4 {
      return "\(repetitions) of \(lines) lines repeat the line before"
    }
    return nil
  }

  /// Fewer digits than recorders print; of plain counts, more ties than a clock has that counts events.
  private var isCoarse: Bool { digits == 0 ? lines > 10 && ties > lines / 2 : digits < Self.usualDigits }
}
