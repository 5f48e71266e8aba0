/// Lines that such texts have besides events.
enum TextKnownLine {
  /// Nothing to remember.
  case nothing
  case head
  case missing(TextMissing)
  /// trace-cmd found nothing of that CPU.
  case empty(Int32)

  init?(_ line: [UInt8]) {
    let range = line.trimmed(0..<line.count)
    guard let first = range.first else {
      self = .nothing
      return
    }
    if line[first] == UInt8(ascii: "#") {
      self = Self.comment(line, range)
    } else if line.has("cpus=", at: first) || line.has("version = ", at: first) {
      self = .head
    } else if line.has("CPU ", at: first), let cpu = Self.emptyCPU(line, range) {
      self = .empty(cpu)
    } else if line.has("CPU", at: first), let missing = TextMissing(line) {
      self = .missing(missing)
    } else if Self.isElision(line, range) {
      self = .missing(TextMissing(why: "left out of the text"))
    } else if line.has("=>", at: first) || (line.has("--", at: first) && range.count > 2)
      || line.has("Dumping ftrace buffer", at: first) || Self.isFrame(line, range)
      || Self.isMarkup(line, range)
    {
      self = .nothing
    } else {
      return nil
    }
  }

  /// `CPU 3 is empty`.
  private static func emptyCPU(_ line: [UInt8], _ range: Range<Int>) -> Int32? {
    let start = range.lowerBound + 4
    let end = line.endOfDigits(start, range.upperBound)
    guard line.has(" is empty", at: end) else { return nil }
    return line.decimal(start..<end).flatMap { Int32(exactly: $0) }
  }

  /// `# tracer: nop`, perf's `# hostname : x`, and what somebody wrote there.
  private static func comment(_ line: [UInt8], _ range: Range<Int>) -> TextKnownLine {
    // perf lists what its own header lacks.
    guard line.find("missing features", in: range) == nil, !TextHead.describes(line),
      let missing = TextMissing(line)
    else { return .head }
    return .missing(missing)
  }

  /// A function of a call chain as perf prints it: `ffffffff81a06fe2 SYMBOL (FILE)`, `SYMBOL (inlined)`.
  ///
  /// What begins as an event is none: a thread may be called `db worker`.
  private static func isFrame(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.lowerBound > 0 else { return false }
    if line.has("(inlined)", at: range.upperBound - 9) { return true }
    let end = line.endOfToken(range.lowerBound, range.upperBound)
    guard end < range.upperBound, 1...16 ~= end - range.lowerBound else { return false }
    // `160 [003] TIME`, where perf prints no names: functions have no numbers, though some are `[unknown]`.
    if line.has(" [", at: end), end + 2 < range.upperBound, line.isDigit(end + 2) { return false }
    return line.hexadecimal(range.lowerBound..<end) != nil && line.find(" (", in: range) != nil
      && line[range.upperBound - 1] == UInt8(ascii: ")") && TextPrefix.endOfBeginning(line) == nil
  }

  /// A fence of Markdown, or tags of HTML and nothing else.
  private static func isMarkup(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    if line.has("```", at: range.lowerBound) || line.has("~~~", at: range.lowerBound) { return true }
    var at = range.lowerBound
    while at < range.upperBound {
      guard line[at] == UInt8(ascii: "<"), at + 1 < range.upperBound,
        line.isWord(at + 1) || line[at + 1] == UInt8(ascii: "/") || line[at + 1] == UInt8(ascii: "!"),
        let close = line[at..<range.upperBound].firstIndex(of: UInt8(ascii: ">"))
      else { return false }
      at = line.skipSpaces(close + 1, range.upperBound)
    }
    return true
  }

  /// `...`, `[...]`, `[snip]`, `<snip>` and their kind, `-- 8< --`.
  private static func isElision(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    if line.has("--", at: range.lowerBound), line.find("8<", in: range) != nil { return true }
    guard range.count <= 24 else { return false }
    var dots = 0
    for index in range {
      switch line[index] {
      case UInt8(ascii: "."): dots += 1
      case .space, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"): break
      default: return line.find("snip", in: range) != nil || line.text(range) == "\u{2026}"
      }
    }
    return dots >= 2
  }

  /// How a line begins that could not be read as an event.
  enum Beginning {
    /// Not as an event.
    case nothing
    /// As an event: with a thread and a CPU.
    case event
    /// As something else that the recorder prints: a function, a system call.
    case other

    init(_ line: [UInt8]) {
      if Self.isGraph(line) {
        // Events stand among functions as comments, without a time and a thread.
        self = line.find("/* ", in: 0..<line.count) == nil ? .other : .event
      } else if let end = TextPrefix.endOfBeginning(line) {
        self = Self.isFunctionOrCall(line, end) ? .other : .event
      } else {
        self = .nothing
      }
    }

    /// ` 1)   0.764 us    |  exit_to_user_mode_prepare();`, a line of the function graph.
    private static func isGraph(_ line: [UInt8]) -> Bool {
      let start = line.skipSpaces(0, line.count)
      let end = line.endOfDigits(start, line.count)
      return end > start && line.has(")", at: end) && line.find(" |", in: end..<line.count) != nil
    }

    /// `FUNCTION <-CALLER`, `sys_write(fd: 4, ...)`, `sys_write -> 0x1` behind the time.
    private static func isFunctionOrCall(_ line: [UInt8], _ start: Int) -> Bool {
      let rest = line.trimmed(start..<line.count)
      if line.find(" <-", in: rest) != nil { return true }
      guard line.has("sys_", at: rest.lowerBound) else { return false }
      return line.find("(", in: rest) != nil || line.find(" -> ", in: rest) != nil
    }
  }
}
