/// What a text is made of, one thing at a time.
enum TextItem {
  /// An event, in the scanner's `line` and `prefix`.
  case event
  /// A CPU lost events, nil for "some".
  case lost(cpu: Int32, events: Int64?)
  /// Somebody left lines out.
  case elision
  /// A line of the head, in the scanner's `line`.
  case head
  /// A line that is none of these, in the scanner's `line`.
  case unread
}

/// Puts lines that a mailer broke together again and tells events from all else.
struct TextScanner: ~Escapable {
  private var lines: TextLines
  /// The line, in one piece.
  private(set) var line: [UInt8] = []
  private(set) var prefix: TextPrefix?
  /// Number of its first line.
  private(set) var number: Int64 = 0
  /// Whether the event stood in one line as it was printed.
  private(set) var isWhole = true

  private var ahead: [UInt8] = []
  private var hasAhead = false
  private var aheadNumber: Int64 = 0
  private var aheadWasEncoded = false

  /// Pieces that a line was broken into at most.
  private static let maximumPieces = 8

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) { lines = TextLines(bytes) }

  /// Bytes gone through.
  var position: Int { lines.position }

  /// The next thing, nil at the end.
  mutating func next() -> TextItem? {
    while takeLine() {
      if let known = TextKnownLine(line) {
        switch known {
        case .nothing: continue
        case .head: return .head
        case .elision: return .elision
        case .lost(let cpu, let events): return .lost(cpu: cpu, events: events)
        }
      }
      prefix = TextPrefix(line)
      if prefix == nil { joinBrokenPrefix() }
      guard prefix != nil else { return .unread }
      joinPayload()
      // What `perf script --show-task-events` prints beside the samples.
      if let name = prefix?.name, line.has("PERF_RECORD_", at: name.lowerBound) { continue }
      return .event
    }
    return nil
  }

  private mutating func takeLine() -> Bool {
    if hasAhead {
      swap(&line, &ahead)
      (number, isWhole, hasAhead) = (aheadNumber, !aheadWasEncoded, false)
      return true
    }
    guard lines.next(&line) else { return false }
    (number, isWhole) = (lines.number, !lines.wasEncoded)
    return true
  }

  /// Looks at the line after this one.
  private mutating func peek() -> Bool {
    guard !hasAhead else { return true }
    hasAhead = lines.next(&ahead)
    (aheadNumber, aheadWasEncoded) = (lines.number, lines.wasEncoded)
    return hasAhead
  }

  private mutating func join() {
    line.append(.space)
    line += ahead[ahead.skipSpaces(0, ahead.count)...]
    hasAhead = false
    isWhole = false
  }

  /// A line broken before the event's name reads as nothing, but as an event together with the next.
  private mutating func joinBrokenPrefix() {
    // Prose is not worth the trouble: there is a CPU or a time in any beginning of an event.
    guard line.contains(where: { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), line.count < 256, peek(),
      ahead.count < 256, TextKnownLine(ahead) == nil, TextPrefix(ahead) == nil
    else { return }
    let together = line + [.space] + ahead[ahead.skipSpaces(0, ahead.count)...]
    guard let found = TextPrefix(together) else { return }
    prefix = found
    line = together
    hasAhead = false
    isWhole = false
  }

  private mutating func joinPayload() {
    var pieces = 1
    while pieces < Self.maximumPieces, line.count < TextLines.longest, peek(), goesOn() {
      join()
      pieces += 1
    }
    if pieces > 1, let whole = TextPrefix(line) { prefix = whole }
  }

  /// Whether the line ahead is a piece of this one.
  private func goesOn() -> Bool {
    guard let prefix, ahead.count < 256, TextKnownLine(ahead) == nil else { return false }
    let start = ahead.skipSpaces(0, ahead.count)
    guard start < ahead.count else { return false }
    let end = ahead.endOfToken(start, ahead.count)
    var place = start
    while place < end, ahead.isWord(place) { place += 1 }
    let isField = place > start && place < end && ahead[place] == UInt8(ascii: "=")
    let isReason = ahead.has("reason:", at: start) || ahead.has("pages:", at: start)
    let isProbe = ahead[start] == UInt8(ascii: "(") || ahead.has("<-", at: start)
    return (isField || isReason || isProbe || isOpen(prefix) || ahead.has("==>", at: start))
      && TextPrefix(ahead) == nil
  }

  /// Whether this line cannot be all.
  private func isOpen(_ prefix: TextPrefix) -> Bool {
    let payload = line.trimmed(min(prefix.payload, line.count)..<line.count)
    guard !payload.isEmpty else { return true }
    if line.has("==>", at: payload.upperBound - 3) { return true }
    if line[payload.lowerBound] == UInt8(ascii: "(") {
      return line[payload].firstIndex(of: UInt8(ascii: ")")) == nil
    }
    if line.has("tlb_flush:", at: prefix.name.lowerBound), let reason = line.find("reason:", in: payload) {
      return line.find(")", in: reason..<payload.upperBound) == nil
    }
    return line.has("sched_switch:", at: prefix.name.lowerBound) && line.find("==>", in: payload) == nil
      && line.find("next_pid", in: payload) == nil
  }
}

/// Lines that such texts have besides events.
enum TextKnownLine {
  /// Nothing to remember.
  case nothing
  case head
  case elision
  case lost(cpu: Int32, events: Int64?)

  init?(_ line: [UInt8]) {
    let range = line.trimmed(0..<line.count)
    guard let first = range.first else {
      self = .nothing
      return
    }
    if line[first] == UInt8(ascii: "#") || line.has("cpus=", at: first) || line.has("version = ", at: first) {
      self = .head
    } else if line.has("CPU", at: first), let known = Self.ofCPU(line, range) {
      self = known
    } else if line.has("=>", at: first) || line.has("--", at: first)
      || line.has("Dumping ftrace buffer", at: first) || Self.isFrame(line, range)
    {
      self = line.find("8<", in: range) == nil ? .nothing : .elision
    } else if Self.isElision(line, range) {
      self = .elision
    } else {
      return nil
    }
  }

  /// `CPU:1 [LOST 12 EVENTS]`, `CPU:1 [12 EVENTS DROPPED]`, either maybe without a number; `CPU 1 is empty`.
  private static func ofCPU(_ line: [UInt8], _ range: Range<Int>) -> TextKnownLine? {
    let start = range.lowerBound + 4
    let end = line.endOfDigits(min(start, range.upperBound), range.upperBound)
    guard end > start, let cpu = line.decimal(start..<end).flatMap({ Int32(exactly: $0) }) else { return nil }
    if line.has(" is empty", at: end) { return .nothing }
    guard line.has(" [", at: end) else { return nil }
    let words = end + 2..<range.upperBound
    guard line.find("LOST", in: words) != nil || line.find("DROPPED", in: words) != nil else { return nil }
    for at in words where line.isDigit(at) {
      let count = line.decimal(at..<line.endOfDigits(at, range.upperBound))
      return .lost(cpu: cpu, events: count.flatMap { Int64(exactly: $0) })
    }
    return .lost(cpu: cpu, events: nil)
  }

  /// A function of a call chain as perf prints it: `ffffffff81a06fe2 SYMBOL (FILE)`.
  private static func isFrame(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    let end = line.endOfToken(range.lowerBound, range.upperBound)
    guard end < range.upperBound, range.lowerBound > 0, 1...16 ~= end - range.lowerBound else { return false }
    return line.hexadecimal(range.lowerBound..<end) != nil && line.find(" (", in: range) != nil
      && line[range.upperBound - 1] == UInt8(ascii: ")")
  }

  /// `...`, `[...]`, `[snip]`, `<snip>` and their kind.
  private static func isElision(_ line: [UInt8], _ range: Range<Int>) -> Bool {
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
}
