/// What a text is made of, one thing at a time.
enum TextItem {
  /// An event, in the scanner's `line` and `prefix`.
  case event
  /// The text says that something is missing here: events of a CPU, or nobody knows whose.
  case missing(TextMissing)
  /// The text says that there is nothing of a CPU.
  case empty(Int32)
  /// A line of the head, in the scanner's `line`.
  case head
  /// A line of the recorder's that is no event of interest: a function, a system call.
  case entry
  /// A line that is none of these, in the scanner's `line`.
  ///
  /// - Parameter isBegun: whether it begins as events do.
  case unread(isBegun: Bool)
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

  /// Where its first line begins.
  private(set) var start = 0
  /// Characters of its line, nil when it was put together from several.
  var width: Int? { isWhole ? lineWidth : nil }

  private var lineWidth = 0
  private var aheadStart = 0
  private var aheadWidth = 0
  private var ahead: [UInt8] = []
  private var hasAhead = false
  private var aheadNumber: Int64 = 0
  private var aheadWasEncoded = false

  /// Pieces that a line was broken into at most.
  private static let maximumPieces = 8

  /// The things in `bytes`, from `start` on, which is the beginning of the line after line `number`.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, from start: Int = 0, number: Int64 = 0) {
    lines = TextLines(bytes, from: start, number: number)
  }

  /// Bytes gone through.
  var position: Int { lines.position }

  /// The next thing, nil at the end.
  mutating func next() -> TextItem? {
    while takeLine() {
      if let known = TextKnownLine(line) {
        switch known {
        case .nothing: continue
        case .head: return .head
        case .missing(let missing): return .missing(missing)
        case .empty(let cpu): return .empty(cpu)
        }
      }
      prefix = TextPrefix(line)
      if prefix == nil {
        if let missing = TextMissing(line) { return .missing(missing) }
        joinBrokenPrefix()
      }
      guard prefix != nil else {
        switch TextKnownLine.Beginning(line) {
        case .nothing: return .unread(isBegun: false)
        case .event: return .unread(isBegun: true)
        case .other: return .entry
        }
      }
      joinPayload()
      // What `perf script --show-task-events` prints beside the samples.
      if let name = prefix?.name, line.has("PERF_RECORD_", at: name.lowerBound) {
        if let missing = TextMissing(line) { return .missing(missing) }
        continue
      }
      return .event
    }
    return nil
  }

  private mutating func takeLine() -> Bool {
    if hasAhead {
      swap(&line, &ahead)
      (start, lineWidth) = (aheadStart, aheadWidth)
      (number, isWhole, hasAhead) = (aheadNumber, !aheadWasEncoded, false)
      return true
    }
    guard lines.next(&line) else { return false }
    (number, isWhole) = (lines.number, !lines.wasEncoded)
    (start, lineWidth) = (lines.start, lines.width)
    return true
  }

  /// Looks at the line after this one.
  private mutating func peek() -> Bool {
    guard !hasAhead else { return true }
    hasAhead = lines.next(&ahead)
    (aheadNumber, aheadWasEncoded) = (lines.number, lines.wasEncoded)
    (aheadStart, aheadWidth) = (lines.start, lines.width)
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
