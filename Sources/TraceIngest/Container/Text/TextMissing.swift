/// What a line says that is missing.
struct TextMissing: Equatable {
  /// Whose events, nil when it does not say.
  var cpu: Int32?
  /// How many, nil when it does not say.
  var events: Int64?
  /// As `event_loss.why`.
  var why: String

  init(cpu: Int32? = nil, events: Int64? = nil, why: String) {
    (self.cpu, self.events, self.why) = (cpu, events, why)
  }

  /// Reads `line`, which is no event; nil when it says nothing of the kind.
  ///
  /// Whatever stands in front of it stands in front of events too, so it is looked for anywhere in the line.
  init?(_ line: [UInt8]) {
    let whole = 0..<line.count
    guard line.count < 512 else { return nil }
    if let found = Self.ofCPU(line, whole) ?? Self.ofPerf(line, whole) ?? Self.told(line, whole) {
      self = found
      return
    }
    return nil
  }

  /// `CPU:1 [LOST 12 EVENTS]` (kernel/trace/trace.c), `CPU:1 [12 EVENTS DROPPED]` (trace-cmd), either maybe
  /// without a number; `##### CPU 1 buffer started ####`, whose earlier events were overwritten.
  private static func ofCPU(_ line: [UInt8], _ whole: Range<Int>) -> TextMissing? {
    guard let place = line.find("CPU", in: whole), place + 4 < line.count else { return nil }
    let start = place + 4
    let end = line.endOfDigits(start, line.count)
    guard end > start, let cpu = line.decimal(start..<end).flatMap({ Int32(exactly: $0) }) else { return nil }
    if line.has(" buffer started", at: end) { return TextMissing(cpu: cpu, why: "ring buffer") }
    guard line.has(" [", at: end) else { return nil }
    let words = end + 2..<line.count
    guard line.find("LOST", in: words) != nil || line.find("DROPPED", in: words) != nil else { return nil }
    return TextMissing(cpu: cpu, events: number(line, words), why: "ring buffer")
  }

  /// `PERF_RECORD_LOST lost 37`, `PERF_RECORD_LOST_SAMPLES lost 37` of `perf script --show-lost-events`.
  private static func ofPerf(_ line: [UInt8], _ whole: Range<Int>) -> TextMissing? {
    guard let place = line.find("PERF_RECORD_LOST", in: whole) else { return nil }
    guard let word = line.find("lost ", in: place..<line.count) else { return TextMissing(why: "perf LOST") }
    return TextMissing(events: number(line, word..<line.count), why: "perf LOST")
  }

  /// What people, the console and logs write: `** 2345 printk messages dropped **`, `Missed 123 kernel
  /// messages`, `[ 200 lines omitted ]`.
  ///
  /// A number, a noun and a word for being gone, in any order.
  private static func told(_ line: [UInt8], _ whole: Range<Int>) -> TextMissing? {
    guard line.count < 160, let count = number(line, whole) else { return nil }
    let words = line.map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }
    guard has(words, nouns), has(words, gone) else { return nil }
    // They count lines of a log, or of a listing, not events.
    let isOfLog = words.find("messages", in: whole) != nil
    return TextMissing(
      events: words.find("events", in: whole) == nil ? nil : count,
      why: isOfLog ? "messages dropped" : "left out of the text")
  }

  private static let nouns: [StaticString] = ["line", "message", "event", "entries", "record", "sample"]
  private static let gone: [StaticString] = [
    "omitted", "dropped", "missed", "missing", "skipped", "suppressed", "lost", "left out", "removed",
    "deleted", "trimmed", "truncated", "elided", "snipped", "cut", "not shown", "hidden", "discarded",
  ]

  private static func has(_ line: [UInt8], _ words: [StaticString]) -> Bool {
    words.contains { line.find($0, in: 0..<line.count) != nil }
  }

  /// The first number in `range`.
  private static func number(_ line: [UInt8], _ range: Range<Int>) -> Int64? {
    guard let at = range.first(where: { line.isDigit($0) }) else { return nil }
    return line.decimal(at..<line.endOfDigits(at, range.upperBound)).flatMap { Int64(exactly: $0) }
  }
}
