/// What a text says about the recording besides its events.
struct TextHead {
  var cpus = 0
  var release: String?
  var hostname: String?
  var machine: String?
  var version: String?
  var command: String?
  /// clockid_t of perf's events.
  var clockID: Int?
  /// Events that the kernel's buffer overwrote before the text was read.
  var overwritten: Int64 = 0
  /// Entries that the kernel's heads promise, and how many came before.
  private var counts: [(kept: Int, before: Int)] = []
  /// Whether trace-cmd did.
  var isOfTraceCmd = false

  /// Reads a line of the head: the kernel's `# ...`, trace-cmd's `cpus=4`, perf's `# KEY : VALUE`; `entries`
  /// came before it.
  mutating func read(_ line: [UInt8], at entries: Int) {
    let whole = 0..<line.count
    if line.has("cpus=", at: line.skipSpaces(0, line.count)) {
      isOfTraceCmd = true
      cpus = max(cpus, number(line, after: "cpus="))
      return
    }
    cpus = max(cpus, number(line, after: "#P:"))
    if let place = line.find("entries-in-buffer/entries-written:", in: whole) {
      readEntries(line, place + 34, at: entries)
    }
    value(line, "# hostname :", &hostname)
    value(line, "# os release :", &release)
    value(line, "# arch :", &machine)
    value(line, "# perf version :", &version)
    value(line, "# cmdline :", &command)
    cpus = max(cpus, number(line, after: "# nrcpus online :"))
    if line.has("# event :", at: 0), line.find("use_clockid = 1", in: whole) != nil {
      clockID = number(line, after: ", clockid = ")
    }
  }

  /// Reads `IN-BUFFER/WRITTEN`.
  private mutating func readEntries(_ line: [UInt8], _ start: Int, at entries: Int) {
    let from = line.skipSpaces(start, line.count)
    let slash = line.endOfDigits(from, line.count)
    guard slash < line.count, line[slash] == UInt8(ascii: "/"), let kept = line.decimal(from..<slash),
      let written = line.decimal(slash + 1..<line.endOfDigits(slash + 1, line.count))
    else { return }
    if counts.count < 4096 { counts.append((Int(clamping: kept), entries)) }
    if written > kept { overwritten = max(overwritten, Int64(clamping: written - kept)) }
  }

  /// Whether a head counts the entries.
  var isCounted: Bool { !counts.isEmpty }

  /// Entries that the heads promise beyond the `entries` that there are.
  ///
  /// Files of single CPUs have the same head each, with the sum of all CPUs; other files put together have
  /// their own.
  func missing(of entries: Int) -> Int {
    guard let first = counts.first else { return 0 }
    if counts.allSatisfy({ $0.kept == first.kept }) { return max(0, first.kept - entries) }
    var missing = 0
    for (index, count) in counts.enumerated() {
      let end = index + 1 < counts.count ? counts[index + 1].before : entries
      missing += max(0, count.kept - (end - count.before))
    }
    return missing
  }

  /// Whether `line` begins a recording.
  static func begins(_ line: [UInt8]) -> Bool {
    let whole = 0..<line.count
    return line.has("cpus=", at: line.skipSpaces(0, line.count)) || line.find("# tracer:", in: whole) != nil
      || line.find("# captured on", in: whole) != nil
  }

  /// Whether `line` is perf's: `# KEY : VALUE`, whose values may be anything.
  static func describes(_ line: [UInt8]) -> Bool {
    line.has("# ", at: 0) && line.find(" : ", in: 0..<line.count) != nil
  }

  private func number(_ line: [UInt8], after key: StaticString) -> Int {
    guard let place = line.find(key, in: 0..<line.count) else { return 0 }
    let start = line.skipSpaces(place + key.utf8CodeUnitCount, line.count)
    return Int(line.decimal(start..<line.endOfDigits(start, line.count)).map { min($0, 65_536) } ?? 0)
  }

  private func value(_ line: [UInt8], _ key: StaticString, _ result: inout String?) {
    guard line.has(key, at: 0) else { return }
    result = line.text(line.trimmed(key.utf8CodeUnitCount..<line.count))
  }
}
