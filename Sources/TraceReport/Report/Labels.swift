import TraceQuery

/// What a report calls addresses: a kernel pointer never leaves the recording unless it is asked for.
struct Labels {
  /// The address that is called A.
  let base: Int64?
  /// The kernel's pointer to the mm, M1.
  let mm: Int64?
  /// Whether addresses are shown as they are.
  let isPlain: Bool

  init(_ finding: Finding, plain: Bool) {
    base = finding.fault.map { $0.address & ~4095 } ?? finding.window?.start ?? finding.load?.flush.start
    mm = finding.mm
    isPlain = plain
  }

  /// The mm.
  var mmName: String { isPlain ? mm.map(hexadecimal) ?? "unknown" : "M1" }

  /// An address of the process: relative to A where it is near.
  func address(_ address: Int64) -> String {
    guard !isPlain, let base else { return isPlain || address >= 0 ? hexadecimal(address) : "kernel" }
    let (distance, overflow) = address.subtractingReportingOverflow(base)
    guard !overflow, distance.magnitude < 1 << 40 else {
      return address >= 0 ? hexadecimal(address) : "kernel"
    }
    if distance == 0 { return "A" }
    return "A\(distance < 0 ? "-" : "+")\(size(distance.magnitude))"
  }

  /// A range of addresses; `end` -1 is everything.
  func range(_ start: Int64, _ end: Int64) -> String {
    end == -1 ? "all" : "[\(address(start)), \(address(end)))"
  }

  /// What A stands for, as a sentence; nil when nothing is called A.
  func legend(isPage: Bool) -> String? {
    guard !isPlain, let base, base >= 0, !(base == 0 && !isPage) else { return nil }
    return "A is \(isPage ? "the page at " : "")\(hexadecimal(base)) in user space; M1 is the mm."
  }

  /// Text that someone else wrote, without kernel pointers.
  func scrubbed(_ text: String) -> String {
    guard !isPlain else { return text }
    var result = ""
    var word = ""
    for character in text + "\n" {
      if character.isHexDigit {
        word.append(character)
        continue
      }
      // 16 digits that begin with ff: an address in the kernel's half.
      result += word.count == 16 && word.lowercased().hasPrefix("ff") ? "(kernel)" : word
      word = ""
      result.append(character)
    }
    return String(result.dropLast())
  }

  private func size(_ bytes: UInt64) -> String {
    if bytes % (1 << 20) == 0 { return "\(bytes >> 20)M" }
    if bytes % (1 << 10) == 0, bytes < 1 << 24 { return "\(bytes >> 10)K" }
    return "0x" + String(bytes, radix: 16)
  }

  private func hexadecimal(_ address: Int64) -> String { Cell.hexadecimal(address) }
}
