/// The events that a text names, and how their lines are read.
struct TextCatalog {
  /// Where a probe sits, which its payload shows.
  enum Shape: Sendable {
    case tracepoint
    case entry
    case exit
  }

  /// One event.
  struct Entry: Sendable {
    var event: RecordedEvent
    var shape: Shape
    var isKept: Bool
    /// Names of the field that argument i is taken from.
    var argumentNames: [[[UInt8]]]
    var textName: [UInt8]?
    /// Arguments that some line of it has.
    var usual: UInt8 = 0

    /// Characters of pointers, by argument; a shorter one was cut off.
    var widths = InlineArray<6, Int>(repeating: 0)

    /// Arguments that lines may lack beside others that have them: a cgroup is a number or a path.
    var optional: UInt8 { event.kind.description.optional }

    /// Arguments that a line must have to be of use: the essential ones, and others as far as any line has them.
    var needed: UInt8 { event.kind.description.essential | event.kind.description.usual & usual }
  }

  private(set) var entries: [Entry] = []
  private var numbers: [ArraySlice<UInt8>: [Int]] = [:]
  private let globs: [Glob]

  /// Damaged text may name any number of events.
  private static let limit = 4096

  /// An empty catalog; events that match `keep` are stored as they are.
  init(keep: [String]) { globs = keep.map { Glob($0) } }

  /// Number of the event of a line, nil when it cannot be told or there are too many.
  mutating func number(_ line: [UInt8], _ prefix: TextPrefix) -> Int? {
    let key = line[(prefix.system.isEmpty ? prefix.name : prefix.system.lowerBound..<prefix.name.upperBound)]
    // Cut off before it shows what it is: then it is what other lines of that name are.
    guard let shape = Self.shape(line, prefix) else { return numbers[key]?.first }
    for number in numbers[key] ?? [] where entries[number].shape == shape { return number }
    guard entries.count < Self.limit, key.count <= 128 else { return nil }
    entries.append(make(line, prefix, shape))
    numbers[ArraySlice(Array(key)), default: []].append(entries.count - 1)
    return entries.count - 1
  }

  private func make(_ line: [UInt8], _ prefix: TextPrefix, _ shape: Shape) -> Entry {
    var name = line.text(prefix.name)
    var system: String? = prefix.system.isEmpty ? nil : line.text(prefix.system)
    // The kernel prints marks under the name of the function that wrote them.
    if name == "tracing_mark_write", system == nil { name = "print" }
    if name.hasPrefix("<") {
      (system, name) = ("ftrace", name.hasPrefix("<user") ? "user_stack" : "kernel_stack")
    }
    let fields = shape == .tracepoint ? [] : [shape == .exit ? "__probe_ret_ip" : "__probe_ip"]
    let named = EventKind.classify(system: system, name: name, fieldNames: fields)
    // Its functions are on lines of their own, of which none are read.
    let kind = named == .kernelStack ? .other : named
    if system == nil, shape == .tracepoint { system = Tracepoint.all.first { $0.name == name }?.system }
    let event = RecordedEvent(kernelID: nil, system: system ?? "", name: name, kind: kind)
    let names = kind.description.arguments.map { $0.fields + ($0.printed.map { [$0] } ?? []) }
    return Entry(
      event: event, shape: shape, isKept: kind == .other && globs.contains { $0.matches(event.system, name) },
      argumentNames: names.map { $0.map { Array($0.utf8) } }, textName: kind.textName.map { Array($0.utf8) })
  }

  /// What the payload shows to be on which side of a function.
  ///
  /// Probes print where they sit in parentheses: `(FUNCTION+0x0/0x10)`, `(CALLER+0x1/0x2 <- FUNCTION)`;
  /// with raw fields they have names of their own. nil when the parenthesis does not end.
  private static func shape(_ line: [UInt8], _ prefix: TextPrefix) -> Shape? {
    let start = line.skipSpaces(prefix.payload, line.count)
    if line.has("__probe_ip", at: start) { return .entry }
    if line.has("__probe_func", at: start) || line.has("__probe_ret_ip", at: start) { return .exit }
    guard start < line.count, line[start] == UInt8(ascii: "("),
      !line.has("print:", at: prefix.name.lowerBound),
      !line.has("tracing_mark_write", at: prefix.name.lowerBound)
    else { return .tracepoint }
    guard let end = line[start...].firstIndex(of: UInt8(ascii: ")")) else { return nil }
    // A symbol, or digits: anything else in parentheses is what a tracepoint prints.
    guard start + 1 < end, line.isWord(start + 1) else { return .tracepoint }
    return line.find("<-", in: start..<end) == nil ? .entry : .exit
  }

  /// Notes that lines of the event may have these arguments.
  mutating func note(usual: UInt8, widths: InlineArray<6, Int>, _ number: Int) {
    entries[number].usual |= usual & ~entries[number].optional
    // `0x` and 16 digits are the most that a pointer has.
    for index in 0..<6 where widths[index] <= 18 {
      entries[number].widths[index] = max(entries[number].widths[index], widths[index])
    }
  }

  mutating func countDecoded(_ number: Int) { entries[number].event.decoded += 1 }

  mutating func countUnreadable(_ number: Int) {
    entries[number].event.undecodable += 1
    entries[number].event.why = "lines that are cut off or garbled"
  }

  /// Forgets what was counted.
  mutating func resetCounts() {
    for number in entries.indices {
      (entries[number].event.decoded, entries[number].event.undecodable) = (0, 0)
    }
  }
}
