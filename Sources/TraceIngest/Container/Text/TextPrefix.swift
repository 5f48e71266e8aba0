/// What stands before the payload in a line: who, where, when, and the event's name.
///
/// Lines of the kernel's trace file (kernel/trace/trace_output.c), of `trace-cmd report` and of
/// `perf script`. A thread's name may contain anything, so the CPU's brackets are looked for first, and
/// what is left of them is read from its end.
struct TextPrefix {
  /// Who prints lines like this.
  enum Style {
    case kernel
    case perf
  }

  var style = Style.kernel
  var comm = 0..<0
  var tid: Int32 = 0
  var tgid: Int32?
  /// -1 when the line does not say it.
  var cpu: Int32 = -1
  var time = TextTime()
  /// Tracing instance in front of the line (trace-cmd), empty for the top one.
  var buffer = 0..<0
  var system = 0..<0
  var name = 0..<0
  /// Where the payload begins.
  var payload = 0

  /// Reads the prefix of `line`, nil when there is none.
  init?(_ line: [UInt8]) {
    var at = 0
    while let (open, close, cpu) = Self.nextCPU(line, from: at) {
      at = open + 1
      self.cpu = cpu
      if readThread(line, 0..<open), readRest(line, from: close + 1, mayHaveFlags: true),
        hasName || !system.isEmpty
      {
        return
      }
    }
    cpu = -1
    guard readWithoutBrackets(line) else { return nil }
  }

  /// The next `[CPU]` and its brackets.
  static func nextCPU(_ line: [UInt8], from start: Int) -> (open: Int, close: Int, cpu: Int32)? {
    var at = start
    while let open = line[at...].firstIndex(of: UInt8(ascii: "[")) {
      at = open + 1
      let close = line.endOfDigits(at, line.count)
      guard close > at, close < line.count, line[close] == UInt8(ascii: "]"), open > 0,
        line.isSpace(open - 1), let cpu = line.decimal(at..<close), cpu < 1 << 16
      else { continue }
      return (open, close, Int32(cpu))
    }
    return nil
  }

  init() {}

  /// Whether a thread is named, be it by nothing.
  var hasName: Bool { style == .kernel || !comm.isEmpty }

  /// `[BUFFER: ]COMM-TID [(TGID)]`, or perf's `COMM [PID/]TID`.
  mutating func readThread(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    var left = line.trimmed(range)
    if !left.isEmpty, line[left.upperBound - 1] == UInt8(ascii: ")"),
      let open = line[left].lastIndex(of: UInt8(ascii: "("))
    {
      // Dashes stand for a thread group that was not recorded.
      tgid = line.decimal(line.trimmed(open + 1..<left.upperBound - 1)).flatMap { Int32(exactly: $0) }
      left = line.trimmed(left.lowerBound..<open)
    }
    var start = left.upperBound
    while start > left.lowerBound, line.isDigit(start - 1) { start -= 1 }
    guard let number = line.decimal(start..<left.upperBound), let tid = Int32(exactly: number) else {
      return false
    }
    self.tid = tid
    guard start > left.lowerBound else {
      // perf prints no name when it is told so.
      (style, comm) = (.perf, start..<start)
      return true
    }
    var end = start - 1
    switch line[end] {
    case UInt8(ascii: "-") where end > left.lowerBound && line.isSpace(end - 1):
      // perf's `:-1 -1`, a thread that has exited.
      self.tid = -tid
      style = .perf
    case UInt8(ascii: "-"): style = .kernel
    case UInt8(ascii: "/"):
      // pid/tid; a name may end in such a thing, but then a tid follows it.
      style = .perf
      let digits = end
      while end > left.lowerBound, line.isDigit(end - 1) { end -= 1 }
      guard end < digits, end > left.lowerBound, line.isSpace(end - 1) else { return false }
      tgid = line.decimal(end..<digits).flatMap { Int32(exactly: $0) }
    case .space, UInt8(ascii: "\t"): style = .perf
    default: return false
    }
    comm = line.trimmed(left.lowerBound..<end)
    stripList(line)
    if style == .kernel { splitBuffer(line) }
    return comm.count <= 64
  }

  /// Takes away what tools put before a line: `FILE:12:`, `12-`, `12 TAB`, `- `, `* ` and a backtick.
  ///
  /// A thread's name is shorter than its column: it is what follows two spaces.
  private mutating func stripList(_ line: [UInt8]) {
    guard let first = comm.first else { return }
    if line.has("* ", at: first) || line.has("- ", at: first) {
      comm = line.trimmed(first + 2..<comm.upperBound)
    }
    if let first = comm.first, line[first] == UInt8(ascii: "`") { comm = first + 1..<comm.upperBound }
    guard let first = comm.first, let place = lastWideSpace(line) else { return }
    let before = line.trimmed(first..<place)
    guard let last = before.last else { return }
    let isNumbered = line.isDigit(first) || line[last] == UInt8(ascii: ":")
    let endsSo = line.isDigit(last) || line[last] == UInt8(ascii: ":") || line[last] == UInt8(ascii: "-")
    if isNumbered, endsSo { comm = line.trimmed(place..<comm.upperBound) }
  }

  /// Where two spaces, or a tab, begin last in the name.
  private func lastWideSpace(_ line: [UInt8]) -> Int? {
    comm.dropLast().last { line[$0] == UInt8(ascii: "\t") || (line.isSpace($0) && line.isSpace($0 + 1)) }
  }

  /// Characters that a thread's name has room for in front of its tid.
  private static let commColumn = 16

  /// trace-cmd puts the instance's name before the column of thread names, which may have colons too.
  private mutating func splitBuffer(_ line: [UInt8]) {
    guard let colon = line[comm].firstIndex(of: UInt8(ascii: ":")), colon + 1 < comm.upperBound,
      line.isSpace(colon + 1), comm.upperBound - colon - 2 >= Self.commColumn
    else { return }
    buffer = comm.lowerBound..<colon
    comm = line.trimmed(colon + 1..<comm.upperBound)
  }

  /// Reads what follows the CPU.
  ///
  /// `[FLAGS] TIME: [(+DIFFERENCE)] [PERIOD] [SYSTEM:]NAME: `
  private mutating func readRest(_ line: [UInt8], from start: Int, mayHaveFlags: Bool) -> Bool {
    var at = line.skipSpaces(start, line.count)
    if mayHaveFlags, at < line.count, !line.isDigit(at) {
      let end = line.endOfToken(at, line.count)
      guard end - at <= 10 else { return false }
      at = line.skipSpaces(end, line.count)
    }
    guard let time = TextTime(line, at) else { return false }
    self.time = time
    return readName(line, from: time.end)
  }

  private mutating func readName(_ line: [UInt8], from start: Int) -> Bool {
    var at = line.skipSpaces(start, line.count)
    if line.has("(+", at: at), let close = line[at...].firstIndex(of: UInt8(ascii: ")")) {
      at = line.skipSpaces(close + 1, line.count)
    }
    let digits = line.endOfDigits(at, line.count)
    if digits > at, digits < line.count, line.isSpace(digits) { at = line.skipSpaces(digits, line.count) }
    // The kernel's own name for an event that has none in its output.
    if line.has("<stack trace", at: at) || line.has("<user stack trace", at: at) {
      name = at..<line.count
      payload = at
      return true
    }
    guard let first = word(line, at) else { return false }
    name = first
    payload = first.upperBound + 1
    if payload < line.count, line.isWord(payload), let second = word(line, payload) {
      system = first
      name = second
      payload = second.upperBound + 1
      style = .perf
    }
    payload = min(payload, line.count)
    return true
  }

  /// A word that a colon follows.
  private func word(_ line: [UInt8], _ start: Int) -> Range<Int>? {
    var end = start
    while end < line.count, line.isWord(end) || (end > start && line[end] == UInt8(ascii: "-")) { end += 1 }
    guard end > start, !line.isDigit(start), end < line.count, line[end] == UInt8(ascii: ":") else {
      return nil
    }
    return start..<end
  }

  /// Lines without `[CPU]`: the latency format, `COMM-TID CPUFLAGS TIME:`, and perf's without a CPU,
  /// `COMM TID TIME:`.
  private mutating func readWithoutBrackets(_ line: [UInt8]) -> Bool {
    var at = line.skipSpaces(0, line.count)
    var before = 0..<0
    while at < line.count {
      let end = line.endOfToken(at, line.count)
      if !before.isEmpty, line.isDigit(at), let time = TextTime(line, at) {
        self.time = time
        if readThreadOfLatency(line, before) || readThreadOfPerf(line, before),
          readName(line, from: time.end)
        {
          return true
        }
      }
      before = at..<end
      at = line.skipSpaces(end, line.count)
    }
    return false
  }

  /// `before` is CPU and flags in one word.
  mutating func readThreadOfLatency(_ line: [UInt8], _ before: Range<Int>) -> Bool {
    let end = line.endOfDigits(before.lowerBound, before.upperBound)
    guard end > before.lowerBound, end < before.upperBound, before.upperBound - end <= 8,
      let cpu = line.decimal(before.lowerBound..<end), cpu < 1 << 16
    else { return false }
    guard readThread(line, 0..<before.lowerBound), style == .kernel else { return false }
    self.cpu = Int32(cpu)
    return true
  }

  private mutating func readThreadOfPerf(_ line: [UInt8], _ before: Range<Int>) -> Bool {
    cpu = -1
    return readThread(line, 0..<before.upperBound) && style == .perf
  }
}

/// A time as text has it: seconds and a fraction, or a plain count of the clock.
struct TextTime {
  /// Nanoseconds, or the count.
  var value: Int64 = 0
  /// Digits of the fraction, 0 for a plain count.
  var digits = 0
  /// Behind the colon that ends it.
  var end = 0

  private static let latest: UInt64 = 1 << 62 - 1

  init() {}

  /// The time at `start` of `line`, nil when there is none that a colon follows.
  init?(_ line: [UInt8], _ start: Int) {
    let point = line.endOfDigits(start, line.count)
    guard point > start, point < line.count, let whole = line.decimal(start..<point) else { return nil }
    var at = point
    if line[point] == UInt8(ascii: ".") {
      at = line.endOfDigits(point + 1, line.count)
      digits = at - point - 1
      guard 1...9 ~= digits, var fraction = line.decimal(point + 1..<at), whole < Self.latest / 1_000_000_000
      else { return nil }
      for _ in digits..<9 { fraction *= 10 }
      value = Int64(whole * 1_000_000_000 + fraction)
    } else if line.has("us", at: point) {
      // The latency format counts from the first line; a mark for a delay may follow.
      guard whole < Self.latest / 1000 else { return nil }
      value = Int64(whole * 1000)
      digits = 6
      at = point + 2
      if at < line.count, line[at] != UInt8(ascii: ":") { at += 1 }
    } else {
      value = Int64(min(whole, Self.latest))
    }
    guard at < line.count, line[at] == UInt8(ascii: ":") else { return nil }
    end = at + 1
  }
}
