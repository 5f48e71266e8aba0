@testable import TraceIngest

/// An event of a case: `ROLE argument=value ...`, with the names that recordings have for them.
///
/// `0x1000-0x2000` is short for `start` and `end`; `12: ROLE ...` is an event of thread 12, which does not run
/// in that column otherwise. What is not given was not recorded.
struct CaseEvent {
  let kind: EventKind
  let ts: Int64
  let cpu: Int32
  let tid: Int32
  private var present: UInt8 = 0
  private var arguments = InlineArray<6, UInt64>(repeating: 0)
  /// Its text argument.
  private(set) var text: [UInt8] = []

  var role: String { kind.role }

  private static let byRole = Dictionary(
    EventKind.allCases.filter { $0 != .other }.map { ($0.role, $0) }, uniquingKeysWith: { first, _ in first })

  /// Roles that a case can have.
  static var roles: Set<String> { Set(byRole.keys) }

  init(_ cell: String, ts: Int64, cpu: Int32, tid: Int32) throws(CaseSentence) {
    var rest = Substring(cell)
    var thread = tid
    if let colon = rest.firstIndex(of: ":"), let other = Int32(rest[..<colon]) {
      thread = other
      rest = rest[rest.index(after: colon)...].drop { $0 == " " }
    }
    let name = String(rest.prefix { $0 != " " })
    rest = rest.dropFirst(name.count + 1)
    guard let kind = Self.byRole[name] else {
      let alike = Self.byRole.keys.filter { $0.hasPrefix(name.prefix(6)) }.sorted()
      throw CaseSentence(
        "no event \(name)" + (alike.isEmpty ? "" : "; there is \(alike.joined(separator: ", "))"))
    }
    (self.kind, self.ts, self.cpu, self.tid) = (kind, ts, cpu, thread)
    if kind.argumentNames.isEmpty, kind.textName != nil {
      text = Array(rest.utf8)
    } else {
      for word in rest.split(separator: " ") { try take(word) }
    }
    for index in 0..<6 where kind.description.essential & ~present & (1 << UInt8(index)) != 0 {
      throw CaseSentence("\(name) says nothing without \(kind.argumentNames[index][0])")
    }
  }

  private mutating func take(_ word: Substring) throws(CaseSentence) {
    guard let sign = word.firstIndex(of: "=") else {
      let ends = word.split(separator: "-", maxSplits: 1)
      guard ends.count == 2 else { throw CaseSentence("an argument is name=value, not '\(word)'") }
      try take("start=\(ends[0])")
      return try take("end=\(ends[1])")
    }
    let (name, value) = (String(word[..<sign]), String(word[word.index(after: sign)...]))
    if name == kind.textName {
      text = Array(value.utf8)
      return
    }
    guard let index = kind.argumentNames.firstIndex(where: { $0.contains(name) }) else {
      let known = kind.argumentNames.compactMap(\.first) + [kind.textName].compactMap { $0 }
      throw CaseSentence("\(kind.role) has no \(name), but \(known.joined(separator: ", "))")
    }
    guard let number = CaseValue.integer(value) else { throw CaseSentence("\(name)=\(value) is no number") }
    present |= 1 << UInt8(index)
    arguments[index] = UInt64(bitPattern: number)
  }

  /// Thread that runs in its column from now on.
  var switchesTo: Int32? {
    kind == .schedSwitch ? Int32(truncatingIfNeeded: Int64(bitPattern: arguments[1])) : nil
  }

  /// As the pairing takes it.
  var event: Event {
    Event(ts: ts, cpu: cpu, tid: tid, kind: kind, present: present, arguments: arguments)
  }
}
