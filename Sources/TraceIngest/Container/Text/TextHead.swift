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
  /// Whether the kernel printed it, not trace-cmd or perf.
  var isOfKernel = false
  /// Whether trace-cmd did.
  var isOfTraceCmd = false

  /// Reads a line of the head: the kernel's `# ...`, trace-cmd's `cpus=4`, perf's `# KEY : VALUE`.
  mutating func read(_ line: [UInt8]) {
    let whole = 0..<line.count
    if line.has("cpus=", at: line.skipSpaces(0, line.count)) {
      isOfTraceCmd = true
      cpus = max(cpus, number(line, after: "cpus="))
      return
    }
    if line.find("# tracer:", in: whole) != nil { isOfKernel = true }
    cpus = max(cpus, number(line, after: "#P:"))
    if let place = line.find("entries-in-buffer/entries-written:", in: whole) {
      readEntries(line, place + 34)
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
  private mutating func readEntries(_ line: [UInt8], _ start: Int) {
    let from = line.skipSpaces(start, line.count)
    let slash = line.endOfDigits(from, line.count)
    guard slash < line.count, line[slash] == UInt8(ascii: "/"), let kept = line.decimal(from..<slash),
      let written = line.decimal(slash + 1..<line.endOfDigits(slash + 1, line.count)), written > kept
    else { return }
    overwritten = Int64(clamping: written - kept)
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
