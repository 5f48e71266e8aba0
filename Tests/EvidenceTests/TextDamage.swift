import Foundation
import TestSupport

/// Parts of a text that are taken away.
struct TextDamage {
  private let recording: Evidence
  /// Lines of events, without what stands before them.
  private let lines: [String]
  private let names: [String]
  private var damages: [Damage] = []

  /// Every damage to `recording`.
  static func all(_ recording: Evidence) throws -> [Damage] {
    var text = TextDamage(recording, try Fixture.bytes(recording.file))
    text.addMissingLines()
    text.addMisses()
    text.addMissedFlushes()
    text.addColumns()
    text.addOrder()
    text.addWrapping()
    return text.damages
  }

  private init(_ recording: Evidence, _ bytes: [UInt8]) {
    self.recording = recording
    let text = String(decoding: bytes, as: UTF8.self)
    lines = text.split(separator: "\n").map(String.init).filter { $0.contains(" [") }
    names = Set(lines.compactMap { Self.name(of: $0) }).sorted()
  }

  /// The event that a line is of: the word after the time.
  private static func name(of line: String) -> String? {
    let words = line.split(separator: " ")
    guard let time = words.firstIndex(where: { $0.hasSuffix(":") && $0.contains(".") }) else { return nil }
    return time + 1 < words.count ? String(words[time + 1]) : nil
  }

  private static func cpu(of line: String) -> String? {
    guard let open = line.range(of: " [") else { return nil }
    return String(line[open.upperBound...].prefix(3))
  }

  /// `line` with fewer digits of its time.
  private static func coarse(_ line: String, _ digits: Int) -> String {
    guard let cpu = line.range(of: "] "),
      let point = line.range(of: ".", range: cpu.upperBound..<line.endIndex),
      let colon = line.range(of: ":", range: point.upperBound..<line.endIndex)
    else { return line }
    let fraction = line[point.upperBound..<colon.lowerBound].prefix(digits)
    return line[..<point.lowerBound] + (digits == 0 ? "" : "." + fraction) + line[colon.lowerBound...]
  }

  private mutating func add(
    _ kind: String, _ detail: String, _ allowed: Damage.Expectation, _ lines: [String],
    head: [String] = ["cpus=4"]
  ) {
    damages.append(
      Damage(kind: kind, detail: detail, recording: recording, allowed: allowed) {
        Array(((head + lines).joined(separator: "\n") + "\n").utf8)
      })
  }

  private mutating func addMissingLines() {
    for name in names {
      add("kind left out", name, .sameOrDoubt, lines.filter { Self.name(of: $0) != name })
      let unreadable = lines.map { line in
        Self.name(of: line) == name ? line.components(separatedBy: name)[0] + name.prefix(4) : line
      }
      add("lines cut before their name", name, .sameOrDoubt, unreadable)
    }
    for cpu in Set(lines.compactMap(Self.cpu)).sorted() {
      let left = lines.filter { Self.cpu(of: $0) != cpu }
      add("cpu left out", cpu, .gone, left)
      // Nothing but its number tells of the last CPU.
      add("cpu left out, no head", cpu, cpu == "003" ? .sameOrDoubt : .gone, left, head: [])
    }
    let middle = lines.count / 2
    for said in [
      "CPU:1 [LOST 12 EVENTS]", "CPU:2 [EVENTS DROPPED]", "** 2345 printk messages dropped **",
      "[ 200 lines omitted ]",
      "host systemd-journald[233]: Missed 123 kernel messages", "[...]", "PERF_RECORD_LOST lost 37",
    ] {
      add("a line says so", said, .gone, Array(lines[..<middle] + [said] + lines[middle...]))
    }
    for percent in [10, 40, 70] {
      let start = lines.count * percent / 100
      let left = Array(lines[..<start] + lines[(start + lines.count / 10)...])
      // The head of the kernel's own file counts them.
      let head = [
        "# tracer: nop", "#", "# entries-in-buffer/entries-written: \(lines.count)/\(lines.count)   #P:4",
        "#",
      ]
      add("fewer lines than the head says", "\(percent) %", .gone, left, head: head)
    }
    for step in [3, 50] {
      let garbled = lines.enumerated().map { $0 % step == 1 ? String($1.dropFirst($1.count / 2)) : $1 }
      add("halves of lines", "every \(step)", .gone, garbled)
    }
  }

  /// Probes miss, return probes more often, and nothing says so; tracepoints do not.
  private mutating func addMisses() {
    // The address of the function, as text or as trace-cmd report -R has it.
    let isProbe = lines.map { $0.contains(": (") || $0.contains("__probe_") }
    let isReturn = lines.map { Self.name(of: $0)?.hasSuffix("_ret:") ?? false }
    for (returns, others) in [(20, 0), (100, 0), (500, 0), (100, 20), (500, 100), (0, 100)] {
      for seed in 1...6 {
        var dice = UInt64(seed)
        let left = lines.indices.filter { at in
          dice = dice &* 6_364_136_223_846_793_005 &+ 1
          return !isProbe[at] || Int((dice >> 33) % 10_000) >= (isReturn[at] ? returns : others)
        }
        add(
          "probes missed", "\(returns) of 10000 returns, \(others) of others, \(seed)", .sameOrDoubt,
          left.map { lines[$0] })
      }
    }
  }

  /// One return of flush_tlb_mm_range is missed: its window stays open.
  private mutating func addMissedFlushes() {
    for at in lines.indices where Self.name(of: lines[at]) == "flush_tlb_mm_range_ret:" {
      var left = lines
      left.remove(at: at)
      add("the end of a flush missed", "line \(at)", .sameOrDoubt, left)
    }
  }

  private mutating func addColumns() {
    let words = lines.flatMap { $0.split(separator: " ").filter { $0.contains("=") } }
    for field in Set(words.compactMap { $0.split(separator: "=").first }).sorted() {
      let left = lines.map { line in
        line.split(separator: " ", omittingEmptySubsequences: false).filter { !$0.hasPrefix("\(field)=") }
          .joined(separator: " ")
      }
      add("field left out", "\(field)", .sameOrDoubt, left)
    }
    let longest = lines.map(\.count).max() ?? 0
    for column in stride(from: 60, to: longest, by: 6) {
      add("cut at a column", "\(column)", .sameOrDoubt, lines.map { String($0.prefix(column)) })
    }
    add(
      "no cpu column", "", .sameOrDoubt,
      lines.map { line in
        guard let cpu = Self.cpu(of: line) else { return line }
        return line.replacingOccurrences(of: " [\(cpu)]", with: "")
      })
    add(
      "no times", "", .doubt,
      lines.map { line in
        line.split(separator: " ").filter { !($0.hasSuffix(":") && $0.contains(".")) }.joined(separator: " ")
      })
  }

  private mutating func addOrder() {
    add("newest first", "", .sameOrDoubt, lines.reversed())
    add("the same twice", "", .doubt, lines + lines)
    add("each line twice", "", .doubt, lines.flatMap { [$0, $0] })
    add("halves swapped", "", .sameOrDoubt, Array(lines[(lines.count / 2)...] + lines[..<(lines.count / 2)]))
    let cpus = Set(lines.compactMap(Self.cpu)).sorted()
    add("files of single cpus", "", .same, cpus.flatMap { cpu in lines.filter { Self.cpu(of: $0) == cpu } })
    var dice: UInt64 = 42
    let shuffled = lines.map { line in
      dice = dice &* 6_364_136_223_846_793_005 &+ 1
      return (dice >> 33, line)
    }
    add("shuffled", "", .sameOrDoubt, shuffled.sorted { $0.0 < $1.0 }.map(\.1))
    for distance in [1, 7] {
      var moved = lines
      for at in stride(from: 20, to: lines.count - 20, by: 40) { moved.swapAt(at, at + distance) }
      add("lines moved", "by \(distance)", .sameOrDoubt, moved)
    }
  }

  /// What surrounds lines takes nothing away.
  private mutating func addWrapping() {
    add("as it is", "", .same, lines)
    let entities = lines.map { line in
      line.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
        .replacingOccurrences(of: ">", with: "&gt;")
    }
    add("entities", "", .same, entities)
    for prefix in ["> ", "+", "&gt; ", "[Tue Nov  3 10:11:12 2026] ", "trace.txt:7:"] {
      add("prefix", prefix, .same, lines.map { prefix + $0 })
    }
    add("line ends of DOS", "", .same, lines.map { $0 + "\r" })
  }
}
