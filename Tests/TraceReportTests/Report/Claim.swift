/// An event that a report says is in the recording.
struct Claim: Hashable {
  var ts: String
  var cpu: Int
  var event: String
  /// Only evidence lines name the thread; those of the diagram have it at the head of their column.
  var tid: Int?

  init(ts: String, cpu: Int, event: String, tid: Int? = nil) {
    (self.ts, self.cpu, self.event, self.tid) = (ts, cpu, event, tid)
  }

  /// A line `comm-tid [cpu] ts: event: fields`, with flags between or without.
  init?(traceCmd line: Substring) {
    guard let bracket = line.firstRange(of: " ["), let end = line[bracket.upperBound...].firstIndex(of: "]"),
      let cpu = Int(line[bracket.upperBound..<end])
    else { return nil }
    let thread = line[..<bracket.lowerBound].split(separator: " ").last ?? ""
    let words = line[line.index(after: end)...].split(separator: " ")
    guard
      let tid = Int(thread[(thread.lastIndex(of: "-").map(thread.index(after:)) ?? thread.startIndex)...]),
      let place = words.firstIndex(where: { $0.hasSuffix(":") && $0.first?.isNumber == true }),
      words.count > place + 1
    else { return nil }
    self.init(
      ts: String(words[place].dropLast()), cpu: cpu, event: String(words[place + 1].dropLast()), tid: tid)
  }

  /// Every timed line of the diagrams and every evidence line of a report.
  static func all(in text: String) -> [Claim] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var claims = lines.filter { $0.hasPrefix("  ") && $0.contains("] ") && $0.contains(": ") }
      .compactMap { Claim(traceCmd: $0) }
    // What precedes the sentence with the first event's time is its diagram.
    for (index, line) in lines.enumerated() where line.hasPrefix("A line with a time") {
      let legend = lines[index..<min(index + 4, lines.count)].joined(separator: " ")
      guard let mark = legend.firstRange(of: "first event, ") else { continue }
      let start = legend[mark.upperBound...].prefix { $0.isNumber || $0 == "." }.dropSuffixDot
      guard let head = lines[..<index].lastIndex(where: { $0.contains("  CPU ") }) else { continue }
      let rule = lines[head...].firstIndex { $0.hasPrefix("--") } ?? head
      claims += diagram([lines[head]] + lines[rule..<index], start: start)
    }
    return claims
  }

  private static func diagram(_ lines: [Substring], start: Substring) -> [Claim] {
    // A clock that counts no nanoseconds has bare numbers.
    let isBare = !start.contains(".")
    var columns: [(place: Int, cpu: Int)] = []
    let head = Array(lines[0])
    for place in head.indices.dropLast(4) where String(head[place..<place + 4]) == "CPU " {
      let digits = head[(place + 4)...].prefix { $0.isNumber }
      if let cpu = Int(String(digits)) { columns.append((place, cpu)) }
    }
    var claims: [Claim] = []
    for (index, line) in lines.enumerated() {
      let text = Array(line)
      guard let time = line.split(separator: " ").first, isBare || time.contains("."),
        time.last?.isNumber == true,
        text.first == " " || text.first?.isNumber == true || text.first == "-",
        let place = columns.first(where: {
          text.indices.contains($0.place) && text[$0.place].isLetter
        })
      else { continue }
      let name = String(text[place.place...].prefix { $0 != " " })
      let next = index + 1 < lines.count ? Array(lines[index + 1]) : []
      let isReturn = next.count > place.place + 8 && String(next[(place.place + 2)...].prefix(7)) == "returns"
      let ts =
        isBare
        ? String((Int64(start) ?? 0) + (Int64(time) ?? 0))
        : absolute(nanoseconds(start) + nanoseconds(time) / 1_000_000)
      claims.append(Claim(ts: ts, cpu: place.cpu, event: isReturn ? name + "_ret" : name))
    }
    return claims
  }

  /// A number with a point, times 10^9.
  private static func nanoseconds(_ text: Substring) -> Int64 {
    let parts = text.split(separator: ".")
    let fraction = (parts.count > 1 ? String(parts[1]) : "") + "000000000"
    let size = (Int64(parts.first?.filter(\.isNumber) ?? "") ?? 0) * 1_000_000_000
    let value = size + (Int64(fraction.prefix(9)) ?? 0)
    return text.hasPrefix("-") ? -value : value
  }

  private static func absolute(_ ts: Int64) -> String {
    let fraction = String(ts % 1_000_000_000)
    return "\(ts / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.count) + fraction
  }
}

extension Substring {
  /// Without a full stop at its end.
  fileprivate var dropSuffixDot: Substring { hasSuffix(".") ? dropLast() : self }
}
