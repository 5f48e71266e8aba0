/// A line read as an event.
struct TextEvent {
  var event: Event
  /// Arguments whose names are in the line, whether or not their values make sense.
  var named: UInt8 = 0
  /// Characters of the arguments that are pointers to structures of the kernel.
  var widths = InlineArray<6, Int>(repeating: 0)
  /// The text argument.
  var text = 0..<0
  /// Whether something in it begins like a value and does not go on like one.
  var isGarbled = false
  /// `key=value` words in it.
  var fields = 0
  /// Whether it ends in something that is none of them, nor in a parenthesis.
  var endsInPiece = false

  /// Reads the payload of `line`, which `entry` describes.
  init(_ line: [UInt8], _ prefix: TextPrefix, _ entry: TextCatalog.Entry) {
    event = Event(
      ts: prefix.time.value, cpu: prefix.cpu, tid: prefix.tid, kind: entry.event.kind, present: 0,
      arguments: InlineArray(repeating: 0))
    let payload = line.trimmed(min(prefix.payload, line.count)..<line.count)
    switch entry.event.kind {
    case .other: break
    case .print: readMark(line, payload)
    case .schedSwitch
    where line.find(" ==> ", in: payload) != nil && line.find("prev_comm=", in: payload) == nil:
      readPlainSwitch(line, payload)
    default:
      readFields(line, payload, entry)
      if event.kind == .schedSwitch { readState(line, payload) }
      if event.kind == .tlbFlush { readReason(line, payload) }
    }
    // perf has no thread for an event after the thread's exit.
    if prefix.tid < 0, event.kind == .schedSwitch, event.present & 1 != 0 {
      event.tid = Int32(truncatingIfNeeded: event.signed(0))
    }
  }

  private static let pointers = ["mm", "tlb", "info", "child_mm"].map { Array($0.utf8) }

  private func isNull(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    line.has("(null)", at: range.lowerBound) || (range.count == 3 && line.has("0x0", at: range.lowerBound))
  }

  private mutating func set(_ index: Int, _ value: UInt64) {
    event.arguments[index] = value
    event.present |= 1 << UInt8(index)
    named |= 1 << UInt8(index)
  }

  private mutating func readFields(_ line: [UInt8], _ payload: Range<Int>, _ entry: TextCatalog.Entry) {
    let fields = TextFields(line, payload)
    self.fields = fields.all.count
    if let last = fields.all.last, last.value.upperBound < payload.upperBound {
      endsInPiece = line[payload.upperBound - 1] != UInt8(ascii: ")")
    }
    for (index, names) in entry.argumentNames.enumerated() {
      guard let field = fields.first(names, in: line) else { continue }
      let isPointer = names.contains { Self.pointers.contains($0) }
      if isPointer { widths[index] = field.value.count }
      switch TextValue(line, field.value) {
      case .number
      where isPointer && field.value.count < max(entry.widths[index], 8) && !isNull(line, field.value):
        named |= 1 << UInt8(index)
        isGarbled = true
      case .number(let value): set(index, value)
      case .symbol: named |= 1 << UInt8(index)
      case .garbled:
        named |= 1 << UInt8(index)
        isGarbled = true
      }
    }
    if let name = entry.textName, let field = fields.first([name], in: line) {
      // Names of threads may have spaces: the value goes on to the next key.
      let next = fields.all.first { $0.key.lowerBound > field.key.lowerBound }
      text = line.trimmed(field.value.lowerBound..<(next?.key.lowerBound ?? payload.upperBound))
      // What the kernel prints for a string that is not there.
      if text.count == 6, line.has("(null)", at: text.lowerBound) { text = text.lowerBound..<text.lowerBound }
    }
  }

  /// `[tracing_mark_write: ]TEXT`, `0xffffffff8115c5ed: TEXT`, raw `ip=0x... buf=TEXT`.
  private mutating func readMark(_ line: [UInt8], _ payload: Range<Int>) {
    text = payload
    if line.has("ip=", at: payload.lowerBound), let buf = line.find(" buf=", in: payload) {
      text = buf + 5..<payload.upperBound
    } else if line.has("0x", at: payload.lowerBound)
      || line.has("tracing_mark_write:", at: payload.lowerBound),
      let colon = line[payload].firstIndex(of: UInt8(ascii: ":"))
    {
      text = line.trimmed(colon + 1..<payload.upperBound)
    }
  }

  /// trace-cmd's plugin: `COMM:PID [PRIO] STATE ==> COMM:PID [PRIO]`.
  private mutating func readPlainSwitch(_ line: [UInt8], _ payload: Range<Int>) {
    guard let arrow = line.find(" ==> ", in: payload) else { return }
    if let (_, pid, rest) = thread(line, payload.lowerBound..<arrow) {
      set(0, UInt64(bitPattern: pid))
      if let state = Self.state(line, line.trimmed(rest..<arrow), isPlugin: true) { set(2, state) }
    }
    if let (comm, pid, _) = thread(line, arrow + 5..<payload.upperBound) {
      set(1, UInt64(bitPattern: pid))
      text = comm
    }
  }

  /// `COMM:PID [PRIO]` and where it ends.
  private func thread(_ line: [UInt8], _ range: Range<Int>) -> (comm: Range<Int>, pid: Int64, rest: Int)? {
    guard let open = line.find(" [", in: range),
      let close = line[open..<range.upperBound].firstIndex(of: UInt8(ascii: "]")),
      let colon = line[range.lowerBound..<open].lastIndex(of: UInt8(ascii: ":")),
      let pid = line.decimal(colon + 1..<open)
    else { return nil }
    return (line.trimmed(range.lowerBound..<colon), Int64(clamping: pid), close + 1)
  }

  /// `prev_state=` in letters; numbers were read as such.
  private mutating func readState(_ line: [UInt8], _ payload: Range<Int>) {
    guard event.present & 4 == 0, let place = line.find("prev_state=", in: payload) else { return }
    let start = place + 11
    let end = line.endOfToken(start, payload.upperBound)
    guard let state = Self.state(line, start..<end, isPlugin: false) else { return }
    set(2, state)
    isGarbled = false
  }

  /// The task state in letters.
  ///
  /// They are those of `TASK_REPORT` of include/trace/events/sched.h, where `+` marks a thread that
  /// was preempted. trace-cmd's plugin has letters of its own for some bits (plugin_sched_switch.c).
  private static func state(_ line: [UInt8], _ range: Range<Int>, isPlugin: Bool) -> UInt64? {
    let letters: StaticString = isPlugin ? "SDTtZXxW" : "SDTtXZPI"
    var state: UInt64 = 0
    for index in range {
      switch line[index] {
      case UInt8(ascii: "R"), UInt8(ascii: "|"): break
      case UInt8(ascii: "+"): state |= 0x100
      default:
        guard let bit = (0..<8).first(where: { letters.utf8Start[$0] == line[index] }) else { return nil }
        state |= 1 << UInt64(bit)
      }
    }
    return range.isEmpty ? nil : state
  }

  /// `reason:local mm shootdown (3)`.
  private mutating func readReason(_ line: [UInt8], _ payload: Range<Int>) {
    guard event.present & 1 == 0, let place = line.find("reason", in: payload) else { return }
    guard let open = line.find("(", in: place..<payload.upperBound),
      let close = line[open..<payload.upperBound].firstIndex(of: UInt8(ascii: ")")),
      let reason = line.decimal(open + 1..<close)
    else {
      named |= 1
      return
    }
    set(0, reason)
    isGarbled = false
  }

  /// Drops the argument whose value ends the line: what was cut off may have gone on.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  mutating func dropLast(_ line: [UInt8], _ prefix: TextPrefix, _ entry: TextCatalog.Entry) -> Bool {
    let payload = line.trimmed(min(prefix.payload, line.count)..<line.count)
    let fields = TextFields(line, payload)
    guard let last = fields.all.last, last.value.upperBound == payload.upperBound else { return false }
    for (index, names) in entry.argumentNames.enumerated() {
      guard let field = fields.first(names, in: line), field.key == last.key else { continue }
      event.present &= ~(1 << UInt8(index))
      event.arguments[index] = 0
      return true
    }
    return false
  }
}
